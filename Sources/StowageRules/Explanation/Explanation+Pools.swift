import StowageModel
import StowageUnits

extension Explanation {
  /// What keeps a shape from new nodes of a pool; nil where nothing does. Of several alternatives the one that
  /// comes furthest speaks.
  func obstacle(for shape: PodShape, pool index: Int) -> Obstacle? {
    let pool = cluster.pools[index]
    if let taint = pool.taints.firstUntolerated(by: shape.tolerations, countingSoft: false) {
      return Obstacle(
        test: .taints,
        finding: Finding(
          .untoleratedTaint, "NodePool \(pool.name) has the taint \(taint.text), which it does not tolerate",
          hint: "add a toleration, or a NodePool without the taint"))
    }
    var nearest: Obstacle?
    for wanted in shape.alternatives {
      guard let obstacle = obstacle(for: shape, wanting: wanted, pool: index) else { return nil }
      if obstacle.test > nearest?.test ?? .none { nearest = obstacle }
    }
    return nearest
  }

  private func obstacle(for shape: PodShape, wanting wanted: Requirements, pool index: Int) -> Obstacle? {
    let pool = cluster.pools[index]
    if let obstacle = labelObstacle(wanted, pool: pool) { return obstacle }
    let base = pool.requirements.adding(wanted)
    let places = shape.volumePlaces.filter { base.isCompatible($0, undefined: .allowedIfWellKnown) }
    if places.isEmpty {
      let volumes = shape.volumePlaces.map(\.description).joined(separator: " or ")
      return Obstacle(
        test: .volumes,
        finding: Finding(
          .incompatibleRequirements,
          "its volumes want \(volumes), which NodePool \(pool.name) with \(base.short) does not give"))
    }
    var nearest: Obstacle?
    for place in places {
      guard let obstacle = typeObstacle(shape, base.adding(place), pool: index) else { return nil }
      if obstacle.test > nearest?.test ?? .none { nearest = obstacle }
    }
    return nearest
  }

  private func labelObstacle(_ wanted: Requirements, pool: Pool) -> Obstacle? {
    if let key = pool.requirements.undefinedKey(in: wanted, undefined: .allowedIfWellKnown) {
      let near = LabelKeys.nearest(to: key).map { "did you mean \($0)?" }
      return Obstacle(
        test: .undefinedLabel,
        finding: Finding(
          .undefinedLabel,
          "it wants \(wanted.get(key)), but nodes of NodePool \(pool.name) have no label \(key)",
          hint: near ?? "add the label to the NodePool's template"))
    }
    if let key = pool.requirements.conflict(with: wanted) {
      return Obstacle(
        test: .requirements,
        finding: Finding(
          .incompatibleRequirements,
          "it wants \(wanted.get(key)), but NodePool \(pool.name) has \(pool.requirements.get(key))"))
    }
    return nil
  }

  /// From here on everything is about the pool's types.
  private func typeObstacle(_ shape: PodShape, _ requirements: Requirements, pool index: Int) -> Obstacle? {
    let pool = cluster.pools[index]
    let meeting = pool.types.filter { cluster.facts.requirements[$0.type].intersects(requirements) }
    if meeting.isEmpty { return noType(requirements, pool: pool) }
    let offered = meeting.filter { type in
      type.offerings.contains { isOffered($0, of: type, within: requirements) }
    }
    if offered.isEmpty {
      return Obstacle(
        test: .offerings,
        finding: Finding(
          .noAvailableOffering,
          "\(counted(meeting.count, "instance type")) of NodePool \(pool.name) would do, but none is offered with \(requirements.place)"
        ))
    }
    let large = offered.filter { shape.requests.fits(in: $0.room) }
    if large.isEmpty { return tooSmall(shape.requests, types: offered, pool: pool) }
    let open = large.filter { shape.hostPorts.firstClash(with: $0.daemonPorts) == nil }
    if open.isEmpty,
      let port = shape.hostPorts.first(where: { [$0].firstClash(with: large[0].daemonPorts) != nil })
    {
      return Obstacle(
        test: .hostPorts,
        finding: Finding(
          .hostPortTaken, "a DaemonSet takes host port \(port.port) on every node of NodePool \(pool.name)"))
    }
    return minValuesObstacle(open, requirements, pool: pool) ?? limitObstacle(open, pool: index)
  }

  private func isOffered(_ offering: Int, of type: PoolType, within requirements: Requirements) -> Bool {
    let place = cluster.facts.places[cluster.facts.placeOfOffering[type.type][offering]]
    return requirements.isCompatible(place, undefined: .allowedIfWellKnown)
  }

  private func noType(_ requirements: Requirements, pool: Pool) -> Obstacle {
    let alone = requirements.all.first { requirement in
      let single = Requirements([requirement])
      return !pool.types.contains { cluster.facts.requirements[$0.type].intersects(single) }
    }
    if let alone, alone.isDoesNotExist {
      return Obstacle(
        test: .types,
        finding: Finding(
          .noInstanceType,
          "what it and NodePool \(pool.name) require of \(alone.key) leaves no value, and every instance type has one"
        ))
    }
    let what = alone.map { "has \($0)" } ?? "meets \(requirements.short) together"
    return Obstacle(
      test: .types,
      finding: Finding(
        .noInstanceType,
        "none of the \(counted(pool.types.count, "instance type")) of NodePool \(pool.name) \(what)"))
  }

  private func tooSmall(_ requests: ResourceVector, types: [PoolType], pool: Pool) -> Obstacle {
    for name in requests.names {
      guard let largest = types.max(by: { $0.room[name] < $1.room[name] }) else { continue }
      let most = largest.room[name]
      if requests[name] <= most { continue }
      let needs = "it needs \(quantity(requests[name], of: name)) \(name.text)"
      let has =
        most <= 0
        ? "none of the \(counted(types.count, "instance type")) it may use in NodePool \(pool.name) has any beside DaemonSets"
        : "the largest it may use in NodePool \(pool.name), \(self.name(largest)), has \(quantity(most, of: name)) beside DaemonSets"
      return Obstacle(
        test: .resources,
        finding: Finding(
          .insufficientResources, "\(needs); \(has)",
          hint: "lower the request, or allow larger instance types"))
    }
    let lacks = types.compactMap { type in Shortage(of: requests, in: type.room).map { (type, $0) } }
    let nearest = lacks.min { $0.1.ratio < $1.1.ratio }
    let text = nearest.map {
      "the nearest in NodePool \(pool.name), \(name($0.0)), has \($0.1.text) beside DaemonSets"
    }
    return Obstacle(
      test: .resources,
      finding: Finding(
        .insufficientResources,
        "no single instance type holds \(requests.text) together; \(text ?? "NodePool \(pool.name) has none")",
        hint: "lower a request, or allow other instance types"))
  }

  private func minValuesObstacle(
    _ types: [PoolType], _ requirements: Requirements, pool: Pool
  ) -> Obstacle? {
    if cluster.options.minValues == .bestEffort { return nil }
    for requirement in requirements.all {
      guard let minimum = requirement.minValues else { continue }
      let values = Set(types.flatMap { cluster.facts.requirements[$0.type].get(requirement.key).values })
      if values.count >= minimum { continue }
      return Obstacle(
        test: .minValues,
        finding: Finding(
          .minValues,
          "NodePool \(pool.name) wants \(minimum) values of \(requirement.key), and the types that hold the pod have \(values.count)",
          hint: "lower minValues"))
    }
    return nil
  }

  private func limitObstacle(_ types: [PoolType], pool index: Int) -> Obstacle? {
    let pool = cluster.pools[index]
    guard let limits = state.remaining[index] else { return nil }
    func finding(_ limit: ResourceList.Entry, needs: String) -> Obstacle {
      let whole = quantity(pool.source.limits[limit.name] ?? 0, of: limit.name)
      let left = quantity(max(0, limit.amount), of: limit.name)
      return Obstacle(
        test: .limits,
        finding: Finding(
          .limitExceeded,
          "the limit of \(whole) \(limit.name.text) of NodePool \(pool.name) leaves \(left); \(needs)",
          hint: "raise the NodePool's limits"))
    }
    if let nodes = limits[.nodes], nodes < 1 {
      return finding(ResourceList.Entry(name: .nodes, amount: nodes), needs: "it needs a node more")
    }
    let fitting = types.filter { type in
      limits.entries.allSatisfy { $0.name == .nodes || type.capacity[$0.name] <= $0.amount }
    }
    if !fitting.isEmpty { return nil }
    for limit in limits.entries where limit.name != .nodes {
      guard let smallest = types.min(by: { $0.capacity[limit.name] < $1.capacity[limit.name] }) else {
        continue
      }
      if smallest.capacity[limit.name] > limit.amount {
        let size = quantity(smallest.capacity[limit.name], of: limit.name)
        return finding(limit, needs: "the smallest type that holds it, \(name(smallest)), takes \(size)")
      }
    }
    return Obstacle(
      test: .limits,
      finding: Finding(
        .limitExceeded, "no type that holds it stays within all limits of NodePool \(pool.name)",
        hint: "raise the NodePool's limits"))
  }

  private func name(_ type: PoolType) -> String { cluster.catalog.types[type.type].name }
}

/// `1 thing`, `2 things`.
func counted(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

extension Taint {
  /// As kubectl writes it.
  var text: String { value.isEmpty ? "\(key):\(effect)" : "\(key)=\(value):\(effect)" }
}

extension ResourceVector {
  /// Such as `2 cpu and 8Gi memory`, without the pod itself.
  var text: String {
    let parts = names.filter { $0 != .pods }.map { "\(quantity(self[$0], of: $0)) \($0.text)" }
    return parts.count < 2
      ? parts.joined() : parts.dropLast().joined(separator: ", ") + " and " + parts[parts.count - 1]
  }
}

extension Requirements {
  /// What is asked beyond pool and class names.
  var short: String {
    Requirements(all.filter { $0.key != LabelKeys.nodePool && $0.key != LabelKeys.ec2NodeClass }).description
  }

  /// The part that chooses an offering.
  var place: String {
    let keys = [LabelKeys.capacityType, LabelKeys.zone, LabelKeys.zoneID, LabelKeys.reservationID]
    let said = keys.compactMap { self[$0]?.description }
    return said.isEmpty ? "what is required" : said.joined(separator: ", ")
  }
}
