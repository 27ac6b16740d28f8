import StowageModel
import StowageUnits

/// Writes a snapshot as `kubectl get … -o json` would, cut down to the fields that decide: a List with an object
/// a line, in the order of kinds below and of references within a kind. Reading it back gives the same snapshot,
/// without the ignored kinds and the warnings of the first reading.
package enum SnapshotWriter {
  package static func text(of snapshot: Snapshot) -> String {
    var writer = JSONWriter(.line)
    writer.object { writer in
      writer.member("apiVersion", "v1")
      writer.member("kind", "List")
      writer.lines("items", items(of: snapshot)) { $1(&$0) }
    }
    return writer.text
  }

  /// Writes one object.
  typealias Item = (inout JSONWriter) -> Void

  private static func items(of snapshot: Snapshot) -> [Item] {
    var items: [Item] = snapshot.namespaces.map { object in { $0.write(namespace: object) } }
    items += snapshot.priorityClasses.map { object in { $0.write(priorityClass: object) } }
    items += snapshot.storageClasses.map { object in { $0.write(storageClass: object) } }
    items += snapshot.nodeClasses.map { object in { $0.write(nodeClass: object) } }
    items += snapshot.nodePools.map { object in { $0.write(nodePool: object) } }
    items += snapshot.nodeOverlays.map { object in { $0.write(nodeOverlay: object) } }
    items += snapshot.podTemplates.map { object in { $0.write(podTemplate: object) } }
    items += snapshot.capacityBuffers.map { object in { $0.write(capacityBuffer: object) } }
    items += snapshot.nodeClaims.map { object in { $0.write(nodeClaim: object) } }
    items += snapshot.nodes.map { object in { $0.write(node: object) } }
    items += snapshot.csiNodes.map { object in { $0.write(csiNode: object) } }
    items += snapshot.volumes.map { object in { $0.write(volume: object) } }
    items += snapshot.claims.map { object in { $0.write(claim: object) } }
    items += snapshot.daemonSets.map { object in { $0.write(daemonSet: object) } }
    items += snapshot.workloads.map { object in { $0.write(workload: object) } }
    items += snapshot.disruptionBudgets.map { object in { $0.write(disruptionBudget: object) } }
    items += snapshot.pods.map { object in { $0.write(pod: object) } }
    return items
  }
}

extension JSONWriter {
  /// An object of a kind with its metadata.
  mutating func item(
    _ apiVersion: String, _ kind: String, _ metadata: ObjectMeta, _ members: (inout JSONWriter) -> Void
  ) {
    object { writer in
      writer.member("apiVersion", apiVersion)
      writer.member("kind", kind)
      writer.write(metadata: metadata)
      members(&writer)
    }
  }

  mutating func write(metadata: ObjectMeta) {
    object("metadata") { writer in
      writer.nonEmpty("name", metadata.name)
      writer.nonEmpty("namespace", metadata.namespace)
      writer.nonEmpty("uid", metadata.uid)
      writer.nonEmpty("labels", metadata.labels)
      writer.nonEmpty("annotations", metadata.annotations)
      if !metadata.owners.isEmpty {
        writer.array("ownerReferences", metadata.owners) { $0.write(owner: $1) }
      }
      writer.optional("creationTimestamp", metadata.creationTimestamp)
      writer.optional("deletionTimestamp", metadata.deletionTimestamp)
    }
  }

  private mutating func write(owner: OwnerReference) {
    object { writer in
      writer.nonEmpty("apiVersion", owner.apiVersion)
      writer.member("kind", owner.kind)
      writer.member("name", owner.name)
      writer.nonEmpty("uid", owner.uid)
      if owner.isController { writer.member("controller", true) }
    }
  }

  mutating func write(conditions: [Condition]) {
    if conditions.isEmpty { return }
    array("conditions", conditions) { writer, condition in
      writer.object { writer in
        writer.member("type", condition.type)
        writer.member("status", condition.status)
        writer.nonEmpty("reason", condition.reason)
        writer.nonEmpty("message", condition.message)
        writer.optional("lastTransitionTime", condition.lastTransitionTime)
      }
    }
  }

  /// A status object, left out where it would be empty.
  mutating func status(conditions: [Condition]) {
    if conditions.isEmpty { return }
    object("status") { $0.write(conditions: conditions) }
  }

  // MARK: - Small kinds

  fileprivate mutating func write(namespace: Namespace) {
    item("v1", "Namespace", namespace.metadata) { _ in }
  }

  fileprivate mutating func write(priorityClass: PriorityClass) {
    item("scheduling.k8s.io/v1", "PriorityClass", priorityClass.metadata) { writer in
      writer.member("value", priorityClass.value)
      if priorityClass.isGlobalDefault { writer.member("globalDefault", true) }
    }
  }

  fileprivate mutating func write(disruptionBudget budget: PodDisruptionBudget) {
    item("policy/v1", "PodDisruptionBudget", budget.metadata) { writer in
      writer.object("spec") { writer in
        writer.optional("selector", budget.selector)
        writer.optional("minAvailable", budget.minAvailable)
        writer.optional("maxUnavailable", budget.maxUnavailable)
        writer.nonEmpty("unhealthyPodEvictionPolicy", budget.unhealthyPodEvictionPolicy)
      }
      if let allowed = budget.disruptionsAllowed {
        writer.object("status") { $0.member("disruptionsAllowed", allowed) }
      }
    }
  }

  fileprivate mutating func write(storageClass: StorageClass) {
    item("storage.k8s.io/v1", "StorageClass", storageClass.metadata) { writer in
      writer.nonEmpty("provisioner", storageClass.provisioner)
      writer.nonEmpty("volumeBindingMode", storageClass.volumeBindingMode)
      if storageClass.allowedTopologies.isEmpty { return }
      writer.array("allowedTopologies", storageClass.allowedTopologies) { writer, term in
        writer.object { writer in
          writer.array("matchLabelExpressions", term.matchExpressions) { writer, requirement in
            writer.object { writer in
              writer.member("key", requirement.key)
              writer.member("values", requirement.values)
            }
          }
        }
      }
    }
  }

  fileprivate mutating func write(claim: PersistentVolumeClaim) {
    item("v1", "PersistentVolumeClaim", claim.metadata) { writer in
      writer.object("spec") { writer in
        writer.optional("storageClassName", claim.storageClassName)
        writer.nonEmpty("volumeName", claim.volumeName)
      }
      if !claim.phase.isEmpty { writer.object("status") { $0.member("phase", claim.phase) } }
    }
  }

  fileprivate mutating func write(volume: PersistentVolume) {
    item("v1", "PersistentVolume", volume.metadata) { writer in
      writer.object("spec") { writer in
        writer.nonEmpty("storageClassName", volume.storageClassName)
        if !volume.source.isEmpty {
          writer.key(volume.source)
          writer.object { $0.nonEmpty("driver", volume.csiDriver) }
        }
        if let terms = volume.nodeTerms {
          writer.object("nodeAffinity") { $0.nodeSelector("required", terms) }
        }
      }
    }
  }

  fileprivate mutating func write(csiNode: CSINode) {
    item("storage.k8s.io/v1", "CSINode", csiNode.metadata) { writer in
      writer.object("spec") { writer in
        writer.array("drivers", csiNode.drivers) { writer, driver in
          writer.object { writer in
            writer.member("name", driver.name)
            if let count = driver.allocatableCount {
              writer.object("allocatable") { $0.member("count", count) }
            }
          }
        }
      }
    }
  }
}
