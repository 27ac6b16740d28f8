import StowageRules

/// Every rule that arriving pods and the new nodes launched for them must keep: one question for a provisioning plan,
/// asked again for each command of a consolidation plan.
struct ArrivalCheck {
  private var claims: ClaimCheck
  private var topology: TopologyIndex
  private(set) var limits: LimitLedger

  init(_ cluster: Cluster) {
    claims = ClaimCheck(cluster)
    topology = TopologyIndex(cluster)
    limits = LimitLedger(cluster)
  }

  /// Judges all that arrives in a state; `launched` are the sites that are launched for it.
  mutating func check(_ state: FinalState, launching launched: Range<Int>, _ findings: inout Findings) {
    for site in state.sites[launched] {
      guard case .claim(let claim) = site.origin else { continue }
      claims.check(claim, at: site, &findings)
      limits.add(claim, launch: site.launch)
    }
    SiteCheck(state).run(&findings)
    var check = TopologyCheck(state, index: topology)
    check.run(&findings)
    topology = check.index
    if !launched.isEmpty { limits.check(&findings) }
  }

  /// A node of a pool is gone, and its capacity counts no more.
  mutating func free(_ site: Site) { limits.free(site) }
}
