import StowageRules

/// What pods ask of one label key, and which of its values must therefore be told apart.
///
/// A NodePool may leave a key open: a custom label with several values or any, or the operating system of a type
/// that runs more than one. Pods that want different values then may not share a node, so the reduction splits
/// an offering into one variant per *atom*: values between which no pod tells a difference are one atom.
struct KeyChoices: Sendable {
  private(set) var requirements: [Requirement] = []
  private var known: Set<Requirement> = []
  /// Values named anywhere, ascending; candidates where the pool leaves the key open.
  private var named: Set<String> = []

  mutating func add(_ requirement: Requirement) {
    guard known.insert(requirement).inserted else { return }
    requirements.append(requirement)
    named.formUnion(requirement.values)
    for bound in [requirement.atLeast, requirement.atMost] {
      guard let bound else { continue }
      for near in [bound.subtractingReportingOverflow(1), (bound, false), bound.addingReportingOverflow(1)]
      where !near.1 { named.insert(String(near.0)) }
    }
  }

  /// Tells this value apart from every other: a domain that is counted.
  mutating func distinguish(_ value: String, of key: String) { add(.any(of: [value], key: key)) }

  /// The states that a bin may take which leaves the key as `definition` says; nil: the provider decides and
  /// says nothing. In order of their values; a missing key comes last.
  func atoms(of definition: Requirement?, key: String) -> [KeyState] {
    let allowed = definition ?? .exists(key)
    var candidates = allowed.isComplement ? named.filter(allowed.allows).sorted() : allowed.values
    if allowed.isComplement, let other = freshValue(allowed) { candidates.append(other) }
    var states = candidates.map { KeyState(value: $0) }
    if definition == nil || allowed.acceptsMissingKey { states.append(KeyState(value: nil)) }
    var seen: Set<[Bool]> = []
    return states.filter { state in
      seen.insert(requirements.map { state.satisfies($0) }).inserted
    }
  }

  /// A value that no pod names, as long as the definition has one.
  private func freshValue(_ allowed: Requirement) -> String? {
    var candidate = allowed.atLeast ?? allowed.atMost ?? 0
    let step: Int64 = allowed.atLeast == nil && allowed.atMost != nil ? -1 : 1
    for _ in 0...(named.count + allowed.values.count) {
      let text = String(candidate)
      if !named.contains(text) { return allowed.allows(text) ? text : nil }
      let (next, overflow) = candidate.addingReportingOverflow(step)
      if overflow { return nil }
      candidate = next
    }
    return nil
  }
}
