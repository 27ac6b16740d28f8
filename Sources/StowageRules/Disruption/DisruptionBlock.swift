import StowageModel
import StowageUnits

/// What keeps a node from being disrupted.
package struct DisruptionBlock: Hashable, Sendable {
  /// The stable codes of `kept` in a plan.
  package enum Code: String, Hashable, Sendable {
    case notManaged = "NotManaged"
    case deleting = "Deleting"
    case notInitialized = "NotInitialized"
    case nodeDoNotDisrupt = "NodeDoNotDisrupt"
    case podDoNotDisrupt = "PodDoNotDisrupt"
    case podDisruptionBudget = "PodDisruptionBudget"
    case multipleBudgets = "MultiplePDBs"
    case nodePoolNotFound = "NodePoolNotFound"
    case staticNodePool = "StaticNodePool"
    case missingLabel = "MissingLabel"
    case instanceTypeNotFound = "InstanceTypeNotFound"
    case consolidationDisabled = "ConsolidationDisabled"
    case onlyWhenEmpty = "OnlyWhenEmpty"
    case notConsolidatable = "NotConsolidatable"
    case notEmpty = "NotEmpty"
    case notDrifted = "NotDrifted"
    case notExpired = "NotExpired"
    case nodeScaleDownDisabled = "ScaleDownDisabledAnnotation"
    case podNotSafeToEvict = "PodNotSafeToEvict"
    case podNotReplicated = "PodNotReplicated"
    case systemPod = "SystemPod"
    case localStorage = "LocalStorage"
  }

  package var code: Code
  package var message: String
  /// The object that holds the node; empty where the node or its pool itself does.
  package var blockedBy: String

  package init(_ code: Code, _ message: String, by blockedBy: String = "") {
    self.code = code
    self.message = message
    self.blockedBy = blockedBy
  }
}

/// Which nodes of a cluster may be disrupted, for which reason.
package struct DisruptionRules: Sendable {
  private let cluster: Cluster
  private let now: Timestamp?
  private let poolOfName: [String: Int]
  private let priorities: PriorityIndex
  package let ledger: EvictionLedger
  private let drainRules: DrainRules
  /// Per running pod: its eviction cost, and whether it alone keeps its node from being disrupted. All that is asked of
  /// a node, for each reason and each target, asks this of its pods again.
  private let evictionCosts: [Double]
  private let isHolding: [Bool]

  /// `ledger`: the budgets of an earlier state of the cluster; nil: those of its snapshot.
  package init(_ cluster: Cluster, ledger: EvictionLedger? = nil) {
    self.cluster = cluster
    now = cluster.options.now
    drainRules = cluster.options.drainRules
    let pools = cluster.snapshot.nodePools
    poolOfName = Dictionary(pools.enumerated().map { ($1.metadata.name, $0) }) { first, _ in first }
    priorities = PriorityIndex(cluster.snapshot.priorityClasses)
    self.ledger = ledger ?? EvictionLedger(cluster.snapshot)
    var costs: [Double] = []
    var holding: [Bool] = []
    costs.reserveCapacity(cluster.running.count)
    holding.reserveCapacity(cluster.running.count)
    for running in cluster.running {
      let pod = cluster.snapshot.pods[running.pod]
      costs.append(pod.evictionCost(priority: priorities.priority(of: pod)))
      holding.append(Self.block(of: pod, self.ledger, drainRules, now: now) != nil)
    }
    evictionCosts = costs
    isHolding = holding
  }

  /// What a pod has against leaving its node.
  private static func block(
    of pod: Pod, _ ledger: EvictionLedger, _ drainRules: DrainRules, now: Timestamp?
  ) -> DisruptionBlock? {
    if pod.metadata.isDeleting || pod.isFinished { return nil }
    if pod.isDoNotDisrupt(now: now) {
      return DisruptionBlock(
        .podDoNotDisrupt,
        "pod \(pod.metadata.reference) has the annotation \(AnnotationKeys.doNotDisrupt)",
        by: pod.metadata.reference)
    }
    return ledger.block(of: pod) ?? drainRules.block(of: pod, ledger)
  }

  package func nodePool(of node: ClusterNode) -> NodePool? {
    poolOfName[node.poolName].map { cluster.snapshot.nodePools[$0] }
  }

  /// `index`: into the cluster's running pods.
  package func evictionCost(ofRunning index: Int) -> Double { evictionCosts[index] }

  /// `index`: into the snapshot's pods.
  package func evictionCost(ofPod index: Int) -> Double {
    let source = cluster.snapshot.pods[index]
    return source.evictionCost(priority: priorities.priority(of: source))
  }

  /// Karpenter's cost of disrupting a node: 1 and the positive eviction costs of the pods that have to move.
  package func disruptionCost(of node: ClusterNode) -> Double {
    node.pods.reduce(1) { sum, pod in
      cluster.running[pod].isReschedulable ? sum + max(0, evictionCosts[pod]) : sum
    }
  }

  /// The first thing that keeps a node from being disrupted for a reason; nil where nothing does. Budgets of
  /// NodePools, which depend on the other nodes, are not asked.
  package func block(of node: ClusterNode, for reason: DisruptionReason) -> DisruptionBlock? {
    if !node.isManaged { return DisruptionBlock(.notManaged, "no NodePool owns it") }
    if node.isDeleting { return DisruptionBlock(.deleting, "it is being deleted already") }
    if reason == .expired { return expirationBlock(of: node) }
    if !node.isInitialized { return DisruptionBlock(.notInitialized, "it is still coming up") }
    if let block = annotationBlock(of: node) ?? poolBlock(of: node, for: reason) { return block }
    if reason == .drifted {
      if claim(of: node)?.conditions.isTrue("Drifted") != true {
        return DisruptionBlock(.notDrifted, "its NodeClaim has no condition Drifted")
      }
      // The grace period promises that pods leave in the end, whatever holds them.
      return claim(of: node)?.terminationGracePeriod == nil ? podBlock(of: node) : nil
    }
    return podBlock(of: node) ?? consolidationBlock(of: node, for: reason)
  }

  /// True where consolidation may put moved pods here: the node is up, stays, and is not inside the time after its
  /// own last change that its NodePool asks for. Nodes that no pool owns always are.
  package func mayReceive(_ node: ClusterNode) -> Bool {
    guard node.isInitialized, !node.isDeleting else { return false }
    guard let claim = claim(of: node), let pool = nodePool(of: node) else { return true }
    return pool.disruption.consolidateAfter == nil || pool.disruption.consolidateAfter == .zero
      || claim.conditions.isTrue("Consolidatable")
  }

  private func claim(of node: ClusterNode) -> NodeClaim? {
    node.claim.map { cluster.snapshot.nodeClaims[$0] }
  }

  private func annotationBlock(of node: ClusterNode) -> DisruptionBlock? {
    let key = AnnotationKeys.doNotDisrupt
    let annotations = node.node.map { cluster.snapshot.nodes[$0].metadata.annotations } ?? Labels()
    guard annotations[key] == "true" else { return drainRules.block(of: node, annotations) }
    return DisruptionBlock(.nodeDoNotDisrupt, "its annotation \(key) is true", by: node.name)
  }

  private func expirationBlock(of node: ClusterNode) -> DisruptionBlock? {
    guard let claim = claim(of: node), let age = claim.expireAfter,
      let start = claim.metadata.creationTimestamp
    else { return DisruptionBlock(.notExpired, "it has no end of life") }
    let end = start.seconds + age.components.seconds
    if let now, now.seconds >= end { return nil }
    return DisruptionBlock(.notExpired, "it expires at \(Timestamp(seconds: end).rfc3339)")
  }

  private func poolBlock(of node: ClusterNode, for reason: DisruptionReason) -> DisruptionBlock? {
    guard let pool = nodePool(of: node) else {
      return DisruptionBlock(.nodePoolNotFound, "its NodePool \(node.poolName) does not exist")
    }
    let isConsolidation = reason == .empty || reason == .underutilized
    if isConsolidation && pool.replicas != nil {
      return DisruptionBlock(.staticNodePool, "its NodePool \(node.poolName) keeps a fixed number of nodes")
    }
    return nil
  }

  private func podBlock(of node: ClusterNode) -> DisruptionBlock? {
    guard let index = node.pods.first(where: { isHolding[$0] }) else { return nil }
    let pod = cluster.snapshot.pods[cluster.running[index].pod]
    return Self.block(of: pod, ledger, drainRules, now: now)
  }

  private func consolidationBlock(of node: ClusterNode, for reason: DisruptionReason) -> DisruptionBlock? {
    guard let pool = nodePool(of: node) else { return nil }
    for key in [LabelKeys.instanceType, LabelKeys.capacityType, LabelKeys.zone] where node.labels[key] == nil
    {
      return DisruptionBlock(.missingLabel, "it has no label \(key), so its price is unknown")
    }
    if node.type == nil {
      return DisruptionBlock(
        .instanceTypeNotFound, "the catalog has no instance type \(node.labels[LabelKeys.instanceType] ?? "")"
      )
    }
    if pool.disruption.consolidateAfter == nil {
      return DisruptionBlock(.consolidationDisabled, "NodePool \(node.poolName) never consolidates")
    }
    let isEmpty = disruptionCost(of: node) <= 1
    if reason == .empty && !isEmpty {
      return DisruptionBlock(.notEmpty, "it holds pods that would have to move")
    }
    if reason == .underutilized && pool.disruption.consolidationPolicy == "WhenEmpty" {
      return DisruptionBlock(.onlyWhenEmpty, "NodePool \(node.poolName) consolidates empty nodes only")
    }
    if let claim = claim(of: node), !claim.conditions.isTrue("Consolidatable") {
      return DisruptionBlock(.notConsolidatable, "its NodeClaim has no condition Consolidatable yet")
    }
    return nil
  }
}
