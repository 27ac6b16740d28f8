import StowageModel
import StowagePlan
import StowageTestKit
import StowageUnits
import StowageWire
import Testing

/// A plan with something in every field.
private let fullPlan: ProvisioningPlan = {
  var offering = PlannedOffering(
    instanceType: "c6g.2xlarge", zone: "ap-northeast-2a", capacityType: "reserved",
    price: Money(nanos: 308_000_001))
  offering.reservationID = "cr-1"
  var claim = PlannedClaim(name: "default-1", nodePool: "default", offering: offering)
  claim.instanceTypes = ["c6g.2xlarge", "c7g.2xlarge"]
  claim.requirements = [
    NodeRequirement(key: "kubernetes.io/arch", values: ["arm64"]),
    NodeRequirement(key: "node.kubernetes.io/instance-type", op: "Exists", minValues: 2),
  ]
  claim.labels = ["team": "red \"and\" \u{1F680}"]
  claim.requests = ResourceVector(cpu: 5150, memory: 7680 << 20, pods: 8)
  claim.requests["nvidia.com/gpu"] = 1
  claim.allocatable = ResourceVector(cpu: 7910, memory: 14162 << 20, ephemeralStorage: 17 << 30, pods: 58)
  claim.pods = ["default/inflate-0", "default/inflate-1"]
  var placement = Placement(node: "node-a", pods: ["default/web-1"])
  placement.instanceType = "m6g.large"
  placement.zone = "ap-northeast-2b"
  placement.requests = ResourceVector(cpu: 100)
  placement.allocatable = ResourceVector(cpu: 1930)
  var plan = ProvisioningPlan()
  plan.status = .optimal
  plan.nodeClaims = [claim]
  plan.placements = [placement]
  plan.unschedulable = [
    Verdict(pod: "default/huge-0", reason: "InsufficientResources", message: "too large\nby far", hint: "")
  ]
  plan.cost = PlanCost(hourly: Money(nanos: 308_000_001), lowerBound: Money(nanos: 307_900_000))
  plan.statistics.counters = [.init(name: "pods", value: 4), .init(name: "columns", value: 12)]
  plan.statistics.relaxedRules = ["affinity"]
  plan.statistics.karpenterHourly = Money(nanos: 400_000_000)
  plan.statistics.karpenterPlaced = 3
  plan.statistics.stages = [.init(name: "read", milliseconds: 3.125), .init(name: "total", milliseconds: 5)]
  plan.warnings = [Warning(reason: "NoNodePool", object: "", message: "a NodePool is assumed")]
  return plan
}()

private func readPlan(_ text: String) throws -> ProvisioningPlan {
  try PlanReader.read(Array(text.utf8), source: "plan.json")
}

@Suite struct Plans {
  @Test func plansHaveTheDocumentedFields() { expectStored(PlanWriter.text(of: fullPlan), as: "plan.json") }

  @Test(arguments: [JSONWriter.Style.indented, .compact, .line])
  func plansSurviveARoundTrip(style: JSONWriter.Style) throws {
    #expect(try readPlan(PlanWriter.text(of: fullPlan, style)) == fullPlan)
    #expect(try readPlan(PlanWriter.text(of: ProvisioningPlan(), style)) == ProvisioningPlan())
  }

  @Test func aPlanOfAnotherProgramNeedsLittle() throws {
    let plan = try readPlan(
      """
      {"nodeClaims":[{"nodePool":"p","offering":{"instanceType":"t","zone":"z","capacityType":"spot"},
      "pods":["a/b"],"score":1.5}],"statistics":{"ratio":0.25,"note":"x","runs":3}}
      """)
    #expect(plan.nodeClaims.map(\.name) == ["p-1"])
    #expect(plan.nodeClaims[0].offering.price == .zero)
    #expect(plan.statistics.counters == [.init(name: "runs", value: 3)])
  }

  @Test func whatIsNoPlanIsRefused() {
    let cases = [
      #"{"kind":"Pod","metadata":{"name":"a"}}"#, "{}", "[]", #"{"nodeClaims":[{"nodePool":"p"}]}"#,
      #"{"nodeClaims":[{"offering":{"price":"cheap"}}]}"#, #"{"nodeClaims":[],"status":"Perfect"}"#,
      #"{"placements":[{"node":"n","pods":"a/b"}]}"#, #"{"placements":[{"node":"n""#, #"{"placements":[]} x"#,
      #"{"nodeClaims":[{"offering":{},"requests":{"cpu":"lots"}}]}"#,
    ]
    var text = ""
    for json in cases {
      do {
        _ = try readPlan(json)
        text += "no error: \(json)\n"
      } catch { text += "\(error)\n" }
    }
    expectStored(text, as: "plan-faults.txt")
  }

  @Test func reportsHaveTheDocumentedFields() {
    var report = CheckReport()
    report.cost = Money(nanos: 81_600_000)
    #expect(
      PlanWriter.text(of: report, .compact)
        == #"{"apiVersion":"stowage.dev/v1alpha1","kind":"CheckReport","ok":true,"violations":[],"#
        + #""cost":{"hourly":0.0816}}"# + "\n")
    report.violations = [Violation(code: "InsufficientResources", object: "default-1", message: "cpu")]
    #expect(
      PlanWriter.text(of: report, .compact).contains(
        #""ok":false,"violations":[{"code":"InsufficientResources","object":"default-1","message":"cpu"}]"#))
  }

  @Test(
    arguments: [
      (0, "0"), (1, "0.000000001"), (-1, "-0.000000001"), (308_000_000, "0.308"), (1_000_000_000, "1"),
      (12_345_678_901, "12.345678901"), (.max, "9223372036.854775807"), (.min, "-9223372036.854775808"),
    ] as [(Int64, String)])
  func pricesAreWrittenExactly(nanos: Int64, text: String) {
    var writer = JSONWriter(.compact)
    writer.write(Money(nanos: nanos))
    #expect(writer.text == text + "\n")
  }

  @Test(arguments: [(0.0, "0"), (1.0 / 3, "0.333"), (2.0005, "2.001"), (-0.25, "-0.25"), (.infinity, "null")])
  func measuredNumbersAreRounded(number: Double, text: String) {
    var writer = JSONWriter(.compact)
    writer.write(number, places: 3)
    #expect(writer.text == text + "\n")
  }
}
