import StowageProblem

/// Decides how many pods of each class go to which domains, before any bin is chosen: spread pods level the
/// domains, pods that attract one another go where the first went, pods that repel each other apart.
///
/// Counts are dealt with, never single pods. All rules over domains hold once every lot is placed; where some
/// pods of a lot find no bin, they may not, and the placement has to be repaired.
struct DomainAssignment {
  private let placement: Placement
  private var problem: Problem { placement.problem }
  private var index: RuleIndex { placement.index }
  private var census: DomainCensus
  private let options: DomainOptions
  private var lots: [Lot] = []

  init(_ placement: Placement) {
    self.placement = placement
    census = placement.census
    options = DomainOptions(placement)
  }

  /// Lots for everything that is left in the placement; pods that no domain may take are in none.
  static func lots(_ placement: Placement, classes: [Int]) -> [Lot] {
    var assignment = DomainAssignment(placement)
    assignment.run(classes)
    return assignment.lots
  }

  /// Classes that are only counted come first, for they are free to go where it suits the others; pods that look
  /// for a target come last, and again as long as that helps.
  private mutating func run(_ classes: [Int]) {
    let whole = [Int32](repeating: -1, count: problem.topologies.count)
    var waiting: [Int] = []
    for podClass in classes where placement.left[podClass] > 0 {
      if index.topologies[podClass].isEmpty {
        lots.append(Lot(podClass: podClass, domains: whole, count: placement.left[podClass]))
      } else {
        waiting.append(podClass)
      }
    }
    let stages = waiting.map { stage(of: $0) }
    let order = waiting.indices.sorted { left, right in
      if stages[left] != stages[right] { return stages[left] < stages[right] }
      let (first, second) = (problem.classes[waiting[left]], problem.classes[waiting[right]])
      if first.priority != second.priority { return first.priority > second.priority }
      return first.count != second.count ? first.count > second.count : left < right
    }
    var unassigned = order.map { (podClass: waiting[$0], count: placement.left[waiting[$0]]) }
    var progress = true
    while progress {
      progress = false
      for position in unassigned.indices where unassigned[position].count > 0 {
        let (podClass, count) = unassigned[position]
        let parts = assign(podClass, count)
        guard !parts.isEmpty else { continue }
        let isFirst = count == placement.left[podClass]
        for part in parts {
          unassigned[position].count -= part.count
          add(part, isNew: isFirst)
        }
        progress = true
      }
    }
  }

  private mutating func add(_ lot: Lot, isNew: Bool) {
    let known = isNew ? nil : lots.firstIndex { $0.podClass == lot.podClass && $0.domains == lot.domains }
    if let known { lots[known].count += lot.count } else { lots.append(lot) }
  }

  private func stage(of podClass: Int) -> Int {
    if index.attractions[podClass].contains(where: \.isSubject) { return 2 }
    let isSubject =
      index.spreads[podClass].contains(where: \.isSubject)
      || index.repulsions[podClass].contains(where: \.isSubject)
    return isSubject ? 1 : 0
  }

  /// Splits `count` pods over one topology after the other: those that found domains in all of them.
  private mutating func assign(_ podClass: Int, _ count: Int32) -> [Lot] {
    let whole = [Int32](repeating: -1, count: problem.topologies.count)
    let choices = options.options(of: podClass)
    var parts = [Lot(podClass: podClass, domains: whole, count: count)]
    for topology in index.topologies[podClass] {
      var split: [Lot] = []
      for part in parts {
        var domains: [(domain: Int, price: Double)] = []
        for option in choices where part.agrees(with: option.domains) {
          let domain = Int(option.domains[topology])
          if let known = domains.firstIndex(where: { $0.domain == domain }) {
            domains[known].price = min(domains[known].price, option.price)
          } else {
            domains.append((domain, option.price))
          }
        }
        let support = support(for: podClass, topology, domains.map(\.domain))
        let order = domains.indices.sorted { left, right in
          if support[left] != support[right] { return support[left] > support[right] }
          return (domains[left].price, domains[left].domain) < (domains[right].price, domains[right].domain)
        }
        domains = order.map { domains[$0] }
        var rest = part.count
        for (domain, amount) in deal(podClass, part.count, topology, domains) {
          var piece = part
          piece.domains[topology] = Int32(domain)
          piece.count = amount
          split.append(piece)
          rest -= amount
        }
        withdraw(part, rest, before: topology)
      }
      parts = split
    }
    return parts
  }

  /// Per domain: how many pods of a group that is about to be founded could go there; 0 for other classes.
  private func support(for podClass: Int, _ topology: Int, _ domains: [Int]) -> [Int64] {
    var result = [Int64](repeating: 0, count: domains.count)
    for role in index.attractions[podClass] where role.topology == topology && role.isSubject {
      guard census.isUnfounded(role) else { continue }
      for target in problem.topologies[topology].attractions[role.rule].targets {
        let reached = Set(options.options(of: target.index).map { Int($0.domains[topology]) })
        for (position, domain) in domains.enumerated() where reached.contains(domain) {
          result[position] += Int64(placement.left[target.index])
        }
      }
    }
    return result
  }

  /// Takes back pods that found no domain in `topology` from the topologies before it.
  private mutating func withdraw(_ part: Lot, _ count: Int32, before topology: Int) {
    for earlier in index.topologies[part.podClass] where earlier < topology && count > 0 {
      census.add(part.podClass, -count, topology: earlier, domain: Int(part.domains[earlier]))
    }
  }

  /// Deals pods out to the domains of one topology, given cheapest first.
  private mutating func deal(
    _ podClass: Int, _ count: Int32, _ topology: Int, _ domains: [(domain: Int, price: Double)]
  ) -> [(Int, Int32)] {
    var dealt = [Int32](repeating: 0, count: domains.count)
    var rest = count
    let isFree =
      index.attractions[podClass].allSatisfy { $0.topology != topology || !$0.isSubject }
      && index.repulsions[podClass].allSatisfy { $0.topology != topology }
    if isFree, let levels = level(podClass, count, topology, domains) {
      for (position, amount) in levels.enumerated() where amount > 0 {
        dealt[position] += amount
        rest -= amount
      }
    }
    while rest > 0, let next = nextDomain(podClass, topology, domains) {
      let amount = min(rest, next.room)
      census.add(podClass, amount, topology: topology, domain: domains[next.position].domain)
      dealt[next.position] += amount
      rest -= amount
    }
    return domains.indices.filter { dealt[$0] > 0 }.map { (domains[$0].domain, dealt[$0]) }
  }

  /// The cheapest domain that may take more.
  private func nextDomain(
    _ podClass: Int, _ topology: Int, _ domains: [(domain: Int, price: Double)]
  ) -> (position: Int, room: Int32)? {
    for (position, entry) in domains.enumerated() {
      let room = census.most(podClass, topology: topology, domain: entry.domain)
      if room > 0 { return (position, room) }
    }
    return nil
  }

  /// Adds as many pods as make the domains level, or as uneven as the skew allows where prices differ; nil, and
  /// nothing added, where no spread asks for that or some rule would be broken.
  private mutating func level(
    _ podClass: Int, _ count: Int32, _ topology: Int, _ domains: [(domain: Int, price: Double)]
  ) -> [Int32]? {
    let roles = index.spreads[podClass].filter { $0.topology == topology && $0.isCounted }
    guard let role = roles.first(where: \.isSubject) ?? roles.first else { return nil }
    let spread = problem.topologies[topology].spreads[role.rule]
    let counts = census.memberCounts(topology: topology, spread: role.rule)
    let levels = WaterLevel(
      counts: domains.map { $0.domain < 0 ? .max : counts[$0.domain] },
      lowest: spread.domains.filter { d in !domains.contains { $0.domain == Int(d) } }.map { counts[Int($0)] }
        .min() ?? .max,
      slack: isTilted(domains) ? spread.maxSkew : 0)
    let amounts = levels.amounts(count)
    for (position, amount) in amounts.enumerated() where amount > 0 {
      census.add(podClass, amount, topology: topology, domain: domains[position].domain)
    }
    if census.keepsSkew(podClass, topology: topology) { return amounts }
    for (position, amount) in amounts.enumerated() where amount > 0 {
      census.add(podClass, -amount, topology: topology, domain: domains[position].domain)
    }
    return nil
  }

  private func isTilted(_ domains: [(domain: Int, price: Double)]) -> Bool {
    guard let first = domains.first, let last = domains.last else { return false }
    return last.price > first.price * 1.01
  }
}

extension Lot {
  /// The domains are those of the lot wherever it has one.
  func agrees(with other: [Int32]) -> Bool {
    for (mine, its) in zip(domains, other) where mine >= 0 && mine != its { return false }
    return true
  }
}

/// Fills domains like connected vessels.
struct WaterLevel {
  /// Per domain, cheapest first: what is there already.
  var counts: [Int32]
  /// The least count among domains that cannot be filled.
  var lowest: Int32
  /// How far above the lowest domain the cheaper ones may stand; 0 levels them all.
  var slack: Int32

  /// How much each domain gets of `amount`, which may not go in completely. All domains end between the highest
  /// possible level and `slack` above it, cheaper ones higher.
  func amounts(_ amount: Int32) -> [Int32] {
    var result = [Int32](repeating: 0, count: counts.count)
    guard !counts.isEmpty else { return result }
    var low: Int64 = 0
    var high = Int64(counts.filter { $0 < .max }.max() ?? 0) + Int64(amount)
    // The lowest level at which everything goes in.
    while low < high {
      let middle = (low + high) / 2
      if needed(middle + Int64(slack)) >= Int64(amount) { high = middle } else { low = middle + 1 }
    }
    let level = min(low, Int64(lowest))
    var rest = Int64(amount)
    for pass in [level - (slack == 0 ? 1 : 0), level + Int64(slack)] {
      for index in counts.indices where rest > 0 && counts[index] < .max {
        let taken = min(rest, max(0, pass - Int64(counts[index]) - Int64(result[index])))
        result[index] += Int32(taken)
        rest -= taken
      }
    }
    return result
  }

  private func needed(_ level: Int64) -> Int64 {
    counts.reduce(0) { $0 + ($1 < .max ? max(0, level - Int64($1)) : 0) }
  }
}
