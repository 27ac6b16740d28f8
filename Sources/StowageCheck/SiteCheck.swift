import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// Does every pod suit the node it is put on: taints, labels, room, ports, attachments?
///
/// Room and daemon ports of new nodes are judged with the claim's type list; what is judged here is the rest.
struct SiteCheck {
  let plan: ProvisioningPlan
  let state: FinalState
  var cluster: Cluster { state.cluster }

  init(_ plan: ProvisioningPlan, state: FinalState) {
    self.plan = plan
    self.state = state
  }

  func run(_ findings: inout Findings) {
    for site in state.sites where !site.guests.isEmpty {
      checkTaints(site, &findings)
      checkLabels(site, &findings)
      switch site.origin {
      case .node(let index):
        checkRoom(site, node: cluster.nodes[index], &findings)
        checkPorts(site, taken: cluster.nodes[index].hostPorts, &findings)
        checkAttachments(site, node: cluster.nodes[index], &findings)
      case .claim(let index):
        checkPorts(site, taken: [], &findings)
        checkFallbackRoom(site, claim: plan.nodeClaims[index], &findings)
      }
    }
  }

  /// Soft taints only repel, so that a plan may go against them.
  private func checkTaints(_ site: Site, _ findings: inout Findings) {
    let taints = site.taints
    if taints.isEmpty { return }
    for guest in site.guests {
      let tolerations = cluster.shapes[guest.shape].tolerations
      guard let taint = taints.firstUntolerated(by: tolerations, countingSoft: false) else { continue }
      let value = taint.value.isEmpty ? "" : "=\(taint.value)"
      findings.add(
        .untoleratedTaint, guest.firstPod,
        "\(guest.description) on \(site.name) does not tolerate \(taint.key)\(value):\(taint.effect)")
    }
  }

  private func checkLabels(_ site: Site, _ findings: inout Findings) {
    for guest in site.guests {
      let shape = cluster.shapes[guest.shape]
      if shape.isAnywhere { continue }
      if !shape.alternatives.contains(where: site.labels.guarantee) {
        findings.add(
          .nodeAffinity, guest.firstPod,
          "\(guest.description) on \(site.name): \(explain(shape.alternatives, site.labels))")
      }
      if !shape.volumePlaces.contains(where: site.labels.guarantee) {
        findings.add(
          .volumeTopology, guest.firstPod,
          "the volumes of \(guest.description) are not reachable on \(site.name): "
            + explain(shape.volumePlaces, site.labels))
      }
    }
  }

  private func explain(_ alternatives: [Requirements], _ labels: Requirements) -> String {
    guard let first = alternatives.first else { return "the pod's terms match no node" }
    guard let open = labels.firstOpen(in: first) else { return "no alternative holds" }
    let more = alternatives.count > 1 ? " (first of \(alternatives.count) alternatives)" : ""
    return "needs \(open)\(more), the node has \(labels[open.key].map(\.description) ?? "no such label")"
  }

  private func checkRoom(_ site: Site, node: ClusterNode, _ findings: inout Findings) {
    let requests = site.guests.reduce(ResourceVector.zero) { sum, guest in
      sum + cluster.shapes[guest.shape].requests.times(guest.count)
    }
    guard let lack = requests.firstLack(in: node.free) else { return }
    findings.add(
      .insufficientResources, site.name,
      "the pods ask for \(text(lack.asked, lack.name)) \(lack.name.text); the node has "
        + "\(text(lack.room, lack.name)) left of \(text(node.allocatable[lack.name], lack.name))")
  }

  /// The room of a new node whose pool does not know its type (which is reported too).
  private func checkFallbackRoom(_ site: Site, claim: PlannedClaim, _ findings: inout Findings) {
    guard let type = claim.typeIndex(in: cluster) else { return }
    if let pool = cluster.pool(named: claim.nodePool), pool.position(ofType: type) != nil { return }
    let requests = site.guests.reduce(ResourceVector.zero) { sum, guest in
      sum + cluster.shapes[guest.shape].requests.times(guest.count)
    }
    guard let lack = requests.firstLack(in: cluster.catalog.types[type].allocatable) else { return }
    findings.add(
      .insufficientResources, site.name,
      "the pods ask for \(text(lack.asked, lack.name)) \(lack.name.text); "
        + "\(claim.offering.instanceType) has \(text(lack.room, lack.name)) allocatable")
  }

  private func checkPorts(_ site: Site, taken: [HostPort], _ findings: inout Findings) {
    var taken = taken
    for guest in site.guests {
      let ports = cluster.shapes[guest.shape].hostPorts
      if ports.isEmpty { continue }
      if let port = ports.firstClash(with: taken) {
        findings.add(
          .hostPortClash, guest.firstPod,
          "host port \(port.port)/\(port.networkProtocol) is taken on \(site.name)")
      } else if guest.count > 1 {
        findings.add(
          .hostPortClash, guest.firstPod,
          "\(guest.count) pods on \(site.name) want host port \(ports[0].port)/\(ports[0].networkProtocol)")
      }
      taken += ports
    }
  }

  /// Only existing nodes have known limits.
  private func checkAttachments(_ site: Site, node: ClusterNode, _ findings: inout Findings) {
    for driver in node.attachments {
      guard let limit = driver.limit else { continue }
      var own = 0
      var shared: Set<String> = []
      for guest in site.guests {
        for use in cluster.shapes[guest.shape].volumes where use.driver == driver.driver {
          if use.sharedClaim.isEmpty { own += guest.count } else { shared.insert(use.sharedClaim) }
        }
      }
      let added = own + shared.subtracting(driver.sharedClaims).count
      if added > 0 && driver.used + added > limit {
        findings.add(
          .attachLimitExceeded, site.name,
          "\(added) more volumes of \(driver.driver) with \(driver.used) attached exceed the limit \(limit)")
      }
    }
  }
}
