import StowageCheck
import StowageModel
import StowagePlan
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

/// Right plans of random clusters, broken in every way that is sure to break them: each break must be found, under
/// the code that names it.
@Suite struct MutationTests {
  /// One way to break a plan: false where the plan has nothing to break this way.
  struct Mutation: Sendable {
    let code: Code
    let apply: @Sendable (inout ProvisioningPlan, Cluster, inout Draw) -> Bool

    init(_ code: Code, _ apply: @escaping @Sendable (inout ProvisioningPlan, Cluster, inout Draw) -> Bool) {
      self.code = code
      self.apply = apply
    }
  }

  /// A mutation of one of the plan's claims.
  private static func claim(
    _ code: Code, _ change: @escaping @Sendable (inout PlannedClaim, Cluster) -> Bool
  ) -> Mutation {
    Mutation(code) { plan, cluster, draw in
      guard !plan.nodeClaims.isEmpty else { return false }
      let index = draw.number(0...(plan.nodeClaims.count - 1))
      return change(&plan.nodeClaims[index], cluster)
    }
  }

  static let mutations: [Mutation] = [
    Mutation(.podMissing) { plan, _, _ in
      guard !plan.nodeClaims.isEmpty else { return false }
      plan.nodeClaims[0].pods.removeLast()
      return true
    },
    Mutation(.podPlacedTwice) { plan, _, _ in
      guard let pod = plan.nodeClaims.first?.pods.first else { return false }
      plan.unschedulable.append(Verdict(pod: pod, reason: "", message: "", hint: ""))
      return true
    },
    Mutation(.podPlacedTwice) { plan, _, _ in
      guard let pod = plan.placements.first?.pods.first else { return false }
      plan.placements[0].pods.append(pod)
      return true
    },
    Mutation(.unknownPod) { plan, _, _ in
      plan.unschedulable.append(Verdict(pod: "default/ghost", reason: "", message: "", hint: ""))
      return true
    },
    Mutation(.podNotPending) { plan, cluster, draw in
      guard let pod = cluster.running.first(where: { !$0.isLeaving }), !plan.nodeClaims.isEmpty else {
        return false
      }
      plan.nodeClaims[0].pods.append(pod.reference)
      return true
    },
    Mutation(.podNotPlannable) { plan, cluster, _ in
      guard let pod = cluster.ignored.first, !plan.nodeClaims.isEmpty else { return false }
      plan.unschedulable.removeAll { $0.pod == pod.reference }
      plan.nodeClaims[0].pods.append(pod.reference)
      return true
    },
    Mutation(.unknownNode) { plan, _, _ in
      guard !plan.placements.isEmpty else { return false }
      plan.placements[0].node = "ghost"
      return true
    },
    Mutation(.duplicateClaimName) { plan, _, _ in
      guard plan.nodeClaims.count > 1 else { return false }
      plan.nodeClaims[1].name = plan.nodeClaims[0].name
      return true
    },
    Mutation(.emptyClaim) { plan, _, _ in
      guard var copy = plan.nodeClaims.first else { return false }
      copy.name += "-copy"
      copy.pods = []
      plan.nodeClaims.append(copy)
      return true
    },
    claim(.unknownNodePool) { claim, _ in
      claim.nodePool = "ghost"
      return true
    },
    claim(.nodePoolNotUsable) { claim, cluster in
      guard let pool = cluster.unusablePools.first else { return false }
      claim.nodePool = pool.name
      return true
    },
    claim(.unknownInstanceType) { claim, _ in
      claim.offering.instanceType = "ghost"
      return true
    },
    claim(.unknownInstanceType) { claim, _ in
      claim.instanceTypes.append("ghost")
      return true
    },
    claim(.unknownOffering) { claim, _ in
      claim.offering.zone = "zone-ghost"
      return true
    },
    claim(.offeringUnavailable) { claim, cluster in
      for type in cluster.catalog.types {
        guard let offering = type.offerings.first(where: { !$0.isAvailable }) else { continue }
        claim.offering = PlannedOffering(
          instanceType: type.name, zone: offering.zone, capacityType: offering.capacityType,
          price: offering.price)
        return true
      }
      return false
    },
    claim(.wrongPrice) { claim, _ in
      claim.offering.price.nanos += 1
      return true
    },
    claim(.offeringOutsideRequirements) { claim, _ in
      claim.requirements.append(NodeRequirement(key: Key.zone, op: "NotIn", values: [claim.offering.zone]))
      return true
    },
    claim(.invalidRequirement) { claim, _ in
      claim.requirements.append(NodeRequirement(key: Key.zone, op: "Sideways"))
      return true
    },
    claim(.requirementsOutsideNodePool) { claim, _ in
      claim.requirements.append(NodeRequirement(key: Key.nodePool, values: ["ghost"]))
      return true
    },
    claim(.requirementsOutsideNodePool) { claim, _ in
      claim.labels["ghost"] = "true"
      return true
    },
    claim(.wrongRequests) { claim, _ in
      claim.requests = ResourceVector(cpu: 1, pods: 1)
      return true
    },
    claim(.offeringNotListed) { claim, cluster in
      let others = cluster.catalog.types.map(\.name).filter { $0 != claim.offering.instanceType }
      claim.instanceTypes = others
      return !others.isEmpty
    },
    claim(.duplicateInstanceType) { claim, _ in
      claim.instanceTypes += [claim.offering.instanceType]
      return true
    },
    claim(.instanceTypeOutsideNodePool) { claim, cluster in
      guard let pool = cluster.pools.first(where: { $0.name == claim.nodePool }) else { return false }
      let inside = pool.types.map { cluster.type($0).name }
      let outside = cluster.catalog.types.map(\.name).filter { !inside.contains($0) }
      claim.instanceTypes += outside
      return !outside.isEmpty
    },
    Mutation(.insufficientResources) { plan, cluster, _ in
      // All pods of the plan on the first node: sure to be too much where their pod count alone is.
      let all = plan.nodeClaims.flatMap(\.pods)
      guard let first = plan.nodeClaims.first,
        let type = cluster.catalog.types.first(where: { $0.name == first.offering.instanceType })
      else { return false }
      let requests = Dictionary(
        uniqueKeysWithValues: cluster.pending.map { ($0.reference, cluster.shape(of: $0).requests) })
      let sum = all.reduce(ResourceVector.zero) { $0 + (requests[$1] ?? .zero) }
      if sum.fits(in: type.allocatable) { return false }
      plan.nodeClaims[0].pods = all
      plan.nodeClaims.removeSubrange(1...)
      return true
    },
    Mutation(.wrongCost) { plan, _, _ in
      plan.cost.hourly.nanos += 1
      return true
    },
    Mutation(.boundAboveCost) { plan, _, _ in
      plan.cost.lowerBound = plan.cost.hourly + Money(nanos: 1)
      return true
    },
  ]

  @Test func everyBreakIsFound() throws {
    var draw = Draw(seed: 7)
    var applied = [Int](repeating: 0, count: Self.mutations.count)
    for seed in UInt64(1)...120 {
      let scene = RandomCluster(seed: seed, extent: .tiny).scene
      let cluster = Cluster(snapshot: scene.snapshot, catalog: scene.catalog, options: scene.options)
      var search = BruteForce(cluster, budget: 500) { Checker.check(plan: $0, cluster: cluster) }
      guard let plan = try? search.bestPlan() else { continue }
      for (index, mutation) in Self.mutations.enumerated() {
        var broken = plan
        guard mutation.apply(&broken, cluster, &draw) else { continue }
        applied[index] += 1
        let codes = Checker.check(plan: broken, cluster: cluster).codes
        #expect(codes.contains(mutation.code), "seed \(seed), \(mutation.code): found \(codes)")
      }
    }
    for (index, count) in applied.enumerated() {
      #expect(count > 0, "no plan to break by mutation \(index), \(Self.mutations[index].code)")
    }
  }

  /// A plan of anything at all gives a report.
  @Test func hostilePlansGiveReports() {
    for seed in UInt64(1)...300 {
      let scene = RandomCluster(seed: seed, extent: .small).scene
      var draw = Draw(seed: seed)
      let report = scene.check(hostilePlan(scene, &draw))
      #expect(!report.isOK, "seed \(seed)")
    }
  }

  private func hostilePlan(_ scene: Scene, _ draw: inout Draw) -> ProvisioningPlan {
    let pods = scene.snapshot.pods.map(\.metadata.reference) + ["", "/", "default/ghost"]
    let nodes = scene.snapshot.nodes.map(\.metadata.name) + ["", "ghost"]
    let names = ["", "type-0", "type-1", "pool-0", "pool-1", "zone-a", "on-demand", "spot", "\u{0}", "é"]
    let keys = [Key.zone, Key.host, "team", "", "a/b/c", Key.instanceType, "beta.kubernetes.io/arch"]
    let ops = ["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", "Gte", "", "?"]
    let amounts = [0, 1, -1, Int64.max, Int64.min, 1000]
    var plan = ProvisioningPlan()
    plan.cost = PlanCost(
      hourly: Money(nanos: draw.one(of: amounts)), lowerBound: Money(nanos: draw.one(of: amounts)))
    for _ in 0..<draw.number(1...6) {
      var claim = PlannedClaim(
        name: draw.one(of: names), nodePool: draw.one(of: names),
        offering: PlannedOffering(
          instanceType: draw.one(of: names), zone: draw.one(of: names), capacityType: draw.one(of: names),
          price: Money(nanos: draw.one(of: amounts))))
      claim.instanceTypes = (0..<draw.number(0...4)).map { _ in draw.one(of: names) }
      claim.requirements = (0..<draw.number(0...4)).map { _ in
        NodeRequirement(
          key: draw.one(of: keys), op: draw.one(of: ops),
          values: draw.some(of: names + ["9", "9223372036854775807"]),
          minValues: draw.one(of: [nil, 0, -1, Int.max]))
      }
      claim.labels[draw.one(of: keys)] = draw.one(of: names)
      claim.requests = ResourceVector(cpu: draw.one(of: amounts), memory: draw.one(of: amounts))
      claim.requests["weird"] = draw.one(of: amounts)
      claim.pods = draw.some(of: pods)
      plan.nodeClaims.append(claim)
    }
    for _ in 0..<draw.number(0...3) {
      plan.placements.append(Placement(node: draw.one(of: nodes), pods: draw.some(of: pods)))
    }
    plan.unschedulable = [Verdict(pod: draw.one(of: pods), reason: "", message: "", hint: "")]
    return plan
  }
}
