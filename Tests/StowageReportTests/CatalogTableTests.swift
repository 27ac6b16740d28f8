import StowageModel
import StowageReport
import StowageTestKit
import StowageUnits
import Testing

@Suite struct CatalogTableTests {
  static var catalog: Catalog {
    var large = type("m5.large", cpu: "2", memory: "8Gi", pods: 29, price: 0.118, zones: ["r-1a", "r-1b"])
      .allocatable(cpu: "1930m", memory: "6903Mi").having("vpc.amazonaws.com/pod-eni", "9").type
    var spot = Offering(zone: "r-1b", capacityType: "spot", price: Money(dollars: 0.0415))
    spot.isDerivedPrice = true
    large.offerings.append(spot)
    let gpu = type("g4dn.xlarge", cpu: "4", memory: "16Gi", price: 0.647, zones: ["r-1a"]).arch("arm64")
      .having("nvidia.com/gpu", "1").spot(0.2081, zones: ["r-1a"]).type
    var soldOut = type("p5.48xlarge", cpu: "192", memory: "2Ti", pods: 100).type
    var offering = Offering(zone: "r-1a", capacityType: "on-demand", price: Money(dollars: 98.32))
    offering.isAvailable = false
    soldOut.offerings = [offering]
    return Catalog(name: "r-1", types: [gpu, large, soldOut, type("u-1", cpu: "448", memory: "12Ti").type])
  }

  @Test func types() { expectStored(CatalogTable.show(Self.catalog), as: "catalog-show.txt") }

  @Test func typesWide() {
    expectStored(CatalogTable.show(Self.catalog, detail: .wide), as: "catalog-show-wide.txt")
  }

  @Test func names() {
    #expect(
      CatalogTable.names(of: Self.catalog).hasPrefix("instancetype/g4dn.xlarge\ninstancetype/m5.large\n"))
  }

  @Test func catalogs() {
    let entry = CatalogEntry(name: "aws/r-1", path: "catalogs/aws/r-1.json.gz", catalog: Self.catalog)
    expectStored(CatalogTable.list([entry]), as: "catalog-list.txt")
  }
}
