import Foundation
import Stowage
import StowageRules
import StowageTestKit

extension Scene {
  /// The plan of a policy without the times it took.
  func plan(_ policy: Policy) -> ProvisioningPlan {
    var options = options
    options.policy = policy
    var plan = Engine().provision(
      snapshot, catalog: catalog, options: options, deadline: Deadline(after: .seconds(2)))
    plan.statistics.stages = []
    return plan
  }

  func judge(_ plan: ProvisioningPlan) -> CheckReport {
    Engine().check(plan, snapshot: snapshot, catalog: catalog, options: options)
  }
}

/// One scene planned under every policy, or under `STOWAGE_RANDOM_POLICY` alone, and what is wrong with the plans or
/// between them.
struct PlanTrial {
  let scene: Scene
  private(set) var failure: String?
  /// No failure, but `optimal` places less than another policy.
  private(set) var shortfall: String?

  private static let policies =
    ProcessInfo.processInfo.environment["STOWAGE_RANDOM_POLICY"].flatMap { Policy(rawValue: $0) }.map { [$0] }
    ?? Policy.allCases

  init(_ scene: Scene) {
    self.scene = scene
    var plans: [(policy: Policy, plan: ProvisioningPlan)] = []
    for policy in Self.policies {
      let plan = scene.plan(policy)
      let report = scene.judge(plan)
      if let violation = report.violations.first {
        failure = "\(policy): \(violation.code) \(violation.object): \(violation.message)\n\(plan.outline)"
        return
      }
      plans.append((policy, plan))
    }
    for (policy, plan) in plans where policy != .karpenter {
      for (other, rival) in plans
      where plan.placesTheSame(as: rival) && plan.cost.lowerBound > rival.cost.hourly {
        failure = "the bound of \(policy) is above the plan of \(other)\n\(plan.outline)\n\(rival.outline)"
        return
      }
    }
    let merits = plans.map { Merit($0.plan, in: scene) }
    for (index, (policy, plan)) in plans.enumerated()
    where plans[0].policy == .optimal && merits[0] < merits[index] {
      shortfall = "optimal places less than \(policy)\n\(plans[0].plan.outline)\n\(plan.outline)"
    }
  }
}

/// A scene's plan beside the best of all possible plans.
struct BestPlanTrial {
  private(set) var failure: String?
  /// nil where the scene is too large to try everything.
  private(set) var best: ProvisioningPlan?
  private(set) var isOptimal = false

  init(_ scene: Scene) {
    let cluster = Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
    if cluster.pending.count > 7 { return }
    var search = BruteForce(cluster, budget: 20_000) { scene.judge($0) }
    guard let best = try? search.bestPlan() else { return }
    self.best = best
    let plan = scene.plan(.optimal)
    let (mine, possible) = (Merit(plan, in: scene), Merit(best, in: scene))
    // Ties may be broken by preferences, which are worth next to nothing.
    isOptimal = mine == possible && plan.cost.hourly.dollars - best.cost.hourly.dollars < 1e-4
    if possible < mine || (mine == possible && plan.cost.hourly < best.cost.hourly) {
      failure = "the enumeration missed a plan\n\(plan.outline)\n\(best.outline)"
    } else if plan.placesTheSame(as: best) && plan.cost.lowerBound > best.cost.hourly {
      failure = "the bound is above a possible plan\n\(plan.outline)\n\(best.outline)"
    }
  }
}

/// How many pods a plan places, by priority, the highest first.
struct Merit: Comparable {
  private let placed: [Int]

  init(_ plan: ProvisioningPlan, in scene: Scene) {
    let cluster = Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
    let unplaced = Set(plan.unschedulable.map(\.pod))
    let priorities = Set(cluster.pending.map { cluster.shape(of: $0).priority }).sorted(by: >)
    placed = priorities.map { level in
      cluster.pending.count { cluster.shape(of: $0).priority == level && !unplaced.contains($0.reference) }
    }
  }

  static func < (left: Merit, right: Merit) -> Bool { left.placed.lexicographicallyPrecedes(right.placed) }
}

extension ProvisioningPlan {
  /// Both leave the same pods without a place.
  func placesTheSame(as other: ProvisioningPlan) -> Bool {
    Set(unschedulable.map(\.pod)) == Set(other.unschedulable.map(\.pod))
  }
}
