import StowageModel

extension SpreadRule {
  /// True where pods of one shape that keep this rule keep another as well, which pods of another shape state: it
  /// counts the same pods on as many nodes or more, and measures them by at least as many domains.
  ///
  /// Over host names the measure is always zero, and a pod counts wherever it may be.
  package func covers(_ other: SpreadRule, of its: PodShape, from mine: PodShape) -> Bool {
    guard isHard, maxSkew <= other.maxSkew, key == other.key, selector == other.selector else { return false }
    if key == LabelKeys.hostname { return true }
    guard minDomains ?? 0 >= other.minDomains ?? 0 else { return false }
    let isOpen = mine.alternatives.contains(where: \.isEmpty)
    let countsNodes =
      isOpen || (mine.alternatives == its.alternatives && honorsAffinity == other.honorsAffinity)
    return countsNodes
      && (!honorsTaints || (other.honorsTaints && mine.tolerations == its.tolerations))
  }
}
