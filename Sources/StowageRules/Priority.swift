import StowageModel

/// Priorities by class name, with the two classes every cluster has.
package struct PriorityIndex: Hashable, Sendable {
  private var values: [String: Int] = [
    "system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000,
  ]
  private var defaultValue = 0

  package init(_ classes: [PriorityClass]) {
    for priority in classes { values[priority.metadata.name] = priority.value }
    defaultValue = classes.filter(\.isGlobalDefault).map(\.value).min() ?? 0
  }

  /// The number admission wrote, else that of the class, else the cluster's default.
  package func priority(of pod: Pod) -> Int {
    pod.spec.priority ?? values[pod.spec.priorityClassName] ?? defaultValue
  }
}
