import StowagePlan
import StowageRules

/// A cluster with the pods that a plan puts into it: what is there, and what arrives.
struct FinalState {
  let cluster: Cluster
  /// Existing nodes in the cluster's order, then the plan's claims in the plan's order.
  private(set) var sites: [Site]
  /// By shape, by site: pods that are there and count for topology (neither terminating nor waiting for a place).
  private(set) var residents: [[Int: Int]]
  /// Pending pods that the plan leaves without a place, into `Cluster.pending`.
  private(set) var unplaced: [Int] = []
  private(set) var siteOfName: [String: Int] = [:]

  private struct GuestKey: Hashable {
    var site: Int
    var shape: Int
  }
  private var positionOfGuest: [GuestKey: Int] = [:]

  /// Nothing has arrived yet; claims are not there.
  init(_ cluster: Cluster, claims: [PlannedClaim]) {
    self.cluster = cluster
    sites = cluster.nodes.indices.map { Site(node: $0, in: cluster) }
    for claim in claims {
      var site = Site(claim, in: cluster)
      site.isThere = false
      sites.append(site)
    }
    for (index, site) in sites.enumerated() where siteOfName[site.name] == nil {
      siteOfName[site.name] = index
    }
    residents = Array(repeating: [:], count: cluster.shapes.count)
    for pod in cluster.running where pod.isCounted {
      if let shape = pod.shape { residents[shape][pod.node, default: 0] += 1 }
    }
  }

  /// The pending pods arrive as the plan says; the plan's claims are the first of the state's.
  mutating func arrive(_ plan: ProvisioningPlan, findings: inout Findings) {
    var register = PodRegister(cluster)
    for (index, claim) in plan.nodeClaims.enumerated() {
      let site = cluster.nodes.count + index
      sites[site].isThere = true
      if claim.pods.isEmpty {
        findings.add(.emptyClaim, claim.name, "the claim holds no pod")
      }
      place(claim.pods, at: site, register: &register, findings: &findings)
    }
    placeOnNodes(plan.placements, register: &register, findings: &findings)
    for verdict in plan.unschedulable {
      if let pod = register.take(verdict.pod, for: nil, findings: &findings) { unplaced.append(pod) }
    }
    register.reportMissing(&findings)
    sortGuests()
  }

  /// One more pod arrives; guests are in order only after `sortGuests`.
  mutating func arrive(_ reference: String, shape: Int, at site: Int) {
    let key = GuestKey(site: site, shape: shape)
    if let position = positionOfGuest[key] {
      sites[site].guests[position].count += 1
    } else {
      positionOfGuest[key] = sites[site].guests.count
      sites[site].guests.append(Guest(shape: shape, count: 1, firstPod: reference))
    }
  }

  mutating func sortGuests() {
    let changed = Set(positionOfGuest.keys.map(\.site))
    positionOfGuest = [:]
    for site in changed { sites[site].guests.sort { $0.shape < $1.shape } }
  }

  /// All that arrived is there.
  mutating func settle() {
    for index in sites.indices where !sites[index].guests.isEmpty {
      for guest in sites[index].guests { residents[guest.shape][index, default: 0] += guest.count }
      sites[index].settle(in: cluster)
    }
  }

  mutating func launch(_ site: Int) { sites[site].isThere = true }

  mutating func remove(_ site: Int) {
    sites[site].isThere = false
    for shape in residents.indices where residents[shape][site] != nil { residents[shape][site] = nil }
  }

  private mutating func placeOnNodes(
    _ placements: [Placement], register: inout PodRegister, findings: inout Findings
  ) {
    for placement in placements {
      guard let site = siteOfName[placement.node], site < cluster.nodes.count else {
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
      arrive(reference, shape: cluster.pending[pod].shape, at: site)
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
