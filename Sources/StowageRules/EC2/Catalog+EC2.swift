import StowageModel
import StowageUnits

extension Catalog {
  /// A catalog of what EC2 offers: labels and allocatable as Karpenter's AWS provider derives them (AL2023 and the
  /// settings of a node class that states none), on-demand prices in every zone that offers a type, and in each zone
  /// the spot price stated last.
  ///
  /// Left out, and named: types that Karpenter cannot launch, and types without any price.
  package static func make(
    of facts: EC2Facts, region: String, name: String
  ) -> (catalog: Catalog, omissions: [Omission]) {
    let market = EC2Market(facts, region: region)
    let supported = facts.types.filter(\.isSupported)
    let types = supported.uniqued.map {
      $0.instanceType(region: region, offerings: market.offerings(of: $0.name))
    }
    let priced = types.filter { !$0.offerings.isEmpty }
    let omissions = [
      Omission(
        reason: "Karpenter does not launch them",
        names: facts.types.filter { !$0.isSupported }.uniqued.map(\.name)),
      Omission(
        reason: "no zone of \(region) offers them at a known price",
        names: types.filter(\.offerings.isEmpty).map(\.name)),
    ]
    return (Catalog(name: name, types: priced), omissions.filter { !$0.names.isEmpty })
  }
}

extension [EC2InstanceType] {
  /// By name; what is described twice counts once.
  fileprivate var uniqued: [EC2InstanceType] {
    let sorted = self.sorted { $0.name < $1.name }
    return sorted.indices.filter { $0 == 0 || sorted[$0].name != sorted[$0 - 1].name }.map { sorted[$0] }
  }
}

extension EC2InstanceType {
  /// nil for machines that Kubernetes has no images for.
  private var architecture: String? {
    if architectures.contains("x86_64") { return "amd64" }
    return architectures.contains("arm64") ? "arm64" : nil
  }

  /// The first Graviton (a1) cannot start AL2023.
  fileprivate var isSupported: Bool { architecture != nil && !name.hasPrefix("a1.") && networkInterfaces > 0 }

  fileprivate func instanceType(region: String, offerings: [Offering]) -> InstanceType {
    var result = InstanceType(name: name, architecture: architecture ?? "")
    result.labels = labels(region: region)
    let formula = AllocatableFormula(
      vcpu: vcpu, memoryMiB: memoryMiB, isArm: architecture == "arm64", networkInterfaces: networkInterfaces,
      ipv4PerInterface: ipv4PerInterface, instanceStoreGB: instanceStoreGB ?? 0)
    result.formula = formula
    for device in devices { result.capacity[device.name] = device.count }
    let estimate = NodeEstimate(
      formula: formula, nodeClass: EC2NodeClass(metadata: ObjectMeta(name: "default")))
    result.capacity = estimate.capacity(of: result)
    result.allocatable = estimate.allocatable(from: result.capacity)
    result.offerings = offerings
    return result
  }
}

/// Places and prices, sorted to be looked up by type.
private struct EC2Market {
  private var zones: [String: [String]] = [:]
  private var onDemand: [String: Money] = [:]
  private var spot: [Place: EC2SpotPrice] = [:]
  private var zoneIDs: [String: String] = [:]

  private struct Place: Hashable {
    var type: String
    var zone: String
  }

  init(_ facts: EC2Facts, region: String) {
    for place in facts.places where place.zone.isZone(of: region) {
      zones[place.instanceType, default: []].append(place.zone)
    }
    // The cheapest, as a type may be listed once more under an older rate.
    for row in facts.onDemandPrices where row.region == region && row.price > .zero {
      onDemand[row.instanceType] = min(onDemand[row.instanceType] ?? row.price, row.price)
    }
    for row in facts.spotPrices where row.price > .zero {
      let place = Place(type: row.instanceType, zone: row.zone)
      if let known = spot[place], (known.since, row.price) >= (row.since, known.price) { continue }
      spot[place] = row
    }
    for zone in facts.zones { zoneIDs[zone.name] = zone.id }
  }

  /// By zone, on-demand before spot.
  func offerings(of type: String) -> [Offering] {
    var result: [Offering] = []
    for zone in Set(zones[type] ?? []).sorted() {
      let prices = [
        ("on-demand", onDemand[type]), ("spot", spot[Place(type: type, zone: zone)]?.price),
      ]
      for (capacityType, price) in prices {
        guard let price else { continue }
        var offering = Offering(zone: zone, capacityType: capacityType, price: price)
        offering.labels["topology.k8s.aws/zone-id"] = zoneIDs[zone]
        result.append(offering)
      }
    }
    return result
  }
}

extension String {
  /// Local zones and Wavelength zones have longer names, and prices of their own.
  fileprivate func isZone(of region: String) -> Bool {
    hasPrefix(region) && utf8.count == region.utf8.count + 1
  }
}

extension EC2Facts {
  /// The regions of its zones, sorted.
  package var regions: [String] {
    let names = Set(places.map(\.zone)).filter { zone in
      zone.last?.isLetter == true && zone.dropLast().last?.isNumber == true
        && zone.split(separator: "-").count == 3
    }
    return Set(names.map { String($0.dropLast()) }).sorted()
  }
}
