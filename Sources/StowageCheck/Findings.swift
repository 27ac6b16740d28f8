import StowagePlan
import StowageUnits

/// The violations found so far. Of one code at most `limitPerCode` are kept, so that a plan with 100,000 wrong
/// pods still gives a report that can be read; the last kept one says how many more there were.
struct Findings {
  private(set) var violations: [Violation] = []
  private var countOfCode: [Code: Int] = [:]
  private static let limitPerCode = 100

  mutating func add(_ code: Code, _ object: String, _ message: @autoclosure () -> String) {
    let count = countOfCode[code, default: 0]
    countOfCode[code] = count + 1
    guard count < Self.limitPerCode else { return }
    violations.append(Violation(code: code.rawValue, object: object, message: message()))
  }

  /// The report's violations: in the order of finding, with a line for each code that was cut off.
  func finished() -> [Violation] {
    var result = violations
    for code in Code.allCases {
      let hidden = countOfCode[code, default: 0] - Self.limitPerCode
      guard hidden > 0 else { continue }
      result.append(Violation(code: code.rawValue, object: "", message: "and \(hidden) more of this kind"))
    }
    return result
  }
}

/// An amount with its unit, such as `1500m` or `2Gi`.
func text(_ amount: Int64, _ name: ResourceName) -> String { Quantity.text(ofAmount: amount, of: name) }

/// A price per hour, such as `$0.308`.
func text(_ price: Money) -> String { "$\(price.dollars)" }
