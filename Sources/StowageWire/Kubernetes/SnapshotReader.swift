import StowageModel
import StowageUnits

/// Reads Kubernetes objects as `kubectl get … -o json` prints them, from any number of texts, and joins them into
/// one snapshot.
///
///     var reader = SnapshotReader()
///     try reader.read(bytes, source: "pods.json")
///     let snapshot = reader.finish()
///
/// Fields that decide nothing are passed over; kinds that decide nothing are counted. Of two objects with one
/// kind and reference the last one holds, in the order of reading.
package struct SnapshotReader {
  private var collected = Snapshot()
  private var ignored: [String: Int] = [:]
  private let interner = StringInterner()

  package init() {}

  /// Reads a text of one or more JSON documents, each an object or a list of objects; `source` names the text in
  /// errors.
  package mutating func read(_ bytes: UnsafeRawBufferPointer, source: String) throws(InputError) {
    var stream = ObjectStream(bytes, source: source, interner: interner)
    try stream.readAll()
    collected.append(stream.objects)
    for kind in stream.ignoredKinds { ignored[kind, default: 0] += 1 }
  }

  package mutating func read(_ bytes: [UInt8], source: String) throws(InputError) {
    let result = bytes.withUnsafeBytes { bytes in
      Result { () throws(InputError) in try read(bytes, source: source) }
    }
    try result.get()
  }

  /// Everything that was read, sorted and without duplicates, with a virtual pod for every replica that is missing.
  package consuming func finish() -> Snapshot {
    finishObjects().withVirtualPods()
  }

  /// Everything that was read, sorted and without duplicates; nothing else.
  package consuming func finishObjects() -> Snapshot {
    var snapshot = collected
    snapshot.ignoredKinds = ignored.sorted { $0.key < $1.key }
      .map { IgnoredKind(kind: $0.key, count: $0.value) }
    snapshot.sortAndDeduplicate()
    return snapshot
  }
}

extension Snapshot {
  fileprivate mutating func append(_ other: Snapshot) {
    pods += other.pods
    nodes += other.nodes
    nodeClaims += other.nodeClaims
    nodePools += other.nodePools
    nodeClasses += other.nodeClasses
    daemonSets += other.daemonSets
    workloads += other.workloads
    disruptionBudgets += other.disruptionBudgets
    priorityClasses += other.priorityClasses
    namespaces += other.namespaces
    claims += other.claims
    volumes += other.volumes
    storageClasses += other.storageClasses
    csiNodes += other.csiNodes
    warnings += other.warnings
  }

  /// Sorts every kind by reference and keeps the last of equal ones.
  fileprivate mutating func sortAndDeduplicate() {
    var duplicates: [String] = []
    pods.sortAndDeduplicate("Pod", &duplicates) { $0.metadata.reference }
    nodes.sortAndDeduplicate("Node", &duplicates) { $0.metadata.reference }
    nodeClaims.sortAndDeduplicate("NodeClaim", &duplicates) { $0.metadata.reference }
    nodePools.sortAndDeduplicate("NodePool", &duplicates) { $0.metadata.reference }
    nodeClasses.sortAndDeduplicate("EC2NodeClass", &duplicates) { $0.metadata.reference }
    daemonSets.sortAndDeduplicate("DaemonSet", &duplicates) { $0.metadata.reference }
    // Workloads of different kinds may share a reference.
    workloads.sortAndDeduplicate("", &duplicates) { $0.metadata.reference + "\0" + $0.kind.rawValue }
    disruptionBudgets.sortAndDeduplicate("PodDisruptionBudget", &duplicates) { $0.metadata.reference }
    priorityClasses.sortAndDeduplicate("PriorityClass", &duplicates) { $0.metadata.reference }
    namespaces.sortAndDeduplicate("Namespace", &duplicates) { $0.metadata.reference }
    claims.sortAndDeduplicate("PersistentVolumeClaim", &duplicates) { $0.metadata.reference }
    volumes.sortAndDeduplicate("PersistentVolume", &duplicates) { $0.metadata.reference }
    storageClasses.sortAndDeduplicate("StorageClass", &duplicates) { $0.metadata.reference }
    csiNodes.sortAndDeduplicate("CSINode", &duplicates) { $0.metadata.reference }
    warnings += duplicates.map {
      Warning(reason: "DuplicateObject", object: $0, message: "is given more than once; the last one counts")
    }
  }
}

extension Array {
  /// Sorts by a key and keeps the last element of each; names of kinds and keys that came more than once are
  /// added to `duplicates`, once each.
  fileprivate mutating func sortAndDeduplicate(
    _ kind: String, _ duplicates: inout [String], _ key: (Element) -> String
  ) {
    let keys = map(key)
    if zip(keys, keys.dropFirst()).allSatisfy({ $0 < $1 }) { return }
    let order = indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    var result: [Element] = []
    result.reserveCapacity(count)
    for (position, index) in order.enumerated() {
      let isLast = position + 1 == order.count || keys[order[position + 1]] != keys[index]
      if isLast {
        result.append(self[index])
        continue
      }
      let name =
        kind.isEmpty
        ? keys[index].split(separator: "\0").reversed().joined(separator: " ") : kind + " " + keys[index]
      if duplicates.last != name { duplicates.append(name) }
    }
    self = result
  }
}
