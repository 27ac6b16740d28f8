import StowageUnits

/// Why reading stopped, and where; `InputError` with names and a JSON pointer is made of it at the border.
///
/// Reading keeps no path, because paths are only needed for faults: `JSONLocator` finds the path of an offset by
/// reading the bytes once more.
package struct JSONFault: Error, Hashable {
  /// A stable CamelCase word, such as `InvalidJSON` or `WrongType`.
  package var reason: String
  /// Where, in bytes from the start of the text.
  package var offset: Int
  /// What was found there, shortened; empty where the rule says it.
  package var found: String
  package var rule: String
  package var hint: String

  package init(_ reason: String, at offset: Int, found: String = "", rule: String, hint: String = "") {
    self.reason = reason
    self.offset = offset
    self.found = found
    self.rule = rule
    self.hint = hint
  }

  /// True where the text is no JSON, as opposed to JSON of the wrong shape.
  package var isSyntax: Bool { reason == "InvalidJSON" || reason == "InvalidUTF8" || reason == "TooDeep" }
}
