import StowageModel
import StowageUnits

/// What an independent reading of a plan found (`INTERFACE` kind CheckReport).
public struct CheckReport: Hashable, Sendable {
  public var violations: [Violation] = []
  /// What is odd without breaking a rule, such as an unplaced pod that has an obvious place.
  public var warnings: [Warning] = []
  /// The plan's hourly cost, recomputed from the catalog.
  public var cost = Money.zero

  public init() {}

  public var isOK: Bool { violations.isEmpty }
}

public struct Violation: Hashable, Sendable {
  /// Stable CamelCase, such as `InsufficientResources`.
  public var code: String
  /// The pod, claim or node.
  public var object: String
  public var message: String

  public init(code: String, object: String, message: String) {
    self.code = code
    self.object = object
    self.message = message
  }
}
