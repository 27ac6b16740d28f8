import StowageModel
import StowageUnits

/// Any other object of a snapshot: a change to it that can stand as a line of a `cluster { … }`.
package struct ObjectDraft: ScenePart {
  let change: @Sendable (inout Scene) -> Void

  package init(_ change: @escaping @Sendable (inout Scene) -> Void) { self.change = change }

  package func add(to scene: inout Scene) { change(&scene) }
}

/// A DaemonSet whose template is the draft.
package func daemonSet(_ draft: PodDraft) -> ObjectDraft {
  ObjectDraft { scene in
    var meta = draft.pod.metadata
    meta.name = draft.name
    scene.snapshot.daemonSets.append(DaemonSet(metadata: meta, template: draft.pod))
  }
}

/// A Deployment whose template is the draft and which owns no pod yet.
package func deployment(_ draft: PodDraft, replicas: Int) -> ObjectDraft {
  ObjectDraft { scene in
    var workload = Workload(
      kind: .deployment, metadata: draft.pod.metadata, replicas: replicas, template: draft.pod)
    workload.selector = app(draft.name)
    scene.snapshot.workloads.append(workload)
  }
}

package func namespace(_ name: String, labels: Labels = Labels()) -> ObjectDraft {
  ObjectDraft { scene in
    var meta = ObjectMeta(name: name)
    meta.labels = labels.merging(["kubernetes.io/metadata.name": name])
    scene.snapshot.namespaces.append(Namespace(metadata: meta))
  }
}

package func storageClass(
  _ name: String, provisioner: String = "ebs.csi.aws.com", zones: [String] = [],
  binding: String = "WaitForFirstConsumer", isDefault: Bool = false
) -> ObjectDraft {
  ObjectDraft { scene in
    var item = StorageClass(metadata: ObjectMeta(name: name))
    if isDefault { item.metadata.annotations = ["storageclass.kubernetes.io/is-default-class": "true"] }
    item.provisioner = provisioner
    item.volumeBindingMode = binding
    if !zones.isEmpty {
      item.allowedTopologies = [
        NodeSelectorTerm(matchExpressions: [NodeRequirement(key: Key.zone, values: zones)])
      ]
    }
    scene.snapshot.storageClasses.append(item)
  }
}

/// An unbound claim of a class, or one bound to the volume of the name given.
package func volumeClaim(_ name: String, storageClass: String? = nil, volume: String? = nil) -> ObjectDraft {
  ObjectDraft { scene in
    var item = PersistentVolumeClaim(metadata: ObjectMeta(name: name, namespace: "default"))
    item.storageClassName = storageClass
    item.phase = volume == nil ? "Pending" : "Bound"
    if let volume {
      item.volumeName = volume
      item.metadata.annotations = ["pv.kubernetes.io/bind-completed": "yes"]
    }
    scene.snapshot.claims.append(item)
  }
}

/// A CSI volume that lives in one zone, or anywhere.
package func volume(_ name: String, zone: String? = nil, driver: String = "ebs.csi.aws.com") -> ObjectDraft {
  ObjectDraft { scene in
    var item = PersistentVolume(metadata: ObjectMeta(name: name))
    item.csiDriver = driver
    item.source = "csi"
    if let zone {
      item.nodeTerms = [
        NodeSelectorTerm(matchExpressions: [NodeRequirement(key: Key.zone, values: [zone])])
      ]
    }
    scene.snapshot.volumes.append(item)
  }
}

/// How many volumes of a driver a node takes.
package func attachLimit(_ node: String, _ count: Int, driver: String = "ebs.csi.aws.com") -> ObjectDraft {
  ObjectDraft { scene in
    var item = CSINode(metadata: ObjectMeta(name: node))
    item.drivers = [CSINode.Driver(name: driver, allocatableCount: count)]
    scene.snapshot.csiNodes.append(item)
  }
}

package func disruptionBudget(
  _ name: String, _ selector: LabelSelector, allowed: Int? = nil,
  _ change: @escaping @Sendable (inout PodDisruptionBudget) -> Void = { _ in }
) -> ObjectDraft {
  ObjectDraft { scene in
    var item = PodDisruptionBudget(metadata: ObjectMeta(name: name, namespace: "default"))
    item.selector = selector
    item.disruptionsAllowed = allowed
    change(&item)
    scene.snapshot.disruptionBudgets.append(item)
  }
}

package func priorityClass(_ name: String, _ value: Int) -> ObjectDraft {
  ObjectDraft { scene in
    scene.snapshot.priorityClasses.append(PriorityClass(metadata: ObjectMeta(name: name), value: value))
  }
}
