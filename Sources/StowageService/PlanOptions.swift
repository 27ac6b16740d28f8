import StowageModel
import StowageUnits
import StowageWire

/// The `options` of a plan request: the same names and defaults as the command line, in camel case.
struct PlanOptions: Sendable {
  var options = Options()
  /// Whether a plan may begin where the last one on the same handle has ended.
  var isWarmStartAllowed = true
  /// Names that are not known, in their order.
  var unknown: [String] = []

  static func read(_ reader: inout JSONReader) throws -> PlanOptions {
    var result = PlanOptions()
    var name = ""
    do {
      try reader.enterObject()
      while let key = try reader.nextKey() {
        name = "/" + key.text
        if key.text == "warmStart" {
          result.isWarmStartAllowed = try reader.boolean()
        } else if !(try readField(key.text, &result.options, &reader)) {
          result.unknown.append(key.text)
          try reader.skip()
        }
      }
    } catch let fault as JSONFault {
      throw Failure(fault, path: "/params/options" + name)
    }
    return result
  }

  private static func readField(
    _ name: String, _ options: inout Options, _ reader: inout JSONReader
  ) throws -> Bool {
    switch name {
    case "policy":
      options.policy = try word(name, Policy.init(rawValue:), Policy.allCases.map(\.rawValue), &reader)
    case "timeLimit": options.timeLimit = try duration(name, &reader)
    case "gap": options.gap = try number(name, 0...1, &reader)
    case "seed": options.seed = UInt64(bitPattern: Int64(try reader.integer()))
    case "now": options.now = try moment(name, &reader)
    case "maxInstanceTypes": options.maxInstanceTypes = try count(name, atLeast: 1, &reader)
    case "spotToSpot": options.spotToSpot = try reader.boolean()
    case "preferences":
      options.preferences = try word(name, PreferencePolicy.init(rawValue:), ["Respect", "Ignore"], &reader)
    case "minValues":
      options.minValues = try word(name, MinValuesPolicy.init(rawValue:), ["Strict", "BestEffort"], &reader)
    case "preferencePrice": options.preferencePrice = try price(name, &reader)
    case "evictionPrice": options.evictionPrice = try price(name, &reader)
    case "interruptionPrice": options.interruptionPrice = try number(name, 0...1e6, &reader)
    case "maxNodesPerSpotPool": options.maxNodesPerSpotPool = try count(name, atLeast: 0, &reader)
    case "maxWaves": options.maxWaves = try count(name, atLeast: 0, &reader)
    case "maxCommands": options.maxCommands = try count(name, atLeast: 0, &reader)
    case "maxMoves": options.maxMoves = try share(name, &reader)
    case "minSavings": options.minSavings = try price(name, &reader)
    case "drainRules":
      options.drainRules = try word(
        name, DrainRules.init(rawValue:), DrainRules.allCases.map(\.rawValue), &reader)
    default: return false
    }
    return true
  }

  private static func fault(_ name: String, _ rule: String) -> Failure {
    .invalidParams("options/\(name) \(rule)", reason: "InvalidOption", path: "/params/options/\(name)")
  }

  private static func word<Value>(
    _ name: String, _ value: (String) -> Value?, _ allowed: [String], _ reader: inout JSONReader
  ) throws -> Value {
    let text = try reader.string()
    guard let value = value(text) else {
      throw fault(name, "is \"\(text.prefix(40))\", none of \(allowed.joined(separator: ", "))")
    }
    return value
  }

  private static func duration(_ name: String, _ reader: inout JSONReader) throws -> Duration {
    let text = try reader.string()
    guard let duration = Duration(go: text), duration >= .zero else {
      throw fault(name, "is \"\(text.prefix(40))\", no duration such as 500ms or 10s")
    }
    return duration
  }

  private static func moment(_ name: String, _ reader: inout JSONReader) throws -> Timestamp {
    let text = try reader.string()
    guard let moment = Timestamp(rfc3339: text) else {
      throw fault(name, "is \"\(text.prefix(40))\", no time such as 2025-03-14T09:26:53Z")
    }
    return moment
  }

  private static func number(
    _ name: String, _ range: ClosedRange<Double>, _ reader: inout JSONReader
  ) throws -> Double {
    let value = try reader.double()
    guard range.contains(value) else {
      throw fault(name, "must lie between \(Int(range.lowerBound)) and \(Int(range.upperBound))")
    }
    return value
  }

  /// Dollars per hour, or what they buy; below zero it would be a reward.
  private static func price(_ name: String, _ reader: inout JSONReader) throws -> Money {
    let value = try reader.money()
    guard value >= .zero, value < Money(dollars: 1e6) else {
      throw fault(name, "must be at least 0 and below a million")
    }
    return value
  }

  /// A number of something, or a percentage of all.
  private static func share(_ name: String, _ reader: inout JSONReader) throws -> String {
    let text = try reader.numberOrString()
    let isShare = text.hasSuffix("%") && Double(text.dropLast()).map((0...100).contains) == true
    guard isShare || Int(text).map({ $0 >= 0 }) == true else {
      throw fault(name, "is \"\(text.prefix(40))\", neither a number such as 20 nor a share such as 10%")
    }
    return text
  }

  private static func count(_ name: String, atLeast least: Int, _ reader: inout JSONReader) throws -> Int {
    let value = try reader.integer()
    guard value >= least else { throw fault(name, "must be at least \(least)") }
    return value
  }
}
