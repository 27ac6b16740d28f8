import StowagePlan
import StowageRules

/// The cluster as the plan leaves it: every node with what it holds, and what of the plan's words means nothing.
struct FinalState {
  let cluster: Cluster
  /// Existing nodes in the cluster's order, then the plan's claims in the plan's order.
  var sites: [Site] = []
  /// Pending pods that the plan leaves without a place, into `Cluster.pending`.
  var unplaced: [Int] = []

  private struct GuestKey: Hashable {
    var site: Int
    var shape: Int
  }
  private var positionOfGuest: [GuestKey: Int] = [:]

  init(_ plan: ProvisioningPlan, in cluster: Cluster, findings: inout Findings) {
    self.cluster = cluster
    for (index, node) in cluster.nodes.enumerated() {
      sites.append(
        Site(origin: .node(index), name: node.name, labels: node.requirements, taints: node.taints))
    }
    for (index, claim) in plan.nodeClaims.enumerated() {
      sites.append(
        Site(
          origin: .claim(index), name: claim.name, labels: claim.promisedLabels(in: cluster),
          taints: cluster.pool(named: claim.nodePool)?.taints ?? [], launch: Launch(claim, in: cluster)))
    }
    var register = PodRegister(cluster)
    let firstClaim = cluster.nodes.count
    for (index, claim) in plan.nodeClaims.enumerated() {
      if claim.pods.isEmpty {
        findings.add(.emptyClaim, claim.name, "the claim holds no pod")
      }
      place(claim.pods, at: firstClaim + index, register: &register, findings: &findings)
    }
    placeOnNodes(plan.placements, register: &register, findings: &findings)
    for verdict in plan.unschedulable {
      if let pod = register.take(verdict.pod, for: nil, findings: &findings) { unplaced.append(pod) }
    }
    register.reportMissing(&findings)
    positionOfGuest = [:]
    for index in sites.indices { sites[index].guests.sort { $0.shape < $1.shape } }
  }

  private mutating func placeOnNodes(
    _ placements: [Placement], register: inout PodRegister, findings: inout Findings
  ) {
    var siteOfNode: [String: Int] = [:]
    for (index, node) in cluster.nodes.enumerated() { siteOfNode[node.name] = index }
    for placement in placements {
      guard let site = siteOfNode[placement.node] else {
        findings.add(.unknownNode, placement.node, "no such node in the snapshot")
        for pod in placement.pods { _ = register.take(pod, for: placement.node, findings: &findings) }
        continue
      }
      if cluster.nodes[site].isDeleting {
        findings.add(.nodeNotUsable, placement.node, "the node is being deleted and takes no pods")
      }
      place(placement.pods, at: site, register: &register, findings: &findings)
    }
  }

  private mutating func place(
    _ pods: [String], at site: Int, register: inout PodRegister, findings: inout Findings
  ) {
    for reference in pods {
      guard let pod = register.take(reference, for: sites[site].name, findings: &findings) else { continue }
      let shape = cluster.pending[pod].shape
      let key = GuestKey(site: site, shape: shape)
      if let position = positionOfGuest[key] {
        sites[site].guests[position].count += 1
      } else {
        positionOfGuest[key] = sites[site].guests.count
        sites[site].guests.append(Guest(shape: shape, count: 1, firstPod: reference))
      }
    }
  }
}

/// Keeps count of which pods the plan has spoken of.
private struct PodRegister {
  private enum Standing {
    case pending(Int)
    case ignored(Int)
  }

  private let cluster: Cluster
  private var standing: [String: Standing] = [:]
  private let known: Set<String>
  private var spokenOf: [String: String] = [:]

  init(_ cluster: Cluster) {
    self.cluster = cluster
    known = Set(cluster.snapshot.pods.map(\.metadata.reference))
    for (index, pod) in cluster.pending.enumerated() { standing[pod.reference] = .pending(index) }
    for (index, pod) in cluster.ignored.enumerated() { standing[pod.reference] = .ignored(index) }
  }

  /// The pending pod of a name that is spoken of for the first time, else nil and a finding. `place` is nil where
  /// the plan says that the pod stays unplaced.
  mutating func take(_ reference: String, for place: String?, findings: inout Findings) -> Int? {
    let spot = place ?? "unschedulable"
    if let before = spokenOf[reference] {
      findings.add(.podPlacedTwice, reference, "the pod is in \(before) and again in \(spot)")
      return nil
    }
    spokenOf[reference] = spot
    switch standing[reference] {
    case .pending(let pod): return pod
    case .ignored(let pod):
      if place != nil {
        findings.add(
          .podNotPlannable, reference,
          "the pod is in \(spot), but cannot be planned for: \(cluster.ignored[pod].finding.message)")
      }
      return nil
    case nil:
      let exists = known.contains(reference)
      findings.add(
        exists ? .podNotPending : .unknownPod, reference,
        exists ? "the pod is in \(spot), but does not wait for a place" : "no such pod in the snapshot")
      return nil
    }
  }

  func reportMissing(_ findings: inout Findings) {
    for pod in cluster.pending.map(\.reference) + cluster.ignored.map(\.reference)
    where spokenOf[pod] == nil {
      findings.add(.podMissing, pod, "the pod waits, but the plan does not speak of it")
    }
  }
}
