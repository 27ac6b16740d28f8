import StowageModel

/// What one label key may be: a set of values, or everything but a set, within optional integer bounds.
///
/// The key is always the stable one (`LabelKeys.normalized`). A set that is empty and not a complement means
/// that the key must not exist.
package struct Requirement: Hashable, Sendable {
  package let key: String
  /// True: every value but `values` (NotIn, and with no values Exists).
  package private(set) var isComplement: Bool
  /// Sorted, unique.
  package private(set) var values: [String]
  /// Inclusive bounds; with either, a value that is no integer does not match. Only on complements.
  package private(set) var atLeast: Int64?
  package private(set) var atMost: Int64?
  /// Karpenter: the least number of distinct values of the key among a claim's types.
  package var minValues: Int?

  private init(
    key: String, isComplement: Bool, values: [String], atLeast: Int64? = nil, atMost: Int64? = nil,
    minValues: Int? = nil
  ) {
    self.key = key
    self.isComplement = isComplement
    self.values = values
    self.atLeast = atLeast
    self.atMost = atMost
    self.minValues = minValues
  }

  package static func any(of values: some Sequence<String>, key: String) -> Requirement {
    Requirement(key: LabelKeys.normalized(key), isComplement: false, values: distinct(values))
  }

  package static func none(of values: some Sequence<String>, key: String) -> Requirement {
    Requirement(key: LabelKeys.normalized(key), isComplement: true, values: distinct(values))
  }

  /// Sorted, each once. Most lists have one value, and a catalog's labels make ten thousand of them.
  private static func distinct(_ values: some Sequence<String>) -> [String] {
    var all = Array(values)
    if all.count < 2 { return all }
    all.sort()
    var kept = 1
    for index in 1..<all.count where all[index] != all[kept - 1] {
      all[kept] = all[index]
      kept += 1
    }
    all.removeLast(all.count - kept)
    return all
  }

  /// What a label says of a key that is the stable one already: its value, or that it must not be there.
  static func label(_ value: String?, stableKey key: String) -> Requirement {
    Requirement(key: key, isComplement: false, values: value.map { [$0] } ?? [])
  }

  package static func exists(_ key: String) -> Requirement { none(of: [], key: key) }
  package static func doesNotExist(_ key: String) -> Requirement { any(of: [], key: key) }

  /// The meaning of a requirement as written; nil where the operator is unknown. A bound that is no integer
  /// matches nothing.
  package init?(_ written: NodeRequirement) {
    let key = written.key
    let bound = written.values.first.flatMap { Int64($0) }
    switch written.op {
    case "In": self = .any(of: written.values, key: key)
    case "NotIn": self = .none(of: written.values, key: key)
    case "Exists": self = .exists(key)
    case "DoesNotExist": self = .doesNotExist(key)
    case "Gt": self = .bounded(key, atLeast: bound.flatMap { $0 == .max ? nil : $0 + 1 })
    case "Gte": self = .bounded(key, atLeast: bound)
    case "Lt": self = .bounded(key, atMost: bound.flatMap { $0 == .min ? nil : $0 - 1 })
    case "Lte": self = .bounded(key, atMost: bound)
    default: return nil
    }
    minValues = written.minValues
  }

  private static func bounded(_ key: String, atLeast: Int64? = nil, atMost: Int64? = nil) -> Requirement {
    guard atLeast != nil || atMost != nil else { return .doesNotExist(key) }
    return Requirement(
      key: LabelKeys.normalized(key), isComplement: true, values: [], atLeast: atLeast, atMost: atMost)
  }

  /// True where nothing, and only a missing key, satisfies it.
  package var isDoesNotExist: Bool { !isComplement && values.isEmpty }
  /// True for In with at least one value.
  package var isIn: Bool { !isComplement && !values.isEmpty }
  /// The one value it allows, nil where there are more or none.
  package var onlyValue: String? { !isComplement && values.count == 1 ? values[0] : nil }
  /// NotIn and DoesNotExist hold for a node without the key.
  package var acceptsMissingKey: Bool { isComplement ? !values.isEmpty : values.isEmpty }

  /// A value it allows: the first listed, else the smallest integer from 0 on within the bounds that is not
  /// excluded; nil where it allows none.
  package var someValue: String? {
    if !isComplement { return values.first }
    let start = atLeast ?? min(0, atMost ?? 0)
    return (0...Int64(values.count)).lazy.map { String(start &+ $0) }.first(where: allows)
  }

  package func allows(_ value: String) -> Bool {
    values.contains(value) != isComplement && isWithinBounds(value)
  }

  package func intersection(_ other: Requirement) -> Requirement {
    let minimum = minValues.map { max($0, other.minValues ?? 0) } ?? other.minValues
    let low = atLeast.map { max($0, other.atLeast ?? .min) } ?? other.atLeast
    let high = atMost.map { min($0, other.atMost ?? .max) } ?? other.atMost
    var result = Requirement(
      key: key, isComplement: isComplement && other.isComplement, values: combinedValues(other),
      atLeast: low, atMost: high, minValues: minimum)
    if let low, let high, low > high {
      result.isComplement = false
      result.values = []
    }
    if low != nil || high != nil { result.values = result.values.filter(result.isWithinBounds) }
    if !result.isComplement {
      result.atLeast = nil
      result.atMost = nil
    }
    return result
  }

  /// True where some value satisfies both. Two complements overlap unless their bounds exclude each other.
  package func overlaps(_ other: Requirement) -> Bool {
    switch (isComplement, other.isComplement) {
    case (true, true):
      let low = max(atLeast ?? .min, other.atLeast ?? .min)
      return low <= min(atMost ?? .max, other.atMost ?? .max)
    case (false, _): return values.contains(where: other.allows)
    case (true, false): return other.values.contains(where: allows)
    }
  }

  private func combinedValues(_ other: Requirement) -> [String] {
    switch (isComplement, other.isComplement) {
    case (true, true): other.values.isEmpty ? values : Set(values + other.values).sorted()
    case (true, false): other.values.filter { !values.contains($0) }
    case (false, true): values.filter { !other.values.contains($0) }
    case (false, false): values.filter { other.values.contains($0) }
    }
  }

  private func isWithinBounds(_ value: String) -> Bool {
    if atLeast == nil && atMost == nil { return true }
    guard let number = Int64(value) else { return false }
    return number >= (atLeast ?? .min) && number <= (atMost ?? .max)
  }
}

extension Requirement {
  /// The requirement as Kubernetes writes it; a range of two bounds takes two lines.
  package var written: [NodeRequirement] {
    if !isComplement {
      return [
        NodeRequirement(
          key: key, op: values.isEmpty ? "DoesNotExist" : "In", values: values, minValues: minValues)
      ]
    }
    var lines: [NodeRequirement] = []
    if let atLeast {
      lines.append(NodeRequirement(key: key, op: "Gte", values: [String(atLeast)], minValues: minValues))
    }
    if let atMost {
      lines.append(NodeRequirement(key: key, op: "Lte", values: [String(atMost)], minValues: minValues))
    }
    if !values.isEmpty {
      lines.append(NodeRequirement(key: key, op: "NotIn", values: values, minValues: minValues))
    }
    return lines.isEmpty ? [NodeRequirement(key: key, op: "Exists", minValues: minValues)] : lines
  }
}

extension Requirement: CustomStringConvertible {
  /// Such as `kubernetes.io/arch In amd64,arm64`; long value lists are cut.
  package var description: String {
    written.map { line in
      let shown = line.values.prefix(5).joined(separator: ",")
      let rest = line.values.count > 5 ? " and \(line.values.count - 5) more" : ""
      return line.values.isEmpty ? "\(line.key) \(line.op)" : "\(line.key) \(line.op) \(shown)\(rest)"
    }.joined(separator: ", ")
  }
}
