/// What is wrong with something a user gave: which object, which field, what was found, what would be right.
///
/// Its text is one line that a user can act on; machines get `reason` (stable CamelCase) and `path` (a JSON
/// pointer into the object).
public struct InputError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A stable CamelCase word, such as `InvalidQuantity`.
  public var reason: String
  /// The object, such as `Pod default/web-0` or a file name; empty where there is none.
  public var object: String
  /// Where that object stands in the text it was read from, as a JSON pointer such as `/items/3`; empty where it is
  /// the text, or where nobody knows.
  public var objectPath = ""
  /// A JSON pointer from that object's root, such as `/spec/containers/0/resources/requests/cpu`.
  public var path: String
  /// What was found there, shortened.
  public var found: String
  /// The rule that it breaks.
  public var rule: String
  /// What the user may do about it; empty where the rule says it.
  public var hint: String

  /// An error whose `objectPath` is empty, to be filled in by whoever knows where the object stands.
  public init(
    _ reason: String, object: String = "", path: String = "", found: String = "", rule: String,
    hint: String = ""
  ) {
    self.reason = reason
    self.object = object
    self.path = path
    self.found = found
    self.rule = rule
    self.hint = hint
  }

  public var description: String {
    var text = object
    if !path.isEmpty { text += (text.isEmpty ? "" : " ") + path }
    if !text.isEmpty { text += ": " }
    if !found.isEmpty { text += "\"\(found)\" " }
    text += rule
    if !hint.isEmpty { text += ". \(hint)" }
    return text
  }
}
