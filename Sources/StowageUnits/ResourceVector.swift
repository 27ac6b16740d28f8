/// Amounts of resources to add, subtract and compare, where absent and zero are the same.
///
/// Units: `cpu` thousandths of a core, `memory` and `ephemeralStorage` bytes, everything else whole units. The
/// arithmetic saturates, so absurd input stays absurd instead of wrapping round into something that fits.
public struct ResourceVector: Hashable, Sendable {
  /// Thousandths of a core.
  public var cpu: Int64 = 0
  /// Bytes.
  public var memory: Int64 = 0
  /// Bytes.
  public var ephemeralStorage: Int64 = 0
  /// Number of pods.
  public var pods: Int64 = 0
  /// Extended resources (GPUs, hugepages, ENIs, …), sorted by name, without zeros.
  public internal(set) var extended: [ResourceList.Entry] = []

  /// The four resources that every node has, in the units above; extended ones are set by subscript.
  @inlinable
  public init(cpu: Int64 = 0, memory: Int64 = 0, ephemeralStorage: Int64 = 0, pods: Int64 = 0) {
    self.cpu = cpu
    self.memory = memory
    self.ephemeralStorage = ephemeralStorage
    self.pods = pods
  }

  /// The amounts of a list; what it does not name is 0, and is no longer told from a zero.
  public init(_ list: ResourceList) {
    for entry in list.entries { self[entry.name] = entry.amount }
  }

  /// Nothing of anything.
  public static let zero = ResourceVector()

  /// The amount of a resource in the units above, 0 where it is absent; may be set below 0.
  public subscript(name: ResourceName) -> Int64 {
    get {
      switch name.text {
      case "cpu": cpu
      case "memory": memory
      case "ephemeral-storage": ephemeralStorage
      case "pods": pods
      default: extended.first { $0.name == name }?.amount ?? 0
      }
    }
    set {
      switch name.text {
      case "cpu": cpu = newValue
      case "memory": memory = newValue
      case "ephemeral-storage": ephemeralStorage = newValue
      case "pods": pods = newValue
      default: setExtended(name, newValue)
      }
    }
  }

  private mutating func setExtended(_ name: ResourceName, _ amount: Int64) {
    let position = extended.firstIndex { $0.name >= name } ?? extended.count
    let found = position < extended.count && extended[position].name == name
    switch (found, amount == 0) {
    case (true, true): extended.remove(at: position)
    case (true, false): extended[position].amount = amount
    case (false, true): break
    case (false, false): extended.insert(ResourceList.Entry(name: name, amount: amount), at: position)
    }
  }

  /// The names with a non-zero amount, the four built-in ones first, then by name.
  public var names: [ResourceName] {
    var result: [ResourceName] = []
    for name in [ResourceName.cpu, .memory, .ephemeralStorage, .pods] where self[name] != 0 {
      result.append(name)
    }
    return result + extended.map(\.name)
  }

  /// True where every amount of `self` is at most that of `room`, which counts 0 for what it does not have; a
  /// room with any negative amount holds nothing (the kube-scheduler's and Karpenter's rule).
  @inlinable
  public func fits(in room: ResourceVector) -> Bool {
    guard room.isNonNegative else { return false }
    guard cpu <= room.cpu, memory <= room.memory else { return false }
    guard ephemeralStorage <= room.ephemeralStorage, pods <= room.pods else { return false }
    return extended.isEmpty || extended.allSatisfy { $0.amount <= room[$0.name] }
  }

  /// No amount is below zero.
  @inlinable
  public var isNonNegative: Bool {
    cpu >= 0 && memory >= 0 && ephemeralStorage >= 0 && pods >= 0
      && (extended.isEmpty || extended.allSatisfy { $0.amount >= 0 })
  }

  /// The sum of each resource; saturates at the ends of 64 bits.
  @inlinable
  public static func + (left: ResourceVector, right: ResourceVector) -> ResourceVector {
    left.combined(with: right) { saturatingAdd($0, $1) }
  }

  /// The difference of each resource; may be negative, and saturates as the sum does.
  @inlinable
  public static func - (left: ResourceVector, right: ResourceVector) -> ResourceVector {
    left.combined(with: right) { saturatingSubtract($0, $1) }
  }

  /// Adds in place, saturating.
  @inlinable
  public static func += (left: inout ResourceVector, right: ResourceVector) { left = left + right }
  /// Subtracts in place, saturating.
  @inlinable
  public static func -= (left: inout ResourceVector, right: ResourceVector) { left = left - right }

  /// The larger amount of each resource.
  public func maximum(with other: ResourceVector) -> ResourceVector {
    combined(with: other) { max($0, $1) }
  }

  /// The smaller amount of each resource.
  public func minimum(with other: ResourceVector) -> ResourceVector {
    combined(with: other) { min($0, $1) }
  }

  @inlinable
  func combined(with other: ResourceVector, _ combine: (Int64, Int64) -> Int64) -> ResourceVector {
    let result = ResourceVector(
      cpu: combine(cpu, other.cpu), memory: combine(memory, other.memory),
      ephemeralStorage: combine(ephemeralStorage, other.ephemeralStorage), pods: combine(pods, other.pods))
    return extended.isEmpty && other.extended.isEmpty
      ? result : addingExtended(to: result, with: other, combine)
  }

  @usableFromInline
  func addingExtended(
    to built: ResourceVector, with other: ResourceVector, _ combine: (Int64, Int64) -> Int64
  ) -> ResourceVector {
    var result = built
    for entry in extended { result.setExtended(entry.name, combine(entry.amount, other[entry.name])) }
    for entry in other.extended where self[entry.name] == 0 {
      result.setExtended(entry.name, combine(0, entry.amount))
    }
    return result
  }
}

@inlinable
func saturatingAdd(_ left: Int64, _ right: Int64) -> Int64 {
  let (sum, overflow) = left.addingReportingOverflow(right)
  return overflow ? (right < 0 ? .min : .max) : sum
}

@inlinable
func saturatingSubtract(_ left: Int64, _ right: Int64) -> Int64 {
  let (difference, overflow) = left.subtractingReportingOverflow(right)
  return overflow ? (right > 0 ? .min : .max) : difference
}
