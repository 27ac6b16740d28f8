import StowageModel
import StowageUnits

/// What keeps pods on a node that is being deleted.
package struct EvictionGuards: Sendable {
  private let budgets: [PodDisruptionBudget]
  private let now: Timestamp?

  package init(_ budgets: [PodDisruptionBudget], now: Timestamp?) {
    self.budgets = budgets
    self.now = now
  }

  /// False for pods that a do-not-disrupt annotation, a budget that never allows an eviction, or more than one
  /// budget holds.
  package func mayLeave(_ pod: Pod) -> Bool {
    if pod.isDoNotDisrupt(now: now) { return false }
    let mine = budgets.filter { $0.covers(pod) }
    return mine.count <= 1 && !mine.contains(where: \.neverAllowsEviction)
  }
}

extension PodDisruptionBudget {
  package func covers(_ pod: Pod) -> Bool {
    guard let selector, metadata.namespace == pod.metadata.namespace else { return false }
    return selector.matches(pod.metadata.labels)
  }

  /// Spelled so that no eviction can ever be allowed.
  package var neverAllowsEviction: Bool {
    maxUnavailable == "0" || maxUnavailable == "0%" || minAvailable == "100%"
  }
}

extension Pod {
  /// The annotation blocks for ever with `true`; a duration blocks from the pod's start on (without a start: for
  /// ever); other values do not block.
  package func isDoNotDisrupt(now: Timestamp?) -> Bool {
    guard let value = metadata.annotations[AnnotationKeys.doNotDisrupt] else { return false }
    if value == "true" { return true }
    guard let duration = Duration(go: value), duration > .zero else { return false }
    guard let now, let start = status.startTime else { return true }
    return now.seconds < start.seconds + duration.components.seconds
  }

  /// The annotation has a value that nobody can mean: it blocks nothing, though somebody wrote it to block something.
  var hasOddDoNotDisrupt: Bool {
    guard let value = metadata.annotations[AnnotationKeys.doNotDisrupt], value != "true", value != "false"
    else {
      return false
    }
    return Duration(go: value).map { $0 <= .zero } ?? true
  }
}

extension Node {
  /// As for pods, but a node cannot be held for a time.
  var hasOddDoNotDisrupt: Bool {
    metadata.annotations[AnnotationKeys.doNotDisrupt].map { $0 != "true" && $0 != "false" } ?? false
  }
}

extension Warning {
  /// `object` has an annotation about disruption that is ignored; `accepted`: what it could have said.
  init(oddDoNotDisrupt value: String, of object: String, accepted: String) {
    self.init(
      reason: "AnnotationIgnored", object: object,
      message:
        "its annotation \(AnnotationKeys.doNotDisrupt) is \"\(value)\", not \(accepted), and holds nothing")
  }
}
