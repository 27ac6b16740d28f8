import StowageModel

extension Scene {
  /// The smallest scene near this one for which `fails` still holds: objects are dropped, then fields of pods and
  /// pools, until nothing more can go.
  package func shrunk(while fails: (Scene) -> Bool) -> Scene {
    var smallest = self
    var isShrinking = true
    while isShrinking {
      isShrinking = false
      for cut in smallest.cuts.reversed() {
        var candidate = smallest
        guard cut(&candidate), fails(candidate) else { continue }
        smallest = candidate
        isShrinking = true
      }
    }
    return smallest
  }

  /// A change that makes a scene smaller; false where there is nothing left to cut.
  private typealias Cut = (inout Scene) -> Bool

  private var cuts: [Cut] {
    var cuts: [Cut] = fieldCuts
    cuts += dropping(\.snapshot.pods) + dropping(\.snapshot.nodePools) + dropping(\.catalog.types)
    cuts += dropping(\.snapshot.daemonSets) + dropping(\.snapshot.nodeClaims) + dropping(\.snapshot.csiNodes)
    cuts += dropping(\.snapshot.claims) + dropping(\.snapshot.volumes) + dropping(\.snapshot.storageClasses)
    cuts += dropping(\.snapshot.namespaces) + dropping(\.snapshot.disruptionBudgets)
    for node in snapshot.nodes.map(\.metadata.name) {
      cuts.append { scene in
        guard scene.snapshot.nodes.contains(where: { $0.metadata.name == node }) else { return false }
        scene.snapshot.nodes.removeAll { $0.metadata.name == node }
        scene.snapshot.nodeClaims.removeAll { $0.nodeName == node }
        scene.snapshot.pods.removeAll { $0.spec.nodeName == node }
        return true
      }
    }
    return cuts
  }

  private func dropping<Object>(_ path: WritableKeyPath<Scene, [Object]>) -> [Cut] {
    self[keyPath: path].indices.map { index in
      { scene in
        guard index < scene[keyPath: path].count else { return false }
        scene[keyPath: path].remove(at: index)
        return true
      }
    }
  }

  private var fieldCuts: [Cut] {
    var cuts: [Cut] = []
    for index in snapshot.pods.indices {
      cuts += Self.podCuts.map { change in
        { scene in index < scene.snapshot.pods.count && Self.apply(change, to: &scene.snapshot.pods[index]) }
      }
    }
    for index in snapshot.nodePools.indices {
      cuts += Self.poolCuts.map { change in
        { scene in
          index < scene.snapshot.nodePools.count && Self.apply(change, to: &scene.snapshot.nodePools[index])
        }
      }
    }
    for index in catalog.types.indices {
      cuts += catalog.types[index].offerings.indices.map { offering in
        { scene in
          guard index < scene.catalog.types.count, offering < scene.catalog.types[index].offerings.count
          else {
            return false
          }
          scene.catalog.types[index].offerings.remove(at: offering)
          return true
        }
      }
    }
    return cuts
  }

  private static func apply<Object: Equatable>(_ change: (inout Object) -> Void, to object: inout Object)
    -> Bool
  {
    let before = object
    change(&object)
    return object != before
  }

  private static var podCuts: [(inout Pod) -> Void] {
    [
      { $0.spec.affinity = Affinity() },
      { $0.spec.affinity.podAffinity = PodAffinity() },
      { $0.spec.affinity.podAntiAffinity = PodAffinity() },
      { $0.spec.affinity.requiredNodeTerms = nil },
      { $0.spec.affinity.preferredNodeTerms = [] },
      { $0.spec.affinity.podAffinity.preferred = [] },
      { $0.spec.affinity.podAntiAffinity.preferred = [] },
      { _ = $0.spec.affinity.requiredNodeTerms?.popLast() },
      { _ = $0.spec.topologySpreadConstraints.popLast() },
      { if !$0.spec.topologySpreadConstraints.isEmpty { $0.spec.topologySpreadConstraints.removeFirst() } },
      {
        for index in $0.spec.topologySpreadConstraints.indices {
          $0.spec.topologySpreadConstraints[index].minDomains = nil
          $0.spec.topologySpreadConstraints[index].nodeAffinityPolicy = "Honor"
          $0.spec.topologySpreadConstraints[index].nodeTaintsPolicy = "Ignore"
          $0.spec.topologySpreadConstraints[index].matchLabelKeys = []
        }
      },
      { $0.spec.nodeSelector = Labels() },
      { $0.spec.tolerations = [] },
      { $0.spec.volumes = [] },
      { $0.spec.initContainers = [] },
      { $0.spec.priority = nil },
      { for index in $0.spec.containers.indices { $0.spec.containers[index].ports = [] } },
      {
        for index in $0.spec.containers.indices { $0.spec.containers[index].resources = ContainerResources() }
      },
      { $0.metadata.namespace = "default" },
      { $0.metadata.annotations = Labels() },
    ]
  }

  private static var poolCuts: [(inout NodePool) -> Void] {
    [
      { _ = $0.template.requirements.popLast() },
      { if !$0.template.requirements.isEmpty { $0.template.requirements.removeFirst() } },
      { $0.template.labels = Labels() },
      { $0.template.taints = [] },
      { $0.template.startupTaints = [] },
      { for entry in $0.limits.entries { $0.limits[entry.name] = nil } },
      { $0.weight = 0 },
      { $0.replicas = nil },
    ]
  }
}
