import StowageModel

/// Requirements on several label keys that all hold; two on one key are intersected. Sorted by key.
package struct Requirements: Hashable, Sendable {
  /// What a key that the other side wants and this side does not define means.
  package enum Undefined: Sendable {
    /// Labels really have to be there: existing nodes.
    case fails
    /// Well-known keys may still be decided by the provider: NodePools, new claims, offerings.
    case allowedIfWellKnown
  }

  package private(set) var all: [Requirement]

  package init() { all = [] }

  package init(_ requirements: some Sequence<Requirement>) {
    all = []
    for requirement in requirements { add(requirement) }
  }

  /// Those of keys that ascend, each named once.
  init(ascending requirements: [Requirement]) { all = requirements }

  /// Requirements as written; an unknown operator is left out (such pods and pools are refused before).
  package init(_ written: [NodeRequirement]) { self.init(written.compactMap { Requirement($0) }) }

  /// The labels of a node or a template, each as `In` its value.
  package init(_ labels: Labels) {
    self.init(labels.pairs.map { Requirement.any(of: [$0.value], key: $0.key) })
  }

  package var isEmpty: Bool { all.isEmpty }

  package subscript(key: String) -> Requirement? {
    let position = position(of: key)
    return position < all.count && all[position].key == key ? all[position] : nil
  }

  /// As by subscript; `place` is where the key stood in others that mostly name the same keys, and then where it is
  /// here.
  func find(_ key: String, near place: inout Int) -> Requirement? {
    if place < all.count && all[place].key == key { return all[place] }
    place = position(of: key)
    return place < all.count && all[place].key == key ? all[place] : nil
  }

  /// What it says of a key: everything where it does not name the key.
  package func get(_ key: String) -> Requirement { self[key] ?? .exists(key) }

  package mutating func add(_ requirement: Requirement) {
    let position = position(of: requirement.key)
    if position < all.count && all[position].key == requirement.key {
      all[position] = all[position].intersection(requirement)
    } else {
      all.insert(requirement, at: position)
    }
  }

  package mutating func add(_ others: Requirements) {
    for requirement in others.all { add(requirement) }
  }

  package func adding(_ others: Requirements) -> Requirements {
    if others.all.isEmpty { return self }
    var result = self
    result.add(others)
    return result
  }

  package func adding(_ requirement: Requirement) -> Requirements {
    var result = self
    result.add(requirement)
    return result
  }

  package mutating func remove(_ key: String) { all.removeAll { $0.key == key } }

  /// Replaces what is said of the requirement's key.
  package mutating func replace(_ requirement: Requirement) {
    remove(requirement.key)
    add(requirement)
  }

  package var hasMinValues: Bool { all.contains { $0.minValues != nil } }

  /// Every key that both sides name has a value for both, or may be missing for both.
  package func intersects(_ other: Requirements) -> Bool { conflict(with: other) == nil }

  /// The first key for which `intersects` does not hold.
  package func conflict(with other: Requirements) -> String? {
    var left = 0
    var right = 0
    while left < all.count && right < other.all.count {
      let mine = all[left]
      let theirs = other.all[right]
      if mine.key == theirs.key {
        if !mine.overlaps(theirs) && !(mine.acceptsMissingKey && theirs.acceptsMissingKey) { return mine.key }
        left += 1
        right += 1
      } else if mine.key < theirs.key {
        left += 1
      } else {
        right += 1
      }
    }
    return nil
  }

  /// True where something with these requirements can satisfy what `wanted` asks for.
  package func isCompatible(_ wanted: Requirements, undefined: Undefined) -> Bool {
    undefinedKey(in: wanted, undefined: undefined) == nil && intersects(wanted)
  }

  /// The first key that `wanted` needs and these requirements do not define.
  package func undefinedKey(in wanted: Requirements, undefined: Undefined) -> String? {
    for requirement in wanted.all where !requirement.acceptsMissingKey {
      if undefined == .allowedIfWellKnown && LabelKeys.isWellKnown(requirement.key) { continue }
      if self[requirement.key] == nil { return requirement.key }
    }
    return nil
  }

  /// The keys that have exactly one value left, as labels.
  package var labels: Labels {
    Labels(all.compactMap { requirement in requirement.onlyValue.map { (requirement.key, $0) } })
  }

  private func position(of key: String) -> Int {
    // Mostly they come in order.
    if let last = all.last, last.key < key { return all.count }
    var low = 0
    var high = all.count
    while low < high {
      let middle = (low + high) / 2
      if all[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension Requirements: CustomStringConvertible {
  package var description: String { all.map(\.description).joined(separator: ", ") }
}

extension Requirements {
  package var withoutMinValues: Requirements {
    Requirements(
      all.map { requirement in
        var copy = requirement
        copy.minValues = nil
        return copy
      })
  }
}

extension Requirements {
  /// The labels that a node gets from requirements on keys that a pool's user made up: one value that is still
  /// allowed. Keys that only pods speak of stay off the node.
  package func customLabels(definedBy pool: Requirements) -> Labels {
    Labels(
      all.compactMap { requirement in
        let key = requirement.key
        if pool[key] == nil || LabelKeys.isWellKnown(key) || LabelKeys.isRestricted(key) { return nil }
        return requirement.someValue.map { (key, $0) }
      })
  }
}
