import StowageModel
import StowageUnits

/// What an independent reading of a plan found (`INTERFACE` kind CheckReport).
public struct CheckReport: Hashable, Sendable {
  /// In the order of finding; of one code at most a hundred, and a last one that counts the others.
  public var violations: [Violation] = []
  /// What is odd without breaking a rule, such as an unplaced pod that has an obvious place.
  public var warnings: [Warning] = []
  /// The plan's hourly cost, recomputed from the catalog.
  public var cost = Money.zero

  /// A report that found nothing wrong.
  public init() {}

  /// No rule is broken; warnings do not count.
  public var isOK: Bool { violations.isEmpty }
}

/// A rule that a plan breaks.
public struct Violation: Hashable, Sendable {
  /// Stable CamelCase, such as `InsufficientResources`.
  public var code: String
  /// The pod, claim or node.
  public var object: String
  /// One line for people.
  public var message: String

  /// A violation; every part is needed.
  public init(code: String, object: String, message: String) {
    self.code = code
    self.object = object
    self.message = message
  }
}
