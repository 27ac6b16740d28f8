import Foundation
import StowageModel
import StowageTestKit
import StowageUnits
import StowageWire
import Testing

private func readCatalog(_ text: String) throws -> Catalog {
  try CatalogReader.read(Array(text.utf8), source: "test.json")
}

private let kwok = """
  [{"name":"c-2","architecture":"amd64","operatingSystems":["linux","windows"],
    "resources":{"cpu":"2","memory":"4Gi","pods":"110","ephemeral-storage":"20Gi"},
    "offerings":[
      {"Price":0.05,"Available":true,"Requirements":[
        {"key":"karpenter.sh/capacity-type","operator":"In","values":["on-demand"]},
        {"key":"topology.kubernetes.io/zone","operator":"In","values":["a","b"]},
        {"key":"topology.k8s.aws/zone-id","operator":"In","values":["z1"]}]},
      {"Price":0.015,"Available":false,"Requirements":[
        {"key":"karpenter.sh/capacity-type","operator":"In","values":["spot"]},
        {"key":"topology.kubernetes.io/zone","operator":"In","values":["a"]}]},
      {"Price":0.000000005,"ReservationCapacity":3,"Requirements":[
        {"key":"karpenter.sh/capacity-type","operator":"In","values":["reserved"]},
        {"key":"karpenter.k8s.aws/capacity-reservation-id","operator":"In","values":["cr-1"]},
        {"key":"topology.kubernetes.io/zone","operator":"In","values":["a"]}]}]},
   {"name":"a-1","architecture":"arm64","operatingSystems":["linux"],"labels":{"size":"1"},
    "resources":{"cpu":"1","memory":"2Gi","nvidia.com/gpu":"1"},"allocatable":{"cpu":"940m","memory":"1Gi"},
    "offerings":[]}]
  """

@Suite struct Catalogs {
  @Test func kwokCatalogsAreReadAsTheyAre() throws {
    let catalog = try readCatalog(kwok)
    #expect(catalog.name == "test.json")
    #expect(catalog.types.map(\.name) == ["a-1", "c-2"])
    let (small, large) = (catalog.types[0], catalog.types[1])
    #expect(small.labels == ["size": "1"])
    #expect(small.architecture == "arm64")
    #expect(small.allocatable == ResourceVector(cpu: 940, memory: 1 << 30))
    #expect(small.capacity["nvidia.com/gpu"] == 1)
    #expect(large.operatingSystems == ["linux", "windows"])
    #expect(large.allocatable == large.capacity)
    #expect(large.offerings.map(\.zone) == ["a", "b", "a", "a"])
    #expect(large.offerings.map(\.capacityType) == ["on-demand", "on-demand", "spot", "reserved"])
    #expect(large.offerings.map(\.price.nanos) == [50_000_000, 50_000_000, 15_000_000, 5])
    #expect(large.offerings.map(\.isAvailable) == [true, true, false, true])
    #expect(large.offerings[0].labels == ["topology.k8s.aws/zone-id": "z1"])
    #expect(large.offerings[3].reservation == Reservation(id: "cr-1", count: 3))
  }

  @Test func ourFormatSharesLabels() throws {
    let catalog = try readCatalog(
      """
      {"apiVersion":"stowage.dev/v1alpha1","kind":"Catalog","name":"lab",
       "types":[{"name":"c5a.2xlarge","architecture":"arm64","labels":{"own":"1","both":"type"},
         "capacity":{"cpu":"8"},"formula":{"vcpu":8,"memoryMiB":16384,"networkInterfaces":4,"ipv4PerInterface":15,
         "instanceStoreGB":0},"offerings":[{"zone":"z","capacityType":"spot","price":0.1,"derivedPrice":true,
         "interruptionBand":2,"labels":{"more":"1"}},{"zone":"y","capacityType":"on-demand","price":"0.3"}]}],
       "labels":{"region":"r","both":"catalog"},"zones":[{"name":"z","labels":{"id":"z1"}}]}
      """)
    let type = catalog.types[0]
    #expect(catalog.name == "lab")
    #expect(type.labels == ["own": "1", "both": "type", "region": "r"])
    #expect(type.formula?.isArm == true)
    #expect(type.formula?.memoryMiB == 16384)
    #expect(type.offerings[0].labels == ["id": "z1", "more": "1"])
    #expect(type.offerings[0].isDerivedPrice)
    #expect(type.offerings[0].interruptionBand == 2)
    #expect(type.offerings[1].labels.isEmpty)
    #expect(type.offerings[1].price == Money(nanos: 300_000_000))
  }

  @Test func catalogsSurviveARoundTrip() throws {
    let catalog = try readCatalog(kwok)
    #expect(try readCatalog(CatalogWriter.text(of: catalog)) == catalog)
    for seed in 0..<50 as Range<UInt64> {
      let random = RandomCluster(seed: seed).scene.catalog
      #expect(try readCatalog(CatalogWriter.text(of: random)) == random, "seed \(seed)")
    }
  }

  @Test func faultsNameTheField() {
    let offering = #"{"zone":"a","capacityType":"spot","price":0.1}"#
    func ours(_ offering: String) -> String {
      #"{"kind":"Catalog","types":[{"name":"a","offerings":[\#(offering)]}]}"#
    }
    let cases: [(String, String)] = [
      ("a pod", #"{"kind":"Pod","metadata":{"name":"a"}}"#),
      ("no types", #"{"kind":"Catalog"}"#),
      ("no name", #"{"kind":"Catalog","types":[{"offerings":[]}]}"#),
      ("two of a name", #"[{"name":"a"},{"name":"a"}]"#),
      ("no price", ours(#"{"zone":"a","capacityType":"spot"}"#)),
      ("no zone", ours(#"{"capacityType":"spot","price":1}"#)),
      ("no capacity type", ours(#"{"zone":"a","price":1}"#)),
      ("a price in words", ours(offering.replacing("0.1", with: "\"cheap\""))),
      ("a price below zero", ours(offering.replacing("0.1", with: "-0.1"))),
      ("a price beyond all bounds", ours(offering.replacing("0.1", with: "1e300"))),
      ("no zone in kwok's format", #"[{"name":"a","offerings":[{"Price":1,"Requirements":[]}]}]"#),
      ("a broken quantity", #"[{"name":"a","resources":{"cpu":"two"}}]"#),
      ("cut off", #"[{"name":"a""#),
      ("garbage behind it", "[] []"),
    ]
    var text = ""
    for (name, json) in cases {
      do {
        _ = try readCatalog(json)
        text += "\(name): no error\n"
      } catch { text += "\(name): \(error)\n" }
    }
    expectStored(text, as: "catalog-faults.txt")
  }
}
