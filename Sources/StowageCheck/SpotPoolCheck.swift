import StowageRules

/// Spot nodes of one type in one zone are interrupted together: a plan launches none where there are as many as the
/// caller allows, those that are there already included.
struct SpotPoolCheck {
  let state: FinalState

  func run(_ findings: inout Findings) {
    guard let most = state.cluster.options.maxNodesPerSpotPool else { return }
    var counts: [String: Int] = [:]
    var launched: [String: String] = [:]
    for site in state.sites where site.isThere {
      switch site.origin {
      case .node(let index):
        let labels = state.cluster.nodes[index].labels
        guard labels[LabelKeys.capacityType] == "spot", let type = labels[LabelKeys.instanceType],
          let zone = labels[LabelKeys.zone]
        else { continue }
        counts[type + " in " + zone, default: 0] += 1
      case .claim(let claim):
        guard claim.offering.capacityType == "spot" else { continue }
        let pool = claim.offering.instanceType + " in " + claim.offering.zone
        counts[pool, default: 0] += 1
        launched[pool] = launched[pool] ?? claim.name
      }
    }
    for (pool, claim) in launched.sorted(by: { $0.key < $1.key }) {
      guard let count = counts[pool], count > most else { continue }
      findings.add(
        .spotPoolExceeded, claim,
        "\(count) spot nodes are \(pool), of which --max-nodes-per-spot-pool allows \(most)")
    }
  }
}
