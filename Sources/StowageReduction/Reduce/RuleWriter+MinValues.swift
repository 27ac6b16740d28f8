import StowageProblem
import StowageRules

extension RuleWriter {
  /// Types of other domains would be choice too.
  static let oneDomain = "minValuesOfDomain"

  /// A pool's `minValues`: what a node holds must leave a choice of so many values among its types. Under
  /// BestEffort it binds nothing: a claim that cannot keep it lowers it. A type counts with all its zones and
  /// capacity types, wherever the claim is pinned, so that over those one type is nearly always choice enough; where
  /// it is not, the lift finds out.
  ///
  /// Where bins have domains, the problem counts the types of one domain alone. A claim may leave the domain open
  /// where that harms none of its pods.
  mutating func writeMinValues() {
    if cluster.options.minValues == .bestEffort { return }
    defer { if !problem.choices.isEmpty && !problem.topologies.isEmpty { noteTightened(Self.oneDomain) } }
    for (poolIndex, pool) in cluster.pools.enumerated() {
      for requirement in pool.requirements.all {
        guard let minimum = requirement.minValues, minimum > 1 else { continue }
        if cluster.facts.places.contains(where: { $0[requirement.key] != nil }) { continue }
        let values = cluster.values(of: requirement.key, in: pool)
        let variants = Set(offerings.lazy.filter { $0.pool == poolIndex }.map(\.variant)).sorted()
        for variant in variants {
          let valueOfOffering = offerings.indices.map { index -> Int32 in
            let node = offerings[index]
            guard node.pool == poolIndex, node.variant == variant else { return -1 }
            return value(of: requirement.key, node, among: values)
          }
          problem.choices.append(
            ChoiceRule(valueOfOffering: valueOfOffering, minimum: Int32(clamping: minimum)))
        }
      }
    }
  }

  /// The number of the type's value; one more than the last for a type without any.
  private func value(of key: String, _ node: NewNode, among values: [String]) -> Int32 {
    let found = cluster.values(of: key, type: cluster.typeIndex(of: node)).first
    return Int32(found.flatMap { values.firstIndex(of: $0) } ?? values.count)
  }
}
