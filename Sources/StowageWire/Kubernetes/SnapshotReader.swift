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
  private let limit: ReadingLimit?

  /// - Parameter limit: where reading ends with an error of reason `TooLarge`.
  package init(limit: ReadingLimit? = nil) { self.limit = limit }

  /// Reads a text of one or more JSON documents, each an object or a list of objects; `source` names the text in
  /// errors.
  package mutating func read(_ bytes: UnsafeRawBufferPointer, source: String) throws(InputError) {
    // Handed over and back, so that the arrays grow in place and are never copied.
    var stream = ObjectStream(bytes, source: source, interner: interner, limit: limit)
    swap(&stream.objects, &collected)
    defer { swap(&stream.objects, &collected) }
    try stream.readAll()
    for kind in stream.ignoredKinds { ignored[kind, default: 0] += 1 }
  }

  package mutating func read(_ bytes: [UInt8], source: String) throws(InputError) {
    let result = bytes.withUnsafeBytes { bytes in
      Result { () throws(InputError) in try read(bytes, source: source) }
    }
    try result.get()
  }

  /// Everything that was read, sorted and without duplicates, with a virtual pod for every replica that is missing.
  package mutating func finish() -> Snapshot {
    finishObjects().withVirtualPods()
  }

  /// Everything that was read, sorted and without duplicates; nothing else.
  package mutating func finishObjects() -> Snapshot {
    var snapshot = Snapshot()
    swap(&snapshot, &collected)
    snapshot.ignoredKinds = ignored.sorted { $0.key < $1.key }
      .map { IgnoredKind(kind: $0.key, count: $0.value) }
    snapshot.sortAndDeduplicate()
    return snapshot
  }
}

extension Snapshot {
  /// Sorts every kind by reference and keeps the last of equal ones.
  fileprivate mutating func sortAndDeduplicate() {
    var duplicates: [String] = []
    pods.sortAndDeduplicate("Pod", &duplicates) { $0.metadata.reference }
    nodes.sortAndDeduplicate("Node", &duplicates) { $0.metadata.reference }
    nodeClaims.sortAndDeduplicate("NodeClaim", &duplicates) { $0.metadata.reference }
    nodePools.sortAndDeduplicate("NodePool", &duplicates) { $0.metadata.reference }
    nodeClasses.sortAndDeduplicate("EC2NodeClass", &duplicates) { $0.metadata.reference }
    nodeOverlays.sortAndDeduplicate("NodeOverlay", &duplicates) { $0.metadata.reference }
    podTemplates.sortAndDeduplicate("PodTemplate", &duplicates) { $0.metadata.reference }
    capacityBuffers.sortAndDeduplicate("CapacityBuffer", &duplicates) { $0.metadata.reference }
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
    let arrangement = Arrangement(keys: map(key))
    if arrangement.isIdentity { return }
    permute(arrangement.order)
    for name in arrangement.repeated {
      // Keys of several kinds in one array end in the kind.
      let parts = name.split(separator: "\0")
      duplicates.append((parts.count == 2 ? parts[1] : kind[...]) + " " + parts[0])
    }
    if arrangement.isLast.contains(false) {
      var position = 0
      removeAll { _ in
        position += 1
        return !arrangement.isLast[position - 1]
      }
    }
  }

  /// Puts the element at `order[i]` to position i, for all i. Elements are moved, since to copy a pod is to count
  /// up dozens of references.
  private mutating func permute(_ order: [Int]) {
    var source = order
    withUnsafeMutableBufferPointer { elements in
      guard let base = elements.baseAddress else { return }
      for start in source.indices where source[start] != start {
        let first = (base + start).move()
        var position = start
        while source[position] != start {
          let next = source[position]
          (base + position).moveInitialize(from: base + next, count: 1)
          source[position] = position
          position = next
        }
        (base + position).initialize(to: first)
        source[position] = position
      }
    }
  }
}

/// Where the elements of an array go when it is sorted by keys.
private struct Arrangement {
  /// The old position of each element, by its new one. Of equal keys the one read last stays last.
  var order: [Int] = []
  /// By new position: no element with the same key follows.
  var isLast: [Bool] = []
  /// Keys that come more than once, sorted.
  var repeated: [String] = []
  /// Sorted and without repetition as it is.
  let isIdentity: Bool

  init(keys: [String]) {
    isIdentity = zip(keys, keys.dropFirst()).allSatisfy { $0 < $1 }
    if isIdentity { return }
    order = keys.indices.sorted { keys[$0] < keys[$1] }
    isLast = order.indices.map { $0 + 1 == order.count || keys[order[$0]] != keys[order[$0 + 1]] }
    for (position, index) in order.enumerated() where !isLast[position] && repeated.last != keys[index] {
      repeated.append(keys[index])
    }
  }
}
