import StowageUnits

/// Random choices from one seed, worded so that a generator reads as what it decides.
package struct Draw: Sendable {
  private var generator: SplitMix64

  package init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  /// True with this probability.
  package mutating func chance(_ probability: Double) -> Bool { generator.unit() < probability }

  package mutating func number(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + generator.below(range.count)
  }

  /// One of the choices; there must be one.
  package mutating func one<Choice>(of choices: [Choice]) -> Choice {
    choices[generator.below(choices.count)]
  }

  /// At least one of the choices, in their order.
  package mutating func some<Choice>(of choices: [Choice]) -> [Choice] {
    let drawn = choices.filter { _ in generator.below(2) == 0 }
    return drawn.isEmpty ? [one(of: choices)] : drawn
  }
}
