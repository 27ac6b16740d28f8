import StowageUnits

/// What a JSON object says of itself before it is read: its kind and API group, and whether it is a list.
struct ObjectType {
  var kind = ""
  /// Empty for the core group and where no `apiVersion` is given.
  var group = ""
  /// Empty where no `apiVersion` is given.
  var version = ""
  var isList = false

  /// The kinds that decide something, with the groups and versions (empty: any) of which that is true. Objects
  /// without an `apiVersion` are taken at their word.
  private static let deciding: [(kind: String, groups: [String], version: String)] = [
    ("Pod", [""], ""), ("Node", [""], ""), ("Namespace", [""], ""),
    ("PersistentVolumeClaim", [""], ""), ("PersistentVolume", [""], ""),
    ("StorageClass", ["storage.k8s.io"], ""), ("CSINode", ["storage.k8s.io"], ""),
    ("Deployment", ["apps", "extensions"], ""), ("ReplicaSet", ["apps", "extensions"], ""),
    ("StatefulSet", ["apps"], ""), ("DaemonSet", ["apps", "extensions"], ""), ("Job", ["batch"], ""),
    ("PodDisruptionBudget", ["policy"], ""), ("PriorityClass", ["scheduling.k8s.io"], ""),
    ("NodePool", ["karpenter.sh"], "v1"), ("NodeClaim", ["karpenter.sh"], "v1"),
    ("EC2NodeClass", ["karpenter.k8s.aws"], "v1"), ("NodeOverlay", ["karpenter.sh"], ""),
    ("CapacityBuffer", ["autoscaling.x-k8s.io"], ""), ("PodTemplate", [""], ""),
  ]

  /// True for kinds whose objects live in a namespace, which is `default` where they do not say it.
  static func isNamespaced(_ kind: String) -> Bool {
    switch kind {
    case "Pod", "PersistentVolumeClaim", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job",
      "PodDisruptionBudget", "CapacityBuffer", "PodTemplate":
      true
    default: false
    }
  }

  /// True where objects of this type are read, false where they are only counted.
  var isDeciding: Bool {
    guard let known = ObjectType.deciding.first(where: { $0.kind == kind }) else { return false }
    if version.isEmpty { return true }
    return known.groups.contains(group) && (known.version.isEmpty || known.version == version)
  }

  /// How a kind that is only counted is called: with its group and version where the bare kind would mislead.
  var nameOfIgnored: String {
    guard ObjectType.deciding.contains(where: { $0.kind == kind }) else { return kind }
    return kind + " (" + (group.isEmpty ? version : group + "/" + version) + ")"
  }
}

extension JSONReader {
  /// Looks ahead into the object that begins here, without moving.
  func peekObjectType() throws(JSONFault) -> ObjectType {
    var ahead = self
    var result = ObjectType()
    var hasVersion = false
    try ahead.enterObject()
    while let key = try ahead.nextKey() {
      switch key {
      case "kind": result.kind = try ahead.interned()
      case "apiVersion":
        let parts = try ahead.interned().split(separator: "/", maxSplits: 1)
        result.group = parts.count == 2 ? String(parts[0]) : ""
        result.version = parts.last.map { String($0) } ?? ""
        hasVersion = true
      case "items":
        if ahead.peek() == UInt8(ascii: "["), result.kind.isEmpty || result.kind.hasSuffix("List") {
          result.isList = true
          return result
        }
        try ahead.skip()
      default: try ahead.skip()
      }
      if hasVersion && !result.kind.isEmpty && !result.kind.hasSuffix("List") { return result }
    }
    return result
  }

  /// The kind of the object that begins here, wherever in it that is said; empty where it is not.
  func peekKind() throws(JSONFault) -> String {
    var ahead = self
    return try ahead.textField("kind")
  }
}
