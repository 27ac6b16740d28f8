import StowageRules

/// Sets of requirements by number, so that the few distinct combinations that thousands of pods and claims make
/// are worked out once.
struct RequirementTable {
  private(set) var sets: [Requirements] = []
  private var numbers: [Requirements: Int] = [:]
  /// The combination of two sets; nil where the first cannot satisfy the second.
  private var combinations: [UInt64: Int?] = [:]

  mutating func number(of set: Requirements) -> Int {
    if let known = numbers[set] { return known }
    numbers[set] = sets.count
    sets.append(set)
    return sets.count - 1
  }

  /// What a claim with requirements `base` requires once it has to satisfy `wanted` too; nil where it cannot.
  mutating func combine(_ base: Int, _ wanted: Int) -> Int? {
    let key = UInt64(base) << 32 | UInt64(wanted)
    if let known = combinations[key] { return known }
    var result: Int?
    if sets[base].isCompatible(sets[wanted], undefined: .allowedIfWellKnown) {
      result = number(of: sets[base].adding(sets[wanted]))
    }
    combinations[key] = .some(result)
    return result
  }
}
