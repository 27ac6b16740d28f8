import StowageModel
import StowageRules

/// What runs in each domain, for spread rules and terms of pods, each counted once: hundreds of classes often
/// share one.
struct CountCache {
  private var index: TopologyIndex
  private var ofTerm: [TermKey: DomainCounts] = [:]
  private var ofRule: [RuleKey: DomainCounts] = [:]

  private struct TermKey: Hashable {
    var key: String
    var selector: PodSelector
  }

  private struct RuleKey: Hashable {
    var rule: SpreadRule
    /// Where the rule's policies read them.
    var alternatives: [Requirements]
    var tolerations: [Toleration]
  }

  init(_ cluster: Cluster) { index = TopologyIndex(cluster) }

  /// Empty where nothing that the term looks for runs.
  mutating func counts(for term: PodTerm) -> DomainCounts {
    let key = TermKey(key: term.key, selector: term.selector)
    if let known = ofTerm[key] { return known }
    let counts = index.isNoneRunning(term.selector) ? DomainCounts() : index.counts(for: term)
    ofTerm[key] = counts
    return counts
  }

  /// Over host names empty where nothing that the rule counts runs; over other keys with all its domains.
  mutating func counts(for rule: SpreadRule, of shape: PodShape) -> DomainCounts {
    let key = RuleKey(
      rule: rule, alternatives: rule.honorsAffinity ? shape.alternatives : [],
      tolerations: rule.honorsTaints ? shape.tolerations : [])
    if let known = ofRule[key] { return known }
    let isEmpty = rule.key == LabelKeys.hostname && index.isNoneRunning(rule.selector)
    let counts = isEmpty ? DomainCounts() : index.counts(for: rule, of: shape)
    ofRule[key] = counts
    return counts
  }

  /// The domains where what the term looks for runs.
  mutating func populated(by term: PodTerm) -> Set<String> {
    Set(counts(for: term).entries.filter { $0.count > 0 }.map(\.domain))
  }
}
