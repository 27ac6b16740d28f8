import StowageModel
import StowageUnits

extension Scene {
  /// The scene with what decides who may be disrupted drawn at random: budgets and policies of NodePools,
  /// PodDisruptionBudgets, annotations, conditions of NodeClaims.
  package func drawingDisruption(seed: UInt64) -> Scene {
    var draw = Draw(seed: seed ^ 0xd15e_a5e)
    var scene = self
    scene.options.now = Timestamp(seconds: 1_700_000_000)
    scene.options.spotToSpot = draw.chance(0.3)
    for index in scene.snapshot.nodePools.indices {
      scene.snapshot.nodePools[index].disruption = Self.disruption(&draw)
    }
    for index in scene.snapshot.nodes.indices where draw.chance(0.08) {
      scene.snapshot.nodes[index].metadata.annotations[Self.doNotDisrupt] = "true"
    }
    for index in scene.snapshot.nodeClaims.indices {
      let claim = scene.snapshot.nodeClaims[index]
      scene.snapshot.nodeClaims[index] = Self.changed(claim, &draw)
    }
    for index in scene.snapshot.pods.indices where !scene.snapshot.pods[index].spec.nodeName.isEmpty {
      let pod = scene.snapshot.pods[index]
      scene.snapshot.pods[index] = Self.changed(pod, &draw)
    }
    let apps = Set(scene.snapshot.pods.compactMap { $0.metadata.labels["app"] }).sorted()
    for app in apps where draw.chance(0.3) {
      disruptionBudget(app, LabelSelector(matchLabels: ["app": app]), allowed: draw.one(of: [0, 1, 1, 2, 3]))
        .add(to: &scene)
    }
    scene.sort()
    return scene
  }

  private static let doNotDisrupt = "karpenter.sh/do-not-disrupt"

  private static func disruption(_ draw: inout Draw) -> Disruption {
    var disruption = Disruption()
    disruption.budgets = [Budget(nodes: draw.one(of: ["100%", "100%", "50%", "2", "1", "0"]))]
    if draw.chance(0.2) {
      var more = Budget(nodes: draw.one(of: ["1", "20%"]))
      more.reasons = [draw.one(of: ["Empty", "Underutilized", "Drifted"])]
      disruption.budgets?.append(more)
    }
    disruption.consolidationPolicy = draw.one(
      of: ["WhenEmptyOrUnderutilized", "WhenEmptyOrUnderutilized", "Balanced", "WhenEmpty"])
    if draw.chance(0.2) { disruption.consolidateAfter = draw.chance(0.5) ? nil : .seconds(600) }
    return disruption
  }

  private static func changed(_ claim: NodeClaim, _ draw: inout Draw) -> NodeClaim {
    var claim = claim
    if draw.chance(0.15) { claim.conditions.removeAll { $0.type == "Consolidatable" } }
    if draw.chance(0.1) {
      claim.conditions.append(
        Condition(
          type: "Drifted", status: "True",
          lastTransitionTime: Timestamp(seconds: Int64(1_600_000_000 + draw.number(0...1000)))))
    }
    if draw.chance(0.1) { claim.terminationGracePeriod = .seconds(300) }
    if draw.chance(0.1) { claim.expireAfter = .seconds(draw.one(of: [3600, 400_000_000])) }
    return claim
  }

  private static func changed(_ pod: Pod, _ draw: inout Draw) -> Pod {
    var pod = pod
    if draw.chance(0.05) { pod.metadata.annotations[doNotDisrupt] = "true" }
    if draw.chance(0.1) {
      pod.metadata.annotations["controller.kubernetes.io/pod-deletion-cost"] = draw.one(
        of: ["-1000000000", "1000000000", "-134217728"])
    }
    if draw.chance(0.2) { pod.spec.priority = draw.one(of: [-1_000_000, 1_000_000]) }
    return pod
  }
}

/// What running pods ask of one another, and blocks that hold for a time.
extension Scene {
  /// The scene with rules between pods that run, which may be broken already, with annotations that hold for some
  /// minutes, and with budgets that are open or shut by the clock.
  package func drawingCompany(seed: UInt64) -> Scene {
    var draw = Draw(seed: seed ^ 0xc0_9a_11)
    var scene = self
    let apps = Set(scene.snapshot.pods.compactMap { $0.metadata.labels["app"] }).sorted()
    for app in apps {
      guard let change = Self.company(of: app, apps, &draw) else { continue }
      for index in scene.snapshot.pods.indices
      where scene.snapshot.pods[index].metadata.labels["app"] == app
        && !scene.snapshot.pods[index].spec.nodeName.isEmpty
      {
        change(&scene.snapshot.pods[index].spec)
      }
    }
    for index in scene.snapshot.pods.indices where draw.chance(0.04) {
      guard let now = scene.options.now else { break }
      let age = Int64(draw.one(of: [60, 1200]))
      scene.snapshot.pods[index].status.startTime = Timestamp(seconds: now.seconds - age)
      scene.snapshot.pods[index].metadata.annotations[Self.doNotDisrupt] = "10m"
    }
    for index in scene.snapshot.nodePools.indices where draw.chance(0.2) {
      var budget = Budget(nodes: draw.one(of: ["0", "1"]))
      // The scene's time is a Tuesday, 22:13 UTC.
      budget.schedule = draw.one(of: ["0 22 * * *", "0 9 * * mon-fri"])
      budget.duration = .seconds(3600)
      scene.snapshot.nodePools[index].disruption.budgets?.append(budget)
    }
    return scene
  }

  private static func company(
    of name: String, _ apps: [String], _ draw: inout Draw
  ) -> ((inout PodSpec) -> Void)? {
    let key = draw.one(of: [Key.zone, Key.zone, Key.host])
    let selector = app(draw.chance(0.8) ? name : draw.one(of: apps))
    let skew = draw.number(1...3)
    switch draw.number(0...9) {
    case 0, 1, 2:
      return { spec in
        var constraint = TopologySpreadConstraint(maxSkew: skew, topologyKey: key, labelSelector: app(name))
        constraint.whenUnsatisfiable = "DoNotSchedule"
        spec.topologySpreadConstraints.append(constraint)
      }
    case 3:
      return {
        $0.affinity.podAffinity.required.append(PodAffinityTerm(topologyKey: key, labelSelector: selector))
      }
    case 4:
      return {
        $0.affinity.podAntiAffinity.required.append(
          PodAffinityTerm(topologyKey: Key.host, labelSelector: selector))
      }
    default: return nil
    }
  }
}
