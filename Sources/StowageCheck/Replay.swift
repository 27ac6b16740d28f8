import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// A consolidation plan carried out on paper, command by command.
struct Replay {
  /// A pod that runs, or that the plan has placed: it has to be somewhere in the end.
  struct Member {
    let reference: String
    /// Into `Snapshot.pods`.
    let pod: Int
    /// The shape it moves with; nil where it cannot be planned for.
    let shape: Int?
    /// The shape it counts as where it is; nil where it does not count.
    var residentShape: Int?
    /// It has to run elsewhere when its node goes.
    let mustMove: Bool
    var site: Int
  }

  let plan: ConsolidationPlan
  let cluster: Cluster
  let rules: DisruptionRules
  private(set) var state: FinalState
  private(set) var members: [Member] = []
  private(set) var membersOfSite: [[Int]] = []
  private(set) var memberOfName: [String: Int] = [:]
  private var arrivals: ArrivalCheck
  private(set) var wave: WaveCheck
  private let kept: Set<String>
  /// Per command of the plan, the sites of its replacements.
  private let launches: [Range<Int>]

  init(_ plan: ConsolidationPlan, in cluster: Cluster) {
    self.plan = plan
    self.cluster = cluster
    rules = DisruptionRules(cluster)
    var launches: [Range<Int>] = []
    var next = cluster.nodes.count + plan.nodeClaims.count
    for command in plan.commands {
      launches.append(next..<next + command.replacements.count)
      next += command.replacements.count
    }
    self.launches = launches
    state = FinalState(cluster, claims: plan.nodeClaims + plan.commands.flatMap(\.replacements))
    arrivals = ArrivalCheck(cluster)
    wave = WaveCheck(rules, cluster: cluster)
    kept = Set(plan.kept.map(\.node))
  }

  mutating func run(_ findings: inout Findings) {
    placePending(&findings)
    gatherMembers()
    for (index, command) in plan.commands.enumerated() {
      wave.enter(command, number: index + 1, shares: sharesOfPools, &findings)
      let name = "command \(index + 1)"
      let leaving = leavingSites(of: command, name, &findings)
      let shares = leaving.map { share(of: $0) }
      move(command, launching: launches[index], leaving: leaving, name, &findings)
      // What counts is the state when the command is done: its nodes are gone, their pods are where they move to.
      for site in leaving { remove(site) }
      arrivals.check(state, launching: launches[index], &findings)
      state.settle()
      checkMoney(command, leaving: leaving, name, &findings)
      wave.score(command, shares: shares, savings: savings(of: command, leaving), name, &findings)
    }
  }

  /// Pending pods come first; what is wrong with them is found as in any provisioning plan.
  private mutating func placePending(_ findings: inout Findings) {
    var pending = ProvisioningPlan()
    pending.nodeClaims = plan.nodeClaims
    pending.placements = plan.placements
    pending.unschedulable = plan.unschedulable
    state.arrive(pending, findings: &findings)
    wave.expect(plan.nodeClaims)
    let first = cluster.nodes.count
    arrivals.check(state, launching: first..<first + plan.nodeClaims.count, &findings)
  }

  private mutating func gatherMembers() {
    for pod in cluster.running where !pod.isLeaving {
      members.append(
        Member(
          reference: pod.reference, pod: pod.pod, shape: pod.movingShape,
          residentShape: pod.isCounted ? pod.shape : nil,
          mustMove: pod.isReschedulable, site: pod.node))
    }
    var placed: [String: Int] = [:]
    let firstClaim = cluster.nodes.count
    for (index, claim) in plan.nodeClaims.enumerated() {
      for pod in claim.pods where placed[pod] == nil { placed[pod] = firstClaim + index }
    }
    for placement in plan.placements {
      guard let site = state.siteOfName[placement.node], site < firstClaim else { continue }
      for pod in placement.pods where placed[pod] == nil { placed[pod] = site }
    }
    for pod in cluster.pending {
      guard let site = placed[pod.reference] else { continue }
      members.append(
        Member(
          reference: pod.reference, pod: pod.pod, shape: pod.shape, residentShape: pod.shape, mustMove: true,
          site: site))
    }
    membersOfSite = Array(repeating: [], count: state.sites.count)
    for (index, member) in members.enumerated() {
      membersOfSite[member.site].append(index)
      memberOfName[member.reference] = index
    }
    state.settle()
  }

  /// The sites of the command's nodes, without those that cannot be removed because they are not there.
  private mutating func leavingSites(
    of command: DisruptionCommand, _ name: String, _ findings: inout Findings
  ) -> [Int] {
    var leaving: [Int] = []
    if command.nodes.isEmpty { findings.add(.wrongAction, name, "the command removes no node") }
    for node in command.nodes {
      guard let site = state.siteOfName[node] else {
        findings.add(.unknownNode, node, "\(name) removes a node that is not in the snapshot")
        continue
      }
      guard state.sites[site].isThere, !leaving.contains(site) else {
        findings.add(.nodeRemovedTwice, node, "\(name) removes a node that is not there at that time")
        continue
      }
      if case .node(let index) = state.sites[site].origin,
        let block = rules.block(of: cluster.nodes[index], for: command.reason)
      {
        findings.add(
          .nodeBlocked, node,
          "\(block.code.rawValue): \(name) removes it as \(command.reason.rawValue), but \(block.message)")
      }
      if kept.contains(node) {
        findings.add(.keptNodeRemoved, node, "\(name) removes a node that the plan says is kept")
      }
      leaving.append(site)
    }
    for site in leaving {
      wave.remove(state.sites[site], site, reason: command.reason, name, &findings)
      for member in membersOfSite[site] {
        wave.evict(cluster.snapshot.pods[members[member].pod], name, &findings)
      }
    }
    return leaving
  }

  private mutating func move(
    _ command: DisruptionCommand, launching launched: Range<Int>, leaving: [Int], _ name: String,
    _ findings: inout Findings
  ) {
    for site in launched { state.launch(site) }
    wave.launch(launched, of: command.replacements)
    var moved: Set<Int> = []
    var received: [Int: [String]] = [:]
    for move in command.moves {
      guard let member = memberOfName[move.pod] else {
        findings.add(.unknownPod, move.pod, "\(name) moves a pod that runs nowhere")
        continue
      }
      guard moved.insert(member).inserted else {
        findings.add(.podMovedTwice, move.pod, "\(name) moves the pod twice")
        continue
      }
      let from = members[member].site
      guard leaving.contains(from), state.sites[from].name == move.from else {
        findings.add(
          .wrongMove, move.pod,
          "\(name) moves the pod from \(move.from), but it is on \(state.sites[from].name), and the command removes "
            + command.nodes.prefix(3).joined(separator: ", "))
        continue
      }
      guard let target = target(of: move, launching: launched, leaving: leaving, name, &findings) else {
        continue
      }
      received[target, default: []].append(move.pod)
      take(member, to: target, &findings)
    }
    state.sortGuests()
    for site in leaving {
      for member in membersOfSite[site] where members[member].mustMove && !moved.contains(member) {
        findings.add(
          .podLeftBehind, members[member].reference,
          "\(name) removes \(state.sites[site].name), but does not say where the pod goes")
      }
    }
    checkReplacements(command, launched, received, name, &findings)
  }

  private mutating func take(_ member: Int, to target: Int, _ findings: inout Findings) {
    guard let shape = members[member].shape else {
      findings.add(
        .podNotPlannable, members[member].reference, "the pod is moved, but cannot be planned for elsewhere")
      return
    }
    state.arrive(members[member].reference, shape: shape, at: target)
    members[member].site = target
    members[member].residentShape = shape
    membersOfSite[target].append(member)
  }

  private mutating func target(
    of move: PodMove, launching launched: Range<Int>, leaving: [Int], _ name: String,
    _ findings: inout Findings
  ) -> Int? {
    guard let site = state.siteOfName[move.to], state.sites[site].isThere, !leaving.contains(site) else {
      findings.add(
        .targetNotUsable, move.pod, "\(name) moves the pod to \(move.to), which is not there at that time")
      return nil
    }
    if case .node(let index) = state.sites[site].origin, !rules.mayReceive(cluster.nodes[index]) {
      findings.add(
        .targetNotUsable, move.pod,
        "\(name) moves the pod to \(move.to), which is deleting, still coming up, or has changed too recently"
      )
    }
    wave.fill(site, state.sites[site].name, isOwn: launched.contains(site), name, &findings)
    return site
  }

  private func checkReplacements(
    _ command: DisruptionCommand, _ launched: Range<Int>, _ received: [Int: [String]], _ name: String,
    _ findings: inout Findings
  ) {
    if (command.action == .replace) != !command.replacements.isEmpty {
      findings.add(
        .wrongAction, name,
        "the action is \(command.action.rawValue) with \(command.replacements.count) replacements")
    }
    for (claim, site) in zip(command.replacements, launched) {
      let moved = (received[site] ?? []).sorted()
      if moved.isEmpty { findings.add(.emptyClaim, claim.name, "no pod moves to the replacement") }
      if claim.pods.sorted() != moved {
        findings.add(
          .wrongReplacementPods, claim.name,
          "the replacement lists \(claim.pods.count) pods, the moves bring \(moved.count) others or more")
      }
    }
  }

  private mutating func remove(_ site: Int) {
    for member in membersOfSite[site] where members[member].site == site {
      memberOfName[members[member].reference] = nil
    }
    membersOfSite[site] = []
    arrivals.free(state.sites[site])
    state.remove(site)
  }

  private mutating func checkMoney(
    _ command: DisruptionCommand, leaving: [Int], _ name: String, _ findings: inout Findings
  ) {
    let before = freed(leaving)
    let after = launched(command)
    if command.savings != before - after {
      findings.add(
        .wrongSavings, name,
        "the command says it saves \(text(command.savings)); it frees \(text(before)) and launches \(text(after))"
      )
    }
    if command.reason == .underutilized && before <= after {
      findings.add(.noSavings, name, "the command frees \(text(before)) and launches \(text(after))")
    }
    checkSpot(command, leaving, name, &findings)
  }

  private func freed(_ leaving: [Int]) -> Money {
    leaving.reduce(Money.zero) { $0 + price(of: state.sites[$1]) }
  }

  private func launched(_ command: DisruptionCommand) -> Money {
    command.replacements.reduce(Money.zero) {
      $0 + ($1.offering(in: cluster)?.price ?? $1.offering.price)
    }
  }

  private func savings(of command: DisruptionCommand, _ leaving: [Int]) -> Money {
    freed(leaving) - launched(command)
  }

  private func price(of site: Site) -> Money {
    switch site.origin {
    case .node(let index): cluster.nodes[index].price ?? .zero
    case .claim(let claim): claim.offering(in: cluster)?.price ?? claim.offering.price
    }
  }

  /// What all priced nodes of the cluster cost, with the nodes for pending pods: before the first command and after
  /// the last.
  var cost: (before: Money, after: Money) {
    let pending = plan.nodeClaims.reduce(Money.zero) {
      $0 + ($1.offering(in: cluster)?.price ?? $1.offering.price)
    }
    let before = cluster.nodes.reduce(pending) { $0 + ($1.price ?? .zero) }
    let after = state.sites.reduce(Money.zero) { $1.isThere ? $0 + price(of: $1) : $0 }
    return (before, after)
  }
}
