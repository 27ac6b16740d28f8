import StowageProblem
import StowageRules
import StowageUnits

extension RuleWriter {
  /// The weight of a soft taint, in the unit of preferred terms: Karpenter gives it up last.
  private static let softTaintWeight = 100

  /// Preferences as prices: preferred node affinity, soft taints, and preferred affinity to pods that run and to pods
  /// that are placed as well.
  mutating func writeWishes() {
    let hasSoftTaints = cluster.hasSoftTaints
    for index in classes.indices {
      let shape = shape(of: index)
      for wish in shape.preferredNodes {
        add(
          index, weight: wish.weight, offerings: offeringLabels.row(for: wish.requirements),
          nodes: nodeLabels.row(for: wish.requirements))
      }
      if hasSoftTaints { writeSoftTaints(index, shape) }
      for term in shape.preferredAffinity { write(term, of: index, isAttraction: true) }
      for term in shape.preferredAntiAffinity { write(term, of: index, isAttraction: false) }
    }
    writeSpreadWishes()
  }

  /// Consolidation weighs moves, and what pods prefer of others that run is in its masks.
  var isMoving: Bool { nodes.contains { cluster.nodes[$0].isVacated } }

  private mutating func writeSoftTaints(_ index: Int, _ shape: PodShape) {
    let ofPool = cluster.pools.map { $0.taints.areTolerated(by: shape.tolerations, countingSoft: true) }
    var met = BitRow(count: offerings.count, filled: true)
    met.filter { ofPool[offerings[$0].pool] }
    var metNodes = BitRow(count: nodes.count, filled: true)
    metNodes.filter {
      cluster.nodes[nodes[$0]].taints.areTolerated(by: shape.tolerations, countingSoft: true)
    }
    add(index, weight: Self.softTaintWeight, offerings: met, nodes: metNodes)
  }

  private mutating func write(_ term: PodTerm, of index: Int, isAttraction: Bool) {
    let populated = counts.populated(by: term)
    let targets = classes(selectedBy: term.selector)
    if !targets.isEmpty {
      if isMoving || (isAttraction && !populated.isEmpty) {
        note(isAttraction ? "preferred pod affinity" : "preferred pod anti-affinity")
      } else {
        addPeer(term, of: index, targets: targets, isAttraction: isAttraction)
      }
    }
    if populated.isEmpty { return }
    var met = BitRow(count: offerings.count, filled: true)
    var metNodes = BitRow(count: nodes.count, filled: true)
    if term.key == LabelKeys.hostname {
      if isAttraction { met = BitRow(count: offerings.count) }
      metNodes.filter { populated.contains(cluster.nodes[nodes[$0]].hostname) == isAttraction }
    } else {
      let isMet = { (domain: String?) in (domain.map(populated.contains) ?? false) == isAttraction }
      met = offeringLabels.row(of: term.key, where: isMet)
      metNodes = nodeLabels.row(of: term.key, where: isMet)
    }
    add(index, weight: term.weight, offerings: met, nodes: metNodes)
  }

  /// What pods prefer of others that are placed with them.
  private mutating func addPeer(_ term: PodTerm, of index: Int, targets: [ClassID], isAttraction: Bool) {
    guard let price = price(ofWeight: term.weight) else { return }
    // A pod cannot meet itself.
    if targets == [ClassID(index)] && problem.classes[index].count == 1 { return }
    var wish = PeerWish(subject: ClassID(index), targets: targets, price: price, isAttraction: isAttraction)
    if term.key != LabelKeys.hostname {
      let topology = emptyTopology(TopologyOrigin(key: term.key, counted: nil))
      if topology.domainCount == 0 { return }
      wish.domainCount = topology.domainCount
      wish.domainOfOffering = topology.domainOfOffering
      wish.domainOfNode = topology.domainOfNode
    }
    problem.peerWishes.append(wish)
  }

  /// nil where that is nothing.
  func price(ofWeight weight: Int) -> Money? {
    let nanos = Int64(weight).multipliedReportingOverflow(by: cluster.options.preferencePrice.nanos)
    return nanos.overflow || nanos.partialValue <= 0 ? nil : Money(nanos: nanos.partialValue)
  }

  /// A wish that all bins of the class meet, or none, decides nothing.
  private mutating func add(_ index: Int, weight: Int, offerings met: BitRow, nodes metNodes: BitRow) {
    var (metOnes, metHere) = (met, metNodes)
    metOnes.formIntersection(classes[index].offerings)
    metHere.formIntersection(classes[index].nodes)
    let isAlways = metOnes == classes[index].offerings && metHere == classes[index].nodes
    if isAlways || (metOnes.isEmpty && metHere.isEmpty) { return }
    guard let price = price(ofWeight: weight) else { return }
    problem.wishes.append(
      Wish(
        subject: ClassID(index), price: price,
        offerings: BitMatrix(rowsOf: [met], columns: offerings.count),
        nodes: BitMatrix(rowsOf: [metNodes], columns: nodes.count)))
  }

  mutating func note(_ preference: String) {
    if !unpriced.contains(preference) { unpriced.append(preference) }
  }
}
