import Stowage
import StowageModel
import StowageTestKit
import StowageUnits
import Testing

/// Room that CapacityBuffers keep: K189, K190, K192, K193.
@Suite struct BufferConformance {
  /// How many pods a plan has for the buffer.
  private func count(_ parts: ObjectDraft..., sourceLocation: SourceLocation = #_sourceLocation)
    -> Set<Int>
  {
    var counts: Set<Int> = []
    decide(
      cluster {
        threeSizes
        pool()
        parts
      }, sourceLocation: sourceLocation
    ) { counts.insert($0.placedCount) }
    return counts
  }

  @Test("K189: as many pods as asked for or as a share of the workload, within the limits")
  func replicas() {
    let spare = pod("spare", cpu: "1", memory: "1Gi")
    let web = deployment(pod("web", cpu: "1"), replicas: 10)
    #expect(count(buffer("b", of: spare, replicas: 3)) == [3])
    #expect(count(buffer("b", of: spare, replicas: 9, limits: ["cpu": 4500])) == [4])
    #expect(count(buffer("b", of: spare, limits: ["cpu": 4000, "memory": 2 << 30])) == [2])
    #expect(count(web, buffer("b", percentage: 25, of: "web")) == [3])
    #expect(count(web, buffer("b", percentage: 25, of: "web", replicas: 5)) == [5])
    #expect(count(buffer("b", percentage: 25, of: "missing")) == [0])
  }

  @Test("K190: they keep what binds their template, but for its volumes")
  func pods() {
    decide(
      cluster {
        threeSizes
        pool().tainted("dedicated", "a")
        buffer(
          "b",
          of: pod("spare", cpu: "1").selecting(Key.zone, "zone-c").tolerating("dedicated", "a")
            .mounting("nowhere").ephemeralVolume("scratch", storageClass: "none"), replicas: 1)
      }
    ) { #expect($0.zone(of: "b-buffer-0") == "zone-c") }
  }

  @Test("K192: limits of NodePools hold for them, and real pods go first")
  func limits() {
    decide(
      cluster {
        type("small", cpu: "2", memory: "4Gi", price: 0.1)
        pool().limited(.cpu, "4")
        pod("a", cpu: "1500m")
        buffer("b", of: pod("spare", cpu: "1500m"), replicas: 3)
      }, [.optimal, .greedy]
    ) { decided in
      #expect(decided.isPlaced("a"))
      #expect(decided.placedCount == 2)
    }
  }

  @Test("K193: a node that only a buffer needs stays")
  func consolidation() {
    for policy in [Policy.optimal, .karpenter] {
      for isKept in [true, false] {
        var scene = cluster {
          type("small", cpu: "2", memory: "4Gi", price: 0.1)
          pool().with { $0.disruption.budgets = [Budget(nodes: "100%")] }
          node("n", type: "small").claimed()
          if isKept { buffer("b", of: pod("spare", cpu: "1"), replicas: 1) }
        }
        scene.options.policy = policy
        scene.options.now = Timestamp(seconds: 1_700_000_000)
        let plan = Engine().consolidate(scene.snapshot, catalog: scene.catalog, options: scene.options)
        #expect(plan.commands.isEmpty == isKept, "\(policy)")
        #expect(plan.placements.flatMap(\.pods) == (isKept ? ["default/b-buffer-0"] : []))
        let report = Engine().check(
          plan, snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
        #expect(report.isOK, "\(report.violations)")
      }
    }
  }
}
