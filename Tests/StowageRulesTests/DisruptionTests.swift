import StowageModel
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

@Suite struct CronTests {
  private func moment(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }

  struct Window: Sendable {
    var schedule: String
    var now: String
    var seconds: Int64
    var isActive: Bool

    init(_ schedule: String, _ now: String, _ seconds: Int64, _ isActive: Bool) {
      self.schedule = schedule
      self.now = now
      self.seconds = seconds
      self.isActive = isActive
    }
  }

  static let windows = [
    Window("0 9 * * mon-fri", "2026-11-24T09:30:00Z", 3600, true),
    Window("0 9 * * mon-fri", "2026-11-24T10:30:00Z", 3600, false),
    Window("0 9 * * sat,sun", "2026-11-24T09:30:00Z", 3600, false),
    Window("@daily", "2026-11-24T07:59:59Z", 8 * 3600, true),
    Window("@daily", "2026-11-24T08:00:00Z", 8 * 3600, false),
    Window("*/15 * * * *", "2026-11-24T08:14:00Z", 600, false),
    Window("*/15 * * * *", "2026-11-24T08:16:00Z", 600, true),
    Window("30 23 * * *", "2026-11-24T00:10:00Z", 3600, true),
    Window("0 0 29 2 *", "2028-02-29T12:00:00Z", 86400, true),
    Window("0 0 29 2 *", "2027-03-01T12:00:00Z", 86400, false),
    Window("0 0 1 * mon", "2026-11-23T06:00:00Z", 86400, true),
    Window("0 0 1 1 *", "2026-11-24T00:00:00Z", 340 * 86400, true),
  ]

  @Test(arguments: windows) func hits(_ window: Window) throws {
    let cron = try #require(CronSchedule(window.schedule))
    let end = try moment(window.now)
    let start = Timestamp(seconds: end.seconds - window.seconds)
    #expect(cron.hits(after: start, through: end) == window.isActive)
  }

  @Test(arguments: [
    "", "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "a * * * *",
    "1-0 * * * *", "*/0 * * * *",
  ])
  func unreadable(_ text: String) { #expect(CronSchedule(text) == nil) }
}

@Suite struct BudgetTests {
  private func allowed(_ budgets: [Budget]?, of count: Int, _ reason: DisruptionReason = .empty) -> Int? {
    pool().with { $0.disruption.budgets = budgets }.pool
      .allowedDisruptions(for: reason, of: count, now: Timestamp(rfc3339: "2026-11-24T09:30:00Z"))
  }

  private func budget(_ nodes: String, _ reasons: [String] = [], schedule: String? = nil) -> Budget {
    var budget = Budget(nodes: nodes)
    budget.reasons = reasons
    budget.schedule = schedule
    budget.duration = schedule == nil ? nil : .seconds(3600)
    return budget
  }

  @Test func percentagesRoundUpAndTheLeastHolds() {
    #expect(allowed(nil, of: 11) == 2)
    #expect(allowed([], of: 11) == nil)
    #expect(allowed([budget("5"), budget("20%")], of: 11) == 3)
    #expect(allowed([budget("nonsense")], of: 11) == 0)
    #expect(allowed([budget("-1")], of: 11) == 0)
  }

  @Test func reasonsAndSchedulesDecideWhichCount() {
    let budgets = [budget("5"), budget("1", ["Drifted"]), budget("0", schedule: "0 9 * * *")]
    #expect(allowed(Array(budgets.prefix(2)), of: 10) == 5)
    #expect(allowed(Array(budgets.prefix(2)), of: 10, .drifted) == 1)
    #expect(allowed(budgets, of: 10) == 0)
    #expect(allowed([budget("5"), budget("0", schedule: "0 7 * * *")], of: 10) == 5)
    #expect(allowed([budget("5"), budget("3", schedule: "not a schedule")], of: 10) == 0)
  }
}

@Suite struct EvictionTests {
  @Test func costFollowsDeletionCostAndPriority() {
    let plain = pod("web").pod
    #expect(plain.evictionCost(priority: 0) == 1)
    #expect(plain.evictionCost(priority: 1 << 25) == 2)
    #expect(plain.evictionCost(priority: 2_000_000_000) == 10)
    let cheap = pod("web").annotated(["controller.kubernetes.io/pod-deletion-cost": "-2147483648"]).pod
    #expect(cheap.evictionCost(priority: 0) == -10)
    let odd = pod("web").annotated(["controller.kubernetes.io/pod-deletion-cost": "many"]).pod
    #expect(odd.evictionCost(priority: 0) == 1)
  }

  @Test func budgetsWithoutStatusAreComputed() {
    func allowance(ready: Int, waiting: Int, _ change: (inout PodDisruptionBudget) -> Void) -> Int {
      var budget = PodDisruptionBudget(metadata: ObjectMeta(name: "web", namespace: "default"))
      budget.selector = app("web")
      change(&budget)
      let pods = pod("web", count: ready).running(on: "n1").pods + pod("web", count: waiting).pods
      return budget.allowance(among: pods)
    }
    #expect(allowance(ready: 5, waiting: 0) { $0.maxUnavailable = "2" } == 2)
    #expect(allowance(ready: 4, waiting: 1) { $0.maxUnavailable = "2" } == 1)
    #expect(allowance(ready: 5, waiting: 0) { $0.maxUnavailable = "30%" } == 2)
    #expect(allowance(ready: 5, waiting: 0) { $0.minAvailable = "3" } == 2)
    #expect(allowance(ready: 5, waiting: 0) { $0.minAvailable = "50%" } == 2)
    #expect(allowance(ready: 5, waiting: 0) { $0.minAvailable = "100%" } == 0)
    #expect(allowance(ready: 0, waiting: 0) { $0.minAvailable = "0" } == 0)
    #expect(allowance(ready: 5, waiting: 0) { $0.disruptionsAllowed = 1 } == 1)
  }
}
