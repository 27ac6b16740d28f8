/// A limit on what reading may come to hold. A short text can become much in memory, so the length of the text
/// bounds nothing.
package struct ReadingLimit: Sendable {
  /// Asked once for every 65,536 elements and members.
  package var isReached: @Sendable () -> Bool
  package var rule: String
  package var hint: String

  package init(isReached: @escaping @Sendable () -> Bool, rule: String, hint: String) {
    self.isReached = isReached
    self.rule = rule
    self.hint = hint
  }

  static let interval = 1 << 16
}
