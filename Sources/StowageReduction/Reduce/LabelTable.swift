import StowageRules

/// What a label key is on one bin.
struct KeyState: Hashable, Sendable {
  /// nil: the bin does not carry the key.
  var value: String?
  /// The bin's NodePool does not define the key and the provider does not decide it: what asks for the key is
  /// refused, even if the instance type happens to carry it.
  var isUndefined = false

  func satisfies(_ requirement: Requirement) -> Bool {
    if isUndefined && !requirement.acceptsMissingKey { return false }
    return value.map(requirement.allows) ?? requirement.acceptsMissingKey
  }
}

/// The labels of many bins, column by column, for the keys that some requirement mentions.
///
/// A requirement is evaluated once per distinct state of its key and then spread over the bins, so that a pod
/// class costs a few row operations whatever the number of bins.
struct LabelTable: Sendable {
  private struct Column: Sendable {
    var states: [KeyState] = []
    var idOfState: [KeyState: Int32] = [:]
    /// Per bin, into `states`.
    var stateOfBin: [Int32] = []
  }

  private(set) var binCount = 0
  /// Ascending.
  let keys: [String]
  private var columns: [Column]
  private let positionOfKey: [String: Int]
  private var rows: [Requirement: BitRow] = [:]

  /// A table over no bins yet; `keys` ascending.
  init(keys: [String]) {
    self.keys = keys
    columns = Array(repeating: Column(), count: keys.count)
    positionOfKey = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, $0) })
  }

  /// The number of a state of the key at `position`, for `addBin`.
  mutating func id(of state: KeyState, position: Int) -> Int32 {
    if let known = columns[position].idOfState[state] { return known }
    let id = Int32(columns[position].states.count)
    columns[position].states.append(state)
    columns[position].idOfState[state] = id
    return id
  }

  /// Adds a bin with one state for every key, in the order of `keys`.
  mutating func addBin(_ states: [Int32]) {
    for position in columns.indices { columns[position].stateOfBin.append(states[position]) }
    binCount += 1
  }

  /// The value of a key on a bin; nil where it has none, and for keys that nothing mentions.
  func value(_ key: String, bin: Int) -> String? {
    guard let position = positionOfKey[key] else { return nil }
    let column = columns[position]
    return column.states[Int(column.stateOfBin[bin])].value
  }

  /// The bins whose value of a key (nil: none) is as wanted.
  func row(of key: String, where isWanted: (String?) -> Bool) -> BitRow {
    guard let position = positionOfKey[key] else { return BitRow(count: binCount, filled: isWanted(nil)) }
    let wanted = columns[position].states.map { isWanted($0.value) }
    var row = BitRow(count: binCount)
    for (bin, state) in columns[position].stateOfBin.enumerated() where wanted[Int(state)] { row[bin] = true }
    return row
  }

  /// The bins on which all the requirements hold; their keys must be among `keys`.
  mutating func row(for requirements: Requirements) -> BitRow {
    var result = BitRow(count: binCount, filled: true)
    for requirement in requirements.all { result.formIntersection(row(for: requirement)) }
    return result
  }

  private mutating func row(for requirement: Requirement) -> BitRow {
    if let known = rows[requirement] { return known }
    guard let position = positionOfKey[requirement.key] else {
      preconditionFailure("no column for the key \(requirement.key)")
    }
    let holds = columns[position].states.map { $0.satisfies(requirement) }
    var row = BitRow(count: binCount)
    for (bin, state) in columns[position].stateOfBin.enumerated() where holds[Int(state)] { row[bin] = true }
    rows[requirement] = row
    return row
  }
}
