import StowagePlan
import StowageRules

extension Reduction {
  /// One verdict for every pending pod without a place, in snapshot order. `unlaunchable` classes
  /// had a node in the solution that cannot be launched.
  func verdicts(left: [(podClass: Int, pods: [Int])], unlaunchable: Set<Int>) -> [Verdict] {
    var entries: [(pod: Int, verdict: Verdict)] = []
    for ignored in cluster.ignored {
      entries.append((ignored.pod, Verdict(pod: ignored.reference, finding: ignored.finding)))
    }
    for lost in unplaceable {
      let pod = cluster.pending[lost.pod]
      entries.append((pod.pod, Verdict(pod: pod.reference, finding: lost.finding)))
    }
    for (podClass, pods) in left {
      let finding = unlaunchable.contains(podClass) ? tooFewTypes : finding(forClass: podClass)
      for index in pods {
        let pod = cluster.pending[index]
        entries.append((pod.pod, Verdict(pod: pod.reference, finding: finding)))
      }
    }
    return entries.sorted { $0.pod < $1.pod }.map(\.verdict)
  }

  private var tooFewTypes: Finding {
    Finding(
      .minValues, "what the NodePool's limits leave has too few instance types for its minValues",
      hint: "raise the limits or lower minValues")
  }

  private func finding(forClass index: Int) -> Finding {
    Finding(.notReached, "no place was found for it in the time given", hint: "raise --time-limit")
  }
}

extension Verdict {
  init(pod: String, finding: Finding) {
    self.init(pod: pod, reason: finding.reason.rawValue, message: finding.message, hint: finding.hint)
  }
}
