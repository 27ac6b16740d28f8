import ArgumentParser
import Foundation
import StowageModel
import StowageUnits

/// How a plan is searched for.
struct SearchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The most time the whole command may take, such as 500ms or 1m30s.", valueName: "duration"))
  var timeLimit = GoDuration(.seconds(10))

  @Option(
    help: ArgumentHelp("Stop when the plan is proven to be this near to the cheapest.", valueName: "fraction")
  )
  var gap = 0.001

  @Option(
    help: ArgumentHelp(
      "optimal searches and proves, greedy takes the first good answer, karpenter decides as Karpenter does.",
      valueName: "policy"))
  var policy = Policy.optimal

  @Option(help: ArgumentHelp("The start of the random choices.", valueName: "number"))
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("The most instance types a new node's claim lists.", valueName: "number"))
  var maxInstanceTypes = 60

  @Option(
    help: ArgumentHelp("What one unit of eviction cost is worth, in dollars per hour.", valueName: "price"))
  var evictionPrice = 0.0005

  @Option(
    help: ArgumentHelp(
      "What the interruption of a spot node costs, in dollars; each node counts with the chance that the catalog states "
        + "(interruption band).", valueName: "price"))
  var interruptionPrice = 0.0

  @OptionGroup var rules: RuleOptions

  func validate() throws {
    guard timeLimit.duration > .zero else { throw ValidationError("--time-limit must be more than 0") }
    guard gap >= 0, gap < 1 else { throw ValidationError("--gap must be at least 0 and below 1") }
    guard maxInstanceTypes >= 1 else { throw ValidationError("--max-instance-types must be at least 1") }
    guard evictionPrice >= 0, evictionPrice < 1e6 else {
      throw ValidationError("--eviction-price must be at least 0 and below a million")
    }
    guard interruptionPrice >= 0, interruptionPrice < 1e6 else {
      throw ValidationError("--interruption-price must be at least 0 and below a million")
    }
  }

  var options: Options {
    var options = rules.options
    options.policy = policy
    options.timeLimit = timeLimit.duration
    options.gap = gap
    options.seed = seed
    options.maxInstanceTypes = maxInstanceTypes
    options.evictionPrice = Money(dollars: evictionPrice)
    options.interruptionPrice = interruptionPrice
    return options
  }

  /// The time limit counts from the start of the command; a little of it is kept for writing the result.
  var deadline: Deadline {
    let limit = timeLimit.duration
    return Deadline(end: StowageCommand.start + limit - min(limit / 20, .milliseconds(100)))
  }
}

/// How the rules are read, by those who make plans and those who judge them.
struct RuleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The time to decide at, such as 2025-03-14T09:26:53Z; else now.", valueName: "time"))
  var now: RFC3339Time?

  @Option(help: ArgumentHelp("What to do with preferences of pods: respect or ignore.", valueName: "policy"))
  var preferences = PreferenceChoice.respect

  @Option(
    help: ArgumentHelp("How to take minValues of a NodePool: strict or best-effort.", valueName: "policy"))
  var minValues = MinValuesChoice.strict

  @Flag(help: "Let consolidation replace spot nodes by spot nodes.")
  var spotToSpot = false

  @Option(
    help: ArgumentHelp(
      "The most spot nodes of one instance type in one zone, as planned, with those that are there.",
      valueName: "number"))
  var maxNodesPerSpotPool: Int?

  @Option(
    help: ArgumentHelp(
      "Whose rules hold a pod on its node: karpenter; annotations, such as safe-to-evict, as well; or all that the "
        + "cluster-autoscaler would not drain.", valueName: "rules"))
  var drainRules = DrainRules.annotations

  func validate() throws {
    guard maxNodesPerSpotPool ?? 0 >= 0 else {
      throw ValidationError("--max-nodes-per-spot-pool must be at least 0")
    }
  }

  var options: Options {
    var options = Options()
    options.now = now?.timestamp ?? Timestamp(seconds: Int64(Date().timeIntervalSince1970))
    options.preferences = preferences == .respect ? .respect : .ignore
    options.minValues = minValues == .strict ? .strict : .bestEffort
    options.spotToSpot = spotToSpot
    options.maxNodesPerSpotPool = maxNodesPerSpotPool
    options.drainRules = drainRules
    return options
  }
}

enum PreferenceChoice: String, CaseIterable, ExpressibleByArgument {
  case respect
  case ignore
}

enum MinValuesChoice: String, CaseIterable, ExpressibleByArgument {
  case strict
  case bestEffort = "best-effort"
}

/// A duration as Go writes it.
struct GoDuration: ExpressibleByArgument, CustomStringConvertible {
  let duration: Duration

  init(_ duration: Duration) { self.duration = duration }

  init?(argument: String) {
    guard let duration = Duration(go: argument) else { return nil }
    self.duration = duration
  }

  var description: String { duration.shortGoText }
}

extension Duration {
  /// Without the zeros that Go writes behind hours and minutes: `10s`, `1m`, `1h30m`.
  fileprivate var shortGoText: String {
    var text = goText
    for zero in ["m0s", "h0m"] where text.hasSuffix(zero) { text.removeLast(2) }
    return text
  }
}

/// A time as RFC 3339 writes it.
struct RFC3339Time: ExpressibleByArgument {
  let timestamp: Timestamp

  init?(argument: String) {
    guard let timestamp = Timestamp(rfc3339: argument) else { return nil }
    self.timestamp = timestamp
  }
}
