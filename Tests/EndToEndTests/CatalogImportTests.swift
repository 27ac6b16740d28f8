import Foundation
import StowageModel
import StowageTestKit
import StowageUnits
import StowageWire
import Testing

/// `stowage catalog import` on answers of the shape that AWS gives, cut down to seven types and two zones.
@Suite struct CatalogImportTests {
  private static let folder = Fixture.testsFolder + "/Fixtures/ec2/"
  private static let all = ["price-list", "spot-prices", "offerings", "instance-types", "zones"]

  private func run(_ names: [String], _ options: String...) throws -> Program.Outcome {
    try Program.run(["catalog", "import"] + names.map { Self.folder + $0 + ".json" } + options)
  }

  private func catalog(_ names: [String]) throws -> Catalog {
    let outcome = try run(names)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try CatalogReader.read(outcome.output, source: "imported")
  }

  /// The stored catalog was made of the same facts by other code; branch interfaces are not in EC2's answers.
  @Test func typesAreThoseOfTheStoredCatalog() throws {
    let stored = try CatalogFileTests.catalog("us-east-1")
    let imported = try catalog(Self.all)
    #expect(imported.name == "aws/us-east-1")
    #expect(imported.types.map(\.name) == ["c5a.2xlarge", "c5d.metal", "g4dn.xlarge", "m6g.large"])
    for type in imported.types {
      var expected = try #require(stored.types.first { $0.name == type.name })
      let branches = ResourceName("vpc.amazonaws.com/pod-eni")
      expected.capacity[branches] = 0
      expected.allocatable[branches] = 0
      #expect(type.labels == expected.labels)
      #expect(type.capacity == expected.capacity, "\(type.name)")
      #expect(type.allocatable == expected.allocatable, "\(type.name)")
      #expect(type.formula == expected.formula, "\(type.name)")
      #expect(type.architecture == expected.architecture)
    }
  }

  @Test func offeringsAreWhatIsOfferedAtAKnownPrice() throws {
    let types = try catalog(Self.all).types
    func offers(_ name: String) -> [String] {
      (types.first { $0.name == name }?.offerings ?? []).map {
        "\($0.zone) \($0.capacityType) \($0.price.dollars)"
      }
    }
    #expect(
      offers("m6g.large") == [
        "us-east-1a on-demand 0.077", "us-east-1a spot 0.0355", "us-east-1b on-demand 0.077",
        "us-east-1b spot 0.0289",
      ])
    // Not the price of Windows, of dedicated hosts, of unused reservations, nor of a local zone.
    #expect(
      offers("c5a.2xlarge") == [
        "us-east-1a on-demand 0.308", "us-east-1a spot 0.1316", "us-east-1b on-demand 0.308",
      ])
    #expect(
      offers("g4dn.xlarge") == [
        "us-east-1a on-demand 0.526", "us-east-1a spot 0.1888", "us-east-1b on-demand 0.526",
      ])
    let zoneIDs = types.first?.offerings.map { $0.labels["topology.k8s.aws/zone-id"] }
    #expect(zoneIDs == ["use1-az6", "use1-az6", "use1-az1"])
  }

  @Test func whatIsLeftOutIsNamed() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let outcome = try run(Self.all, "-o", folder.appendingPathComponent("own.json.gz").path)
    let errors = outcome.errors.replacing(folder.path + "/", with: "")
    // How well the file packs is the library's affair.
    #expect(
      errors.replacing(/\d+ bytes/, with: "N bytes") == """
        2 types left out, as Karpenter does not launch them: a1.large, mac2.metal
        1 type left out, as no zone of us-east-1 offers them at a known price: inf1.xlarge
        own.json.gz: 4 types, 12 offerings, N bytes

        """)
    let shown = try Program.run(
      ["catalog", "show", "own", "--catalog-dir", folder.path, "-o", "name"])
    #expect(shown.text.split(separator: "\n").count == 4)
  }

  @Test func bothFormsOfThePriceListSayTheSame() throws {
    let file = Self.all.map { $0 == "price-list" ? "price-list-file" : $0 }
    #expect(try catalog(file) == catalog(Self.all))
  }

  /// One answer after the other in a file, as a loop over `--starting-token` leaves them, behind the mark that some
  /// shells put before UTF-8.
  @Test(arguments: [("instance-types", "InstanceTypes"), ("offerings", "InstanceTypeOfferings")])
  func answersMayComeInPages(name: String, member: String) throws {
    let file = URL(fileURLWithPath: Self.folder + name + ".json")
    let whole = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    let entries = try #require(whole[member] as? [Any])
    var text = Data([0xEF, 0xBB, 0xBF])
    for start in stride(from: 0, to: entries.count, by: 3) {
      let page: [String: Any] = [
        member: Array(entries[start..<min(start + 3, entries.count)]), "NextToken": "t\(start)",
      ]
      text += try JSONSerialization.data(withJSONObject: page, options: .prettyPrinted) + Data("\n".utf8)
    }
    let others = Self.all.filter { $0 != name }.map { Self.folder + $0 + ".json" }
    let outcome = try Program.run(["catalog", "import", "-"] + others, input: Array(text))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let paged = try CatalogReader.read(outcome.output, source: "imported")
    #expect(paged == (try catalog(Self.all)))

    let broken = try Program.run(
      ["catalog", "import", "-"] + others, input: Array(text) + Array(#"{"InstanceTypes": [{"x": 1}]}"#.utf8))
    #expect(broken.errors.contains("standard input /InstanceTypes/0: "))
  }

  @Test func aQueryThatTakesTheNamesAwayIsSaid() throws {
    let outcome = try Program.run(
      ["catalog", "import", "-"], input: Array(#"[{"InstanceType": "c5.large"}]"#.utf8))
    #expect(outcome.errors.contains("is none of the answers that a catalog is made of"))
    #expect(outcome.errors.contains("without --query"))
  }

  @Test func whatIsMissingIsSaid() throws {
    let noOffers = try run(["instance-types", "price-list"])
    #expect(noOffers.status != 0 && noOffers.output.isEmpty)
    #expect(noOffers.errors.contains("--location-type availability-zone"))
    let noPrices = try run(["instance-types", "offerings"])
    #expect(noPrices.errors.contains("aws pricing get-products"))
    let other = try Program.run(["catalog", "import", Fixture.testsFolder + "/Fixtures/every-kind.json"])
    #expect(other.errors.contains("is none of the answers that a catalog is made of"))
    let regional = try Program.run(
      ["catalog", "import", "-"],
      input: Array(
        #"{"InstanceTypeOfferings": [{"InstanceType": "c5.large", "LocationType": "region", "Location": "us-east-1"}]}"#
          .utf8))
    #expect(
      regional.errors
        == """
        error: standard input /InstanceTypeOfferings/0/LocationType: "region" does not say in which zones a type is \
        offered. Ask with --location-type availability-zone

        """)
  }
}
