import StowageModel
import StowagePlan
import StowageRules

/// What nodes are to their NodePools.
extension Replay {
  /// Of all nodes that are there and initialized as a wave begins; new nodes for pending pods come up during the first.
  func sharesOfPools() -> [PoolShare] {
    state.sites.indices.compactMap { site in
      guard state.sites[site].isThere else { return nil }
      switch state.sites[site].origin {
      case .node(let index):
        let node = cluster.nodes[index]
        let claim = node.claim.map { cluster.snapshot.nodeClaims[$0] }
        if !node.isManaged || !node.isInitialized || claim?.conditions.isTrue("InstanceTerminating") == true {
          return nil
        }
      case .claim: if !wave.hasBegun { return nil }
      }
      return share(of: site)
    }
  }

  func share(of site: Int) -> PoolShare {
    let pods = membersOfSite[site].filter { members[$0].site == site && members[$0].mustMove }
    let evictions = pods.reduce(1.0) { $0 + max(0, rules.evictionCost(ofPod: members[$1].pod)) }
    switch state.sites[site].origin {
    case .node(let index):
      let node = cluster.nodes[index]
      return PoolShare(pool: node.poolName, cost: node.price ?? .zero, disruptionCost: evictions)
    case .claim(let claim):
      return PoolShare(pool: claim.nodePool, cost: claim.offering.price, disruptionCost: evictions)
    }
  }
}

extension Replay {
  /// Spot nodes are replaced by spot nodes only where that was asked for.
  func checkSpot(
    _ command: DisruptionCommand, _ leaving: [Int], _ name: String, _ findings: inout Findings
  ) {
    if cluster.options.spotToSpot || command.reason != .underutilized || leaving.isEmpty { return }
    let isSpot = leaving.allSatisfy { state.sites[$0].labels[LabelKeys.capacityType]?.onlyValue == "spot" }
    if isSpot && command.replacements.contains(where: { $0.offering.capacityType == "spot" }) {
      findings.add(.spotToSpot, name, "the command replaces spot nodes by spot nodes, which is off")
    }
  }
}
