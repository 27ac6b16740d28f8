import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// Does every pod suit the node it is put on: taints, labels, room, ports, attachments?
///
/// Room and daemon ports of new nodes are judged with the claim's type list; what is judged here is the rest.
struct SiteCheck {
  private let state: FinalState
  private var cluster: Cluster { state.cluster }

  init(_ state: FinalState) { self.state = state }

  func run(_ findings: inout Findings) {
    for site in state.sites where !site.guests.isEmpty {
      checkTaints(site, &findings)
      checkLabels(site, &findings)
      checkRoom(site, &findings)
      checkPorts(site, &findings)
      checkAttachments(site, &findings)
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

  private func checkRoom(_ site: Site, _ findings: inout Findings) {
    let requests = site.arrivingRequests(in: cluster)
    guard let room = site.room ?? unknownRoom(of: site), let lack = requests.firstLack(in: room) else {
      return
    }
    findings.add(
      .insufficientResources, site.name,
      "the pods ask for \(text(lack.asked, lack.name)) \(lack.name.text); the node has "
        + "\(text(lack.room, lack.name)) left for them")
  }

  /// The allocatable of a new node whose pool does not launch its type (which is reported too).
  private func unknownRoom(of site: Site) -> ResourceVector? {
    guard case .claim(let claim) = site.origin, claim.plannedType(in: cluster) == nil,
      let type = claim.typeIndex(in: cluster)
    else { return nil }
    return cluster.catalog.types[type].allocatable
  }

  private func checkPorts(_ site: Site, _ findings: inout Findings) {
    var taken = site.ports
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
  private func checkAttachments(_ site: Site, _ findings: inout Findings) {
    for driver in site.attachments {
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
