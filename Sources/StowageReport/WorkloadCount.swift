/// How many pods of one workload there are: what a reader sees instead of a list of generated pod names.
package struct WorkloadCount: Hashable {
  /// `namespace/name` of the workload, as far as the pods' names tell.
  package var workload: String
  package var count: Int

  /// The workloads of some pods, in the order of their first pods.
  static func counts(of pods: some Sequence<String>) -> [WorkloadCount] {
    var result: [WorkloadCount] = []
    var positions: [String: Int] = [:]
    for pod in pods {
      let workload = workloadName(ofPod: pod)
      if let position = positions[workload] {
        result[position].count += 1
      } else {
        positions[workload] = result.count
        result.append(WorkloadCount(workload: workload, count: 1))
      }
    }
    return result
  }

  /// Such as `default/web x3, default/db`; at most `limit` workloads by name.
  package static func text(of pods: some Sequence<String>, limit: Int = .max) -> String {
    let counts = counts(of: pods)
    let shown = counts.prefix(limit).map { $0.count == 1 ? $0.workload : "\($0.workload) x\($0.count)" }
    let rest = counts.count - shown.count
    return (shown + (rest > 0 ? ["\(rest) more"] : [])).joined(separator: ", ")
  }
}

/// A pod's name without what controllers add to a workload's name: an ordinal, or five random characters, those of
/// a Deployment's pods behind the hash of its template.
private func workloadName(ofPod pod: String) -> String {
  let parts = pod.split(separator: "-", omittingEmptySubsequences: false)
  guard parts.count > 1, let last = parts.last, !parts[0].hasSuffix("/") else { return pod }
  if !last.isEmpty, last.utf8.allSatisfy({ (48...57).contains($0) }) {
    return parts.dropLast().joined(separator: "-")
  }
  guard last.count == 5, isGenerated(last) else { return pod }
  let isHashed = parts.count > 2 && (6...10).contains(parts[parts.count - 2].count)
  let hasHash = isHashed && isGenerated(parts[parts.count - 2])
  return parts.dropLast(hasHash ? 2 : 1).joined(separator: "-")
}

/// Only characters that Kubernetes generates names from: no vowels and nothing that looks like one.
private func isGenerated(_ text: Substring) -> Bool {
  text.utf8.allSatisfy { "bcdfghjklmnpqrstvwxz2456789".utf8.contains($0) }
}
