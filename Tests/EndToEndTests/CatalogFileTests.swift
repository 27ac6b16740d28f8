import StowageModel
import StowageRules
import StowageUnits
import StowageWire
import Testing

/// The catalogs that the repository carries, read the way a user reads them.
@Suite struct CatalogFileTests {
  static let regions = ["ap-northeast-2", "eu-west-1", "us-east-1", "us-west-2"]

  static func catalog(_ region: String) throws -> Catalog {
    let outcome = try Program.run(["catalog", "show", "aws/" + region, "-o", "json"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    return try CatalogReader.read(outcome.output, source: region)
  }

  @Test func everyCatalogIsListed() throws {
    let outcome = try Program.run(["catalog", "list", "-o", "name"])
    #expect(outcome.text == Self.regions.map { "catalog/aws/\($0)\n" }.joined())
  }

  @Test("K306: every type has the labels of its provider", arguments: regions)
  func figuresAreSane(region: String) throws {
    let catalog = try Self.catalog(region)
    #expect(catalog.name == "aws/" + region)
    #expect(catalog.types.count > 490)
    #expect(zip(catalog.types, catalog.types.dropFirst()).allSatisfy { $0.name < $1.name })
    for type in catalog.types {
      #expect(["amd64", "arm64"].contains(type.architecture), "\(type.name)")
      #expect(type.allocatable.fits(in: type.capacity), "\(type.name)")
      #expect(type.labels["topology.kubernetes.io/region"] == region, "\(type.name)")
      for name in ["category", "family", "generation", "size", "cpu", "memory"] {
        #expect(type.labels["karpenter.k8s.aws/instance-" + name] != nil, "\(type.name) has no \(name)")
      }
      checkOfferings(of: type, region: region)
    }
  }

  private func checkOfferings(of type: InstanceType, region: String) {
    let places = type.offerings.map { [$0.zone, $0.capacityType] }
    #expect(Set(places).count == places.count, "\(type.name) is offered twice in one place")
    let onDemand = Set(type.offerings.filter { $0.capacityType == "on-demand" }.map(\.price))
    #expect(onDemand.count <= 1, "\(type.name) has several prices on demand")
    for offering in type.offerings {
      let place = "\(type.name) \(offering.zone) \(offering.capacityType)"
      #expect(offering.zone.hasPrefix(region), "\(place)")
      #expect(offering.labels["topology.k8s.aws/zone-id"]?.contains("-az") == true, "\(place)")
      #expect(offering.price > .zero && offering.price < Money(dollars: 500), "\(place)")
      let isSpot = offering.capacityType == "spot"
      #expect(isSpot || (!offering.isDerivedPrice && offering.interruptionBand == nil), "\(place)")
      #expect((0...4).contains(offering.interruptionBand ?? 0), "\(place)")
      if isSpot, let full = onDemand.first { #expect(offering.price <= full, "\(place)") }
    }
  }

  /// The generator computes allocatable in another language; what a node class changes is computed here.
  @Test(arguments: regions) func theFormulaGivesTheStatedFigures(region: String) throws {
    let nodeClass = EC2NodeClass(metadata: ObjectMeta(name: "default"))
    for type in try Self.catalog(region).types {
      let figures = allocatable(of: type, for: nodeClass)
      #expect(type.formula != nil, "\(type.name)")
      #expect(figures.capacity == type.capacity, "\(type.name)")
      #expect(figures.allocatable == type.allocatable, "\(type.name)")
    }
  }

  /// As recorded on EKS in March 2025.
  @Test func aRecordedNode() throws {
    let catalog = try Self.catalog("ap-northeast-2")
    let type = try #require(catalog.types.first { $0.name == "c5a.2xlarge" })
    #expect(type.capacity.memory == 15155 << 20)
    #expect(type.allocatable.cpu == 7910)
    #expect(type.allocatable.memory == 14162 << 20)
    #expect(type.allocatable.pods == 58)
    #expect(type.allocatable.ephemeralStorage == 17 << 30)
    #expect(type.offerings.first?.price == Money(dollars: 0.344))
  }

  /// In the order recorded there: category c, m or r, nitro, larger than medium, on demand.
  @Test func theCheapestTypes() throws {
    func label(_ type: InstanceType, _ name: String) -> String {
      type.labels["karpenter.k8s.aws/instance-" + name] ?? ""
    }
    let wanted = try Self.catalog("ap-northeast-2").types.filter { type in
      ["c", "m", "r"].contains(label(type, "category")) && label(type, "hypervisor") == "nitro"
        && !["nano", "micro", "small", "medium"].contains(label(type, "size"))
    }
    let priced = wanted.compactMap { type in
      type.offerings.first { $0.capacityType == "on-demand" }.map { ($0.price, type.name) }
    }
    let cheapest = priced.sorted { $0 < $1 }.prefix(5).map(\.1)
    #expect(cheapest == ["c6g.large", "c7g.large", "c5a.large", "c6gd.large", "m6g.large"])
  }

  @Test(arguments: regions) func derivedPricesAreMarked(region: String) throws {
    let spot = try Self.catalog(region).types.flatMap(\.offerings).filter { $0.capacityType == "spot" }
    let observed = spot.filter { !$0.isDerivedPrice }
    #expect(observed.count >= 50 && observed.count < spot.count / 10, "\(observed.count) of \(spot.count)")
  }
}
