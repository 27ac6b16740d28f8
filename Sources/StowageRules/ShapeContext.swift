import StowageModel

/// All that the shape of a pod depends on beside the pod: as long as it is the same, what was read stays right.
package struct ShapeContext: Hashable, Sendable {
  /// Those of the snapshot with their name as a label, which every namespace carries; namespaces that are known only
  /// from pods included.
  let namespaces: [Namespace]
  let volumes: VolumeIndex
  let priorities: PriorityIndex
  /// Label keys that some selector reads; all others are left out of shapes.
  let readKeys: Set<String>

  /// Of an empty snapshot.
  init() { self.init(Snapshot(), PodSummary()) }

  init(_ snapshot: Snapshot, _ pods: PodSummary) {
    namespaces = Self.namespaces(of: snapshot, pods)
    volumes = VolumeIndex(snapshot, sharedClaims: pods.sharedClaims)
    priorities = PriorityIndex(snapshot.priorityClasses)
    readKeys = pods.readKeys
  }

  private static func namespaces(of snapshot: Snapshot, _ pods: PodSummary) -> [Namespace] {
    let nameKey = "kubernetes.io/metadata.name"
    let known = Set(snapshot.namespaces.map(\.metadata.name))
    var result = snapshot.namespaces
    for name in pods.namespaces where !known.contains(name) {
      result.append(Namespace(metadata: ObjectMeta(name: name)))
    }
    for position in result.indices where result[position].metadata.labels[nameKey] == nil {
      result[position].metadata.labels[nameKey] = result[position].metadata.name
    }
    return result
  }
}
