import StowageModel
import StowageTestKit
import StowageUnits
import Testing

/// Volumes: K111 to K128.
@Suite struct VolumeConformance {
  private let large = type("large", cpu: "8", memory: "16Gi", price: 0.4)

  @Test("K111: a node takes no more volumes than it may attach")
  func attachLimits() {
    decide(
      cluster {
        large
        pool()
        storageClass("ebs")
        node("n", type: "large").claimed()
        attachLimit("n", 1)
        for name in ["x", "y"] {
          volumeClaim(name, storageClass: "ebs")
          pod(name, cpu: "100m").mounting(name)
        }
      }
    ) { decided in
      #expect(decided.isPlaced("x", "y"))
      #expect(decided.areApart("x", "y"))
    }
  }

  @Test("K112: a claim that pods share counts once")
  func sharedClaim() {
    decide(
      cluster {
        large
        pool()
        storageClass("ebs")
        node("n", type: "large").claimed()
        attachLimit("n", 1)
        volumeClaim("x", storageClass: "ebs")
        pod("a", cpu: "100m", count: 2).mounting("x")
      }
    ) { #expect($0.areTogether("a-0", "a-1")) }
  }

  @Test("K113: volumes without a CSI driver break nothing")
  func otherVolumes() {
    decide(
      cluster {
        large
        pool()
        pod("a", cpu: "1").with { $0.spec.volumes = [PodVolume(name: "nfs", source: .other("nfs"))] }
      }
    ) { #expect($0.isPlaced("a")) }
  }

  @Test("K114: the zone terms of a volume are alternatives")
  func zonesOfVolume() {
    decide(
      cluster {
        large
        pool()
        volumeClaim("x", volume: "v")
        volume("v")
        ObjectDraft { scene in
          scene.snapshot.volumes[0].nodeTerms = ["nowhere", "zone-b"].map {
            NodeSelectorTerm(matchExpressions: [require(Key.zone, "In", $0)])
          }
        }
        pod("a", cpu: "1").mounting("x")
      }
    ) { #expect($0.zone(of: "a") == "zone-b") }
  }

  @Test("K115, K120: an unbound claim goes where its class allows")
  func allowedTopologies() {
    decide(
      cluster {
        large
        pool()
        storageClass("ebs", zones: ["zone-c"])
        volumeClaim("x", storageClass: "ebs")
        pod("a", cpu: "1").mounting("x")
      }
    ) { #expect($0.zone(of: "a") == "zone-c") }
  }

  @Test("K116: volumes that share no zone leave no place")
  func disjointVolumes() {
    decide(
      cluster {
        large
        pool()
        volumeClaim("x", volume: "vx")
        volume("vx", zone: "zone-a")
        volumeClaim("y", volume: "vy")
        volume("vy", zone: "zone-b")
        pod("a", cpu: "1").mounting("x").mounting("y")
      }
    ) { #expect($0.reason("a") == "VolumesDisjoint") }
  }

  @Test(
    "K117, K118: the host name of a local volume is ignored, that of another is not",
    arguments: [
      ("local", true), ("csi", false),
    ])
  func hostnameOfVolume(source: String, isPlaced: Bool) {
    decide(
      cluster {
        large
        pool()
        volumeClaim("x", volume: "v")
        volume("v")
        ObjectDraft { scene in
          scene.snapshot.volumes[0].source = source
          if source == "local" { scene.snapshot.volumes[0].csiDriver = "" }
          scene.snapshot.volumes[0].nodeTerms = [
            NodeSelectorTerm(matchExpressions: [require(Key.host, "In", "gone")])
          ]
        }
        pod("a", cpu: "1").mounting("x")
      }
    ) { #expect($0.isPlaced("a") == isPlaced) }
  }

  @Test("K119: a bound claim pins the zone")
  func boundClaim() {
    decide(
      cluster {
        large
        pool()
        volumeClaim("x", volume: "v")
        volume("v", zone: "zone-b")
        pod("a", cpu: "1").mounting("x")
      }
    ) { #expect($0.zone(of: "a") == "zone-b") }
  }

  @Test("K121, K122: a volume's zone is never given up, not even for the pod's own preference")
  func incompatibleZone() {
    decide(
      cluster {
        large
        pool()
        volumeClaim("x", volume: "v")
        volume("v", zone: "zone-b")
        pod("a", cpu: "1").mounting("x").selecting(Key.zone, "zone-a")
        pod("b", cpu: "1").mounting("x").preferring(Key.zone, "In", "zone-a")
      }
    ) { decided in
      #expect(!decided.isPlaced("a"))
      #expect(decided.zone(of: "b") == "zone-b")
    }
  }

  @Test("K123: a pod with a missing claim is left out, others go on")
  func missingClaim() {
    decide(
      cluster {
        large
        pool()
        pod("a", cpu: "1").mounting("unheard-of")
        pod("b", cpu: "1")
      }
    ) { decided in
      #expect(decided.reason("a") == "VolumeClaimMissing")
      #expect(decided.isPlaced("b"))
    }
  }

  @Test("K124: unbound claims that bind at once, lost and deleted ones have no place")
  func unusableClaims() {
    decide(
      cluster {
        large
        pool()
        storageClass("now", binding: "Immediate")
        storageClass("ebs")
        volumeClaim("immediate", storageClass: "now")
        volumeClaim("lost", storageClass: "ebs")
        volumeClaim("deleting", storageClass: "ebs")
        ObjectDraft { scene in
          scene.snapshot.claims[1].phase = "Lost"
          scene.snapshot.claims[2].metadata.deletionTimestamp = Timestamp(seconds: 1)
        }
        pod("a", cpu: "1").mounting("immediate")
        pod("b", cpu: "1").mounting("lost")
        pod("c", cpu: "1").mounting("deleting")
      }
    ) { decided in
      #expect(decided.reason("a") == "VolumeClaimBindsImmediately")
      #expect(decided.reason("b") == "VolumeClaimLost")
      #expect(decided.reason("c") == "VolumeClaimDeleting")
    }
  }

  @Test("K125: a claim with a volume counts as bound only once the binding is complete")
  func bindingNotComplete() {
    decide(
      cluster {
        large
        pool()
        volumeClaim("x", volume: "v")
        volume("v", zone: "zone-b")
        ObjectDraft { $0.snapshot.claims[0].metadata.annotations = [:] }
        pod("a", cpu: "1").mounting("x")
      }
    ) { #expect($0.reason("a") == "VolumeClaimNotBound") }
  }

  @Test("K126: an ephemeral volume takes the default class, of several the newest")
  func ephemeralVolumes() {
    decide(
      cluster {
        large
        pool()
        storageClass("old", zones: ["zone-a"], isDefault: true)
        storageClass("new", zones: ["zone-b"], isDefault: true)
        ObjectDraft { scene in
          scene.snapshot.storageClasses[0].metadata.creationTimestamp = Timestamp(seconds: 1)
          scene.snapshot.storageClasses[1].metadata.creationTimestamp = Timestamp(seconds: 2)
        }
        pod("a", cpu: "1").ephemeralVolume("scratch", storageClass: nil)
      }
    ) { #expect($0.zone(of: "a") == "zone-b") }
  }

  @Test("K127: drivers from inside Kubernetes count as the CSI drivers they became")
  func migratedDriver() {
    decide(
      cluster {
        large
        pool()
        node("n", type: "large").claimed()
        attachLimit("n", 1)
        for name in ["x", "y"] {
          volumeClaim(name, volume: "v" + name)
          volume("v" + name, driver: "")
          pod(name, cpu: "100m").mounting(name)
        }
        ObjectDraft { scene in
          for index in scene.snapshot.volumes.indices {
            scene.snapshot.volumes[index].source = "awsElasticBlockStore"
          }
        }
      }
    ) { #expect($0.areApart("x", "y")) }
  }

  @Test("K128: the zone of a volume does not narrow the domains of a spread")
  func volumeZonesAndSpread() {
    decide(
      cluster {
        large
        pool()
        storageClass("ebs", zones: ["zone-a"])
        volumeClaim("x", storageClass: "ebs")
        pod("a", cpu: "1").mounting("x").spread(over: Key.zone) { $0.minDomains = 3 }
      }
    ) { #expect($0.zone(of: "a") == "zone-a") }
  }
}
