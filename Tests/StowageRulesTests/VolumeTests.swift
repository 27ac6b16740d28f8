import StowageModel
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

@Suite struct VolumeTests {
  private let small = type("small", cpu: "8", memory: "8Gi", price: 0.1)

  /// Where the volumes of the only pending pod let it run.
  private func places(_ parts: [ObjectDraft], _ draft: PodDraft) -> [[String]?] {
    let cluster = read(
      sketch {
        small; pool(); parts.map { $0 as any ScenePart }; draft
      })
    return cluster.shapes[cluster.pending[0].shape].volumePlaces.map { $0[Key.zone]?.values }
  }

  private func refusal(_ parts: [ObjectDraft], _ draft: PodDraft) -> Reason? {
    read(
      sketch {
        small; pool(); parts.map { $0 as any ScenePart }; draft
      }
    ).ignored.first?.finding.reason
  }

  private let mounting = pod("p", cpu: "1").mounting("c")

  @Test("K119: a bound claim is where its volume is")
  func bound() {
    #expect(places([volumeClaim("c", volume: "v"), volume("v", zone: "zone-b")], mounting) == [["zone-b"]])
    #expect(places([volumeClaim("c", volume: "v"), volume("v")], mounting) == [nil])
  }

  @Test("K114: the terms of a volume are alternatives")
  func terms() {
    let two = ObjectDraft { scene in
      var item = PersistentVolume(metadata: ObjectMeta(name: "v"))
      item.nodeTerms = ["zone-a", "zone-c"].map {
        NodeSelectorTerm(matchExpressions: [require(Key.zone, "In", $0)])
      }
      scene.snapshot.volumes.append(item)
    }
    #expect(places([volumeClaim("c", volume: "v"), two], mounting) == [["zone-a"], ["zone-c"]])
  }

  @Test("K115, K120: an unbound claim may be where its class makes volumes")
  func unbound() {
    let parts = [volumeClaim("c", storageClass: "s"), storageClass("s", zones: ["zone-a", "zone-b"])]
    #expect(places(parts, mounting) == [["zone-a", "zone-b"]])
    #expect(places([volumeClaim("c", storageClass: "s"), storageClass("s")], mounting) == [nil])
  }

  @Test("K116: several volumes have to meet; what cannot is left out, and nothing left is a refusal")
  func several() {
    let both = mounting.mounting("d")
    let parts = [
      volumeClaim("c", storageClass: "s"), storageClass("s", zones: ["zone-a", "zone-b"]),
      volumeClaim("d", volume: "v"), volume("v", zone: "zone-b"),
    ]
    #expect(places(parts, both) == [["zone-b"]])
    let apart = [
      volumeClaim("c", volume: "u"), volume("u", zone: "zone-a"), volumeClaim("d", volume: "v"),
      volume("v", zone: "zone-b"),
    ]
    #expect(refusal(apart, both) == .volumesDisjoint)
  }

  @Test("K117, K118: local volumes forget their host, others do not")
  func local() {
    func hosts(_ source: String, _ lines: NodeRequirement...) -> Requirements {
      let item = ObjectDraft { scene in
        var volume = PersistentVolume(metadata: ObjectMeta(name: "v"))
        volume.source = source
        volume.nodeTerms = [NodeSelectorTerm(matchExpressions: lines)]
        scene.snapshot.volumes.append(volume)
      }
      let cluster = read(
        sketch {
          small; pool(); volumeClaim("c", volume: "v"); item; mounting
        })
      return cluster.shapes[cluster.pending[0].shape].volumePlaces[0]
    }
    #expect(hosts("local", require(Key.host, "In", "n1")).isEmpty)
    #expect(
      hosts("hostPath", require(Key.host, "In", "n1"), require(Key.zone, "In", "zone-a")).all.map(\.key) == [
        Key.zone
      ])
    #expect(hosts("csi", require(Key.host, "In", "n1")).all.map(\.key) == [Key.host])
  }

  @Test("K123, K124, K125: claims that cannot be planned with")
  func invalid() {
    #expect(refusal([], mounting) == .claimMissing)
    #expect(refusal([volumeClaim("c", volume: "v")], mounting) == .volumeMissing)
    #expect(refusal([volumeClaim("c")], mounting) == .claimWithoutClass)
    #expect(refusal([volumeClaim("c", storageClass: "s")], mounting) == .storageClassMissing)
    let immediate = [volumeClaim("c", storageClass: "s"), storageClass("s", binding: "Immediate")]
    #expect(refusal(immediate, mounting) == .claimBindsImmediately)
    func changed(_ change: @escaping @Sendable (inout Snapshot) -> Void) -> [ObjectDraft] {
      [volumeClaim("c", volume: "v"), volume("v"), ObjectDraft { change(&$0.snapshot) }]
    }
    #expect(refusal(changed { $0.claims[0].metadata.annotations = [:] }, mounting) == .claimNotBound)
    #expect(refusal(changed { $0.claims[0].phase = "Lost" }, mounting) == .claimLost)
    #expect(
      refusal(changed { $0.claims[0].metadata.deletionTimestamp = Timestamp(seconds: 1) }, mounting)
        == .claimDeleting)
    #expect(
      refusal(changed { $0.volumes[0].metadata.deletionTimestamp = Timestamp(seconds: 1) }, mounting)
        == .volumeDeleting)
  }

  @Test(
    "K126: an ephemeral volume uses its class, else the newest default one; a claim made for it comes first")
  func ephemeral() {
    let draft = pod("p", cpu: "1").ephemeralVolume("data", storageClass: nil)
    let classes = [
      storageClass("old", zones: ["zone-a"], isDefault: true),
      storageClass("new", zones: ["zone-b"], isDefault: true),
      ObjectDraft { scene in
        for index in scene.snapshot.storageClasses.indices {
          let isNew = scene.snapshot.storageClasses[index].metadata.name == "new"
          scene.snapshot.storageClasses[index].metadata.creationTimestamp = Timestamp(seconds: isNew ? 2 : 1)
        }
      },
    ]
    #expect(places(classes, draft) == [["zone-b"]])
    #expect(places(classes, pod("p", cpu: "1").ephemeralVolume("data", storageClass: "old")) == [["zone-a"]])
    let made = classes + [volumeClaim("p-data", volume: "v"), volume("v", zone: "zone-c")]
    #expect(places(made, draft) == [["zone-c"]])
  }

  @Test("K113: volumes without a driver bind nothing")
  func other() {
    let draft = pod("p", cpu: "1").with {
      $0.spec.volumes = [
        PodVolume(name: "a", source: .other("nfs")), PodVolume(name: "b", source: .hostPath),
        PodVolume(name: "c", source: .emptyDir(medium: "")), PodVolume(name: "d", source: .csi(driver: "x")),
      ]
    }
    #expect(places([], draft) == [nil])
  }

  @Test("K127: in-tree volumes and provisioners count for the CSI driver that took them over")
  func migrated() {
    let inTree = ObjectDraft { scene in
      var item = PersistentVolume(metadata: ObjectMeta(name: "v"))
      item.source = "awsElasticBlockStore"
      scene.snapshot.volumes.append(item)
    }
    let parts = [
      volumeClaim("c", volume: "v"), inTree, volumeClaim("d", storageClass: "s"),
      storageClass("s", provisioner: "kubernetes.io/aws-ebs"),
    ]
    let cluster = read(
      sketch {
        small; pool(); parts.map { $0 as any ScenePart }; mounting.mounting("d")
      })
    #expect(
      cluster.shapes[0].volumes == [
        VolumeUse(driver: "ebs.csi.aws.com"), VolumeUse(driver: "ebs.csi.aws.com"),
      ])
  }

  @Test("K111, K112: attachments up to the limit; a claim that pods share is attached once")
  func attachments() {
    let scene = sketch {
      small
      pool()
      attachLimit("n1", 3)
      storageClass("s")
      for name in ["a", "b", "c", "d", "shared"] { volumeClaim(name, storageClass: "s") }
      node("n1", type: "small").running(pod("x", cpu: "1").mounting("a").mounting("shared"))
      pod("p", cpu: "1").mounting("shared").mounting("b")
      pod("q", cpu: "1").mounting("c").mounting("d")
    }
    let cluster = read(scene)
    var found = cluster.nodes[0]
    let (p, q) = (
      cluster.shape(of: cluster.pending[0]).volumes, cluster.shape(of: cluster.pending[1]).volumes
    )
    #expect(found.attachments.map(\.used) == [2])
    #expect(found.holdsVolumes(p) && !found.holdsVolumes(q))
    found.attach(p)
    #expect(found.attachments.map(\.used) == [3])
    #expect(found.holdsVolumes([VolumeUse(driver: "ebs.csi.aws.com", sharedClaim: "default/shared")]))
    #expect(!found.holdsVolumes([VolumeUse(driver: "ebs.csi.aws.com")]))
    #expect(found.holdsVolumes([VolumeUse(driver: "other")]))
  }
}
