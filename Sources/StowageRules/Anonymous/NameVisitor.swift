import StowageModel
import StowageUnits

/// What a text is the name of: equal texts of one kind are the same thing.
enum NameKind: String, CaseIterable {
  case namespace, node, nodeClaim, nodePool, nodeClass, pod, workload, daemonSet, disruptionBudget
  case priorityClass, storageClass, volumeClaim, persistentVolume, volume, container, runtimeClass
  case nodeOverlay, podTemplate, capacityBuffer, resourceClaim, gate, scheduler, owner, ownerKind, condition
  case uid, provider, value
}

/// Goes through a snapshot and shows every text that somebody chose: names, references to them, and values of
/// labels that neither Kubernetes nor a provider gives a meaning to.
struct NameVisitor {
  /// Labels whose values are shown to nobody, beside those with a meaning.
  var keptKeys: Set<String> = []
  /// May change the text.
  var visit: (NameKind, inout String) -> Void

  func visit(_ kind: NameKind, each texts: inout [String]) {
    for index in texts.indices { visit(kind, &texts[index]) }
  }

  func visit(_ kind: NameKind, _ text: inout String?) {
    guard var known = text else { return }
    visit(kind, &known)
    text = known
  }

  // MARK: Labels

  /// What the values of a label are names of; nil where they have a meaning.
  private func kind(ofLabel key: String) -> NameKind? {
    // Older and drivers' names of a zone, an architecture and the like mean the same as the stable ones.
    let key = LabelKeys.normalized(key)
    switch key {
    case LabelKeys.hostname: return .node
    case LabelKeys.nodePool: return .nodePool
    case "karpenter.k8s.aws/ec2nodeclass": return .nodeClass
    case "kubernetes.io/metadata.name": return .namespace
    default: return LabelKeys.hasMeaning(key) || keptKeys.contains(key) ? nil : .value
    }
  }

  func visit(labels: inout Labels) {
    for pair in labels.pairs {
      guard let kind = kind(ofLabel: pair.key) else { continue }
      var value = pair.value
      visit(kind, &value)
      labels[pair.key] = value
    }
  }

  func visit(valuesOf key: String, _ values: inout [String]) {
    if let kind = kind(ofLabel: key) { visit(kind, each: &values) }
  }

  func visit(selector: inout LabelSelector?) {
    guard var known = selector else { return }
    visit(labels: &known.matchLabels)
    for index in known.matchExpressions.indices {
      visit(valuesOf: known.matchExpressions[index].key, &known.matchExpressions[index].values)
    }
    selector = known
  }

  /// Limits (`Gt` and the like) are numbers, not names.
  func visit(requirements: inout [NodeRequirement]) {
    for index in requirements.indices where ["In", "NotIn"].contains(requirements[index].op) {
      visit(valuesOf: requirements[index].key, &requirements[index].values)
    }
  }

  func visit(term: inout NodeSelectorTerm) {
    visit(requirements: &term.matchExpressions)
    for index in term.matchFields.indices where term.matchFields[index].key == "metadata.name" {
      visit(.node, each: &term.matchFields[index].values)
    }
  }

  func visit(taints: inout [Taint]) {
    for index in taints.indices {
      if let kind = kind(ofLabel: taints[index].key) { visit(kind, &taints[index].value) }
    }
  }

  // MARK: What all objects have

  func visit(_ kind: NameKind, metadata: inout ObjectMeta) {
    visit(kind, &metadata.name)
    visit(.namespace, &metadata.namespace)
    visit(.uid, &metadata.uid)
    visit(labels: &metadata.labels)
    for index in metadata.owners.indices {
      visit(NameVisitor.kind(ofOwner: metadata.owners[index].kind), &metadata.owners[index].name)
      // A kind of one's own says whose cluster this is, and decides nothing.
      if !Self.ownerKinds.contains(metadata.owners[index].kind) {
        visit(.ownerKind, &metadata.owners[index].kind)
        metadata.owners[index].apiVersion = "owner.example/v1"
      }
      visit(.uid, &metadata.owners[index].uid)
    }
    visit(annotations: &metadata.annotations)
  }

  private static let ownerKinds: Set = [
    "CronJob", "DaemonSet", "Deployment", "Job", "Node", "NodeClaim", "NodePool", "PodTemplate", "ReplicaSet",
    "ReplicationController", "StatefulSet",
  ]

  private static func kind(ofOwner kind: String) -> NameKind {
    switch kind {
    case "Node": .node
    case "NodePool": .nodePool
    case "NodeClaim": .nodeClaim
    case "DaemonSet": .daemonSet
    case "Deployment", "ReplicaSet", "StatefulSet", "Job": .workload
    default: .owner
    }
  }

  /// The annotations that are read are numbers, switches and times, but for these; anything else is somebody's words.
  private func visit(annotations: inout Labels) {
    for (key, kind) in Self.nameAnnotations {
      guard let list = annotations[key] else { continue }
      var names = list.split(separator: ",").map(String.init)
      visit(kind, each: &names)
      annotations[key] = names.joined(separator: ",")
    }
    for pair in annotations.pairs where Self.nameAnnotations[pair.key] == nil && !pair.value.isPlain {
      var value = pair.value
      visit(.value, &value)
      annotations[pair.key] = value
    }
  }

  /// What the names are of that stand in an annotation, one or several with commas between them.
  private static let nameAnnotations: [String: NameKind] = [
    "volume.kubernetes.io/selected-node": .node, "volume.beta.kubernetes.io/storage-class": .storageClass,
    "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes": .volume,
  ]

  /// What somebody wrote in words says nothing that decides, nor do conditions of one's own.
  func clear(_ conditions: inout [Condition]) {
    for index in conditions.indices {
      conditions[index].reason = ""
      conditions[index].message = ""
      if !Self.conditionTypes.contains(conditions[index].type) { visit(.condition, &conditions[index].type) }
    }
  }

  private static let conditionTypes: Set = [
    "Consolidatable", "ContainersReady", "DiskPressure", "DisruptionTarget", "Drifted", "Empty", "Expired",
    "Initialized", "InstanceTerminating", "Launched", "MemoryPressure", "NetworkUnavailable",
    "NodeClassReady",
    "PIDPressure", "PodScheduled", "Ready", "Registered", "ValidationSucceeded",
  ]
}

extension String {
  /// A switch, a number or a time: nothing that could be a name.
  fileprivate var isPlain: Bool {
    ["", "true", "false"].contains(lowercased()) || Double(self) != nil || Duration(go: self) != nil
      || Timestamp(rfc3339: self) != nil
  }
}
