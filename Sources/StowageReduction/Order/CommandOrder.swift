import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// Steps from a cluster to a target, wave by wave: each can be taken when those before it are done, and all of one
/// wave at once. What has no safe way there, or goes beyond what the caller allows, is left out.
struct CommandOrder {
  private(set) var waves: [[Step]] = []
  /// Per leaver that stays: what stood in its way.
  private(set) var obstacles: [Int: Obstacle] = [:]

  private let cluster: Cluster
  private let leavers: [Leaver]
  private let claims: [PlannedClaim]
  private let rules: DisruptionRules
  private let finder: StepFinder
  private let choice: ReplacementChoice
  private var ground: Ground
  private var allowance: Allowance

  /// What the caller still allows.
  private struct Allowance {
    var commands: Int
    var moves: Int

    init(_ cluster: Cluster) {
      commands = cluster.options.maxCommands ?? .max
      moves = cluster.moveLimit ?? .max
    }
  }

  init(
    _ relocation: Relocation, target: Rearrangement, cluster: Cluster, rules: DisruptionRules,
    choice: ReplacementChoice
  ) {
    self.cluster = cluster
    self.rules = rules
    leavers = relocation.leavers
    claims = target.plan.nodeClaims
    finder = StepFinder(
      leavers: leavers, claims: claims, cluster: cluster, rules: rules, mixesSpot: target.mixesSpot)
    self.choice = choice
    ground = Ground(relocation, claims: claims, cluster: cluster, rules: rules)
    allowance = Allowance(cluster)
    run()
  }

  private mutating func run() {
    var open: [Int] = []
    for index in leavers.indices {
      if leavers[index].reasons.isEmpty { continue }
      if leavers[index].isComplete { open.append(index) } else { obstacles[index] = .noPlace }
    }
    let most = cluster.options.maxWaves
    while !open.isEmpty && (most == 0 || waves.count < most) {
      if !waves.isEmpty { ground.beginWave() }
      let steps = takeWave(open)
      if steps.isEmpty { break }
      waves.append(steps.mergingEmpty())
      let gone = Set(steps.flatMap(\.leavers))
      open.removeAll(where: gone.contains)
      for leaver in gone { obstacles[leaver] = nil }
    }
    for leaver in open where obstacles[leaver] == nil { obstacles[leaver] = .maxWaves }
  }

  // MARK: - One wave

  private mutating func takeWave(_ open: [Int]) -> [Step] {
    var taken: [Step] = []
    var waiting = finder.steps(of: open, launched: ground.launched).sorted(by: comesBefore)
    // A step may have to wait for another one of its wave; and parts of a company, which leave others behind that
    // cannot go alone, for whether the whole can be taken then.
    var (isMoving, dividesCompany) = (true, false)
    while isMoving {
      isMoving = false
      for step in waiting {
        guard let done = take(step, mayDivide: dividesCompany || !step.isCompany) else { continue }
        taken.append(done)
        isMoving = true
      }
      let gone = Set(taken.flatMap(\.leavers))
      waiting.removeAll { $0.leavers.contains(where: gone.contains) }
      if !isMoving && !dividesCompany && waiting.contains(where: \.isCompany) {
        (isMoving, dividesCompany) = (true, true)
      }
    }
    if let done = takeTogether(waiting) { taken.append(done) }
    return taken
  }

  /// Steps that rules between pods keep from being taken one by one may be right all together. Those that would save
  /// least are left out one after another until the rest can be taken.
  private mutating func takeTogether(_ waiting: [Step]) -> Step? {
    var together = waiting.filter { step in
      step.leavers.contains { obstacles[$0]?.code == .topology }
    }
    while together.count > 1, together.count < 100 {
      let members = together.flatMap(\.leavers)
      if together.allSatisfy({ $0.reason == together[0].reason }) {
        let step = finder.step(members, reason: together[0].reason, launched: ground.launched)
        if obstacle(to: step) == nil, ground.take(step) == nil {
          spend(step)
          return step
        }
      }
      together.removeLast()
    }
    return nil
  }

  /// Takes a step or, where it is too much at once and may be divided, a part of it.
  private mutating func take(_ step: Step, mayDivide: Bool = true) -> Step? {
    if let obstacle = obstacle(to: step) {
      note(obstacle, step)
      return mayDivide ? takeWide(step, obstacle) : nil
    }
    guard let obstacle = ground.take(step) else {
      spend(step)
      return step
    }
    note(obstacle, step)
    if obstacle.code == .nodeBudget, let other = asUnderutilized(step) { return take(other) }
    guard mayDivide, step.leavers.count > 1, let part = part(of: step), ground.take(part) == nil else {
      return nil
    }
    spend(part)
    return part
  }

  /// Where new nodes have too few types, the part of a step that does without them.
  private mutating func takeWide(_ step: Step, _ obstacle: Obstacle) -> Step? {
    guard obstacle.code == .minValues || obstacle.code == .spotChoice else { return nil }
    let narrow = step.launches.filter { narrowness(of: $0, in: step) != nil }
    let rest = step.leavers.filter { leavers[$0].claims.allSatisfy { !narrow.contains($0) } }
    if rest.isEmpty || rest.count == step.leavers.count { return nil }
    return take(finder.step(rest, reason: step.reason, launched: ground.launched))
  }

  /// Empty nodes are underutilized too, and budgets may say more for one reason than for the other.
  private func asUnderutilized(_ step: Step) -> Step? {
    guard step.reason == .empty,
      step.leavers.allSatisfy({ leavers[$0].reasons.contains(.underutilized) })
    else { return nil }
    var other = step
    other.reason = .underutilized
    return other
  }

  private mutating func note(_ obstacle: Obstacle, _ step: Step) {
    for leaver in step.leavers { obstacles[leaver] = obstacle }
  }

  private mutating func spend(_ step: Step) {
    allowance.commands -= 1
    allowance.moves -= step.moves
  }

  /// What the caller, not the cluster, has against a step.
  private func obstacle(to step: Step) -> Obstacle? {
    let options = cluster.options
    if allowance.commands <= 0 { return .maxCommands(options.maxCommands ?? 0) }
    if step.moves > allowance.moves { return .maxMoves(options.maxMoves ?? "") }
    if step.needsSpotToSpot && !options.spotToSpot { return .spotToSpot }
    guard step.reason == .underutilized else { return nil }
    if step.savings <= .zero { return .notCheaper }
    if step.isOwnChoice && step.savings + step.relief <= .zero { return .interruptionPrice }
    if step.savings < options.minSavings { return .minSavings(options.minSavings) }
    let worth = options.evictionPrice.dollars * step.disruptionCost
    if step.isOwnChoice && (step.savings + step.relief).dollars < worth { return .evictionPrice }
    return step.launches.lazy.compactMap { narrowness(of: $0, in: step) }.first
  }

  /// Replacements are launched as one of several types, all cheaper than what they replace.
  private func narrowness(of claim: Int, in step: Step) -> Obstacle? {
    guard let narrowed = choice.narrowed(claims[claim], for: step) else { return .minValues }
    guard step.needsSpotToSpot, narrowed.offering.capacityType == "spot",
      narrowed.instanceTypes.count < cluster.options.minSpotTypes
    else { return nil }
    return .spotTypes(narrowed.instanceTypes.count, of: cluster.options.minSpotTypes)
  }

  /// Nodes at the end of their life first, then what saves most for each node, or for each move where moves are short.
  private func comesBefore(_ left: Step, _ right: Step) -> Bool {
    let ranks: [DisruptionReason: Int] = [.expired: 0, .drifted: 1, .empty: 2, .underutilized: 3]
    let (mine, other) = (ranks[left.reason] ?? 4, ranks[right.reason] ?? 4)
    if mine != other { return mine < other }
    func worth(_ step: Step) -> Double {
      let effort = cluster.options.maxMoves == nil ? step.leavers.count : step.moves
      return step.savings.dollars / Double(max(1, effort))
    }
    let (first, second) = (worth(left), worth(right))
    return first != second ? first > second : left.leavers.lexicographicallyPrecedes(right.leavers)
  }

  /// The part of a step that can be taken now and saves most: nodes join one by one, the one first that frees most
  /// beyond what has to be launched for it. What is launched is just a node for those that follow in later waves.
  private func part(of step: Step) -> Step? {
    var rest = step.leavers
    var (part, launches): ([Int], Set<Int>) = ([], [])
    var best: Step?
    while !rest.isEmpty {
      func gain(_ leaver: Int) -> Int64 {
        leavers[leaver].claims.reduce((cluster.nodes[leavers[leaver].node].price ?? .zero).nanos) {
          sum, claim in
          ground.launched.contains(claim) || launches.contains(claim)
            ? sum : sum - claims[claim].offering.price.nanos
        }
      }
      let next = rest.indices.max { (gain(rest[$0]), -$0) < (gain(rest[$1]), -$1) } ?? 0
      let leaver = rest.remove(at: next)
      var grown = finder.step(part + [leaver], reason: step.reason, launched: ground.launched)
      // Parts of a step are worth it where the whole is.
      grown.isOwnChoice = false
      if grown.moves > allowance.moves { continue }
      var trial = ground
      guard trial.take(grown) == nil else { continue }
      part.append(leaver)
      launches.formUnion(grown.launches)
      if grown.savings > best?.savings ?? .zero || step.reason != .underutilized { best = grown }
    }
    return best.flatMap { obstacle(to: $0) == nil ? $0 : nil }
  }
}

extension [Step] {
  /// Empty nodes go in one command, since nothing has to wait for anything.
  fileprivate func mergingEmpty() -> [Step] {
    var result: [Step] = []
    var empty: Int?
    for step in self {
      guard step.reason == .empty, step.launches.isEmpty else {
        result.append(step)
        continue
      }
      if let empty {
        result[empty].absorb(step)
      } else {
        empty = result.count
        result.append(step)
      }
    }
    return result
  }
}
