extension Problem {
  /// What is wrong with the arrays, empty where they fit together. Called by tests and by `--verify` wherever a
  /// problem crosses a border.
  package func checkInvariants() -> [String] {
    var faults: [String] = []
    func require(_ holds: Bool, _ text: @autoclosure () -> String) { if !holds { faults.append(text()) } }
    for (index, item) in classes.enumerated() {
      require(item.size.count == dimensionCount, "class \(index) has \(item.size.count) dimensions")
      require(item.size.allSatisfy { $0 >= 0 }, "class \(index) has a negative size")
      require(item.count > 0 && item.maxPerBin > 0, "class \(index) is empty")
    }
    for (index, bin) in offerings.enumerated() {
      require(bin.capacity.count == dimensionCount, "offering \(index) has \(bin.capacity.count) dimensions")
      require(bin.price >= .zero, "offering \(index) has a negative price")
    }
    for (index, bin) in nodes.enumerated() {
      require(bin.free.count == dimensionCount, "node \(index) has \(bin.free.count) dimensions")
    }
    require(
      offeringMask.rowCount == classes.count && offeringMask.columnCount == offerings.count,
      "offering mask is \(offeringMask.rowCount) x \(offeringMask.columnCount)")
    require(
      nodeMask.rowCount == classes.count && nodeMask.columnCount == nodes.count,
      "node mask is \(nodeMask.rowCount) x \(nodeMask.columnCount)")
    require(
      conflicts.rowCount == classes.count && conflicts.columnCount == classes.count,
      "conflicts are \(conflicts.rowCount) x \(conflicts.columnCount)")
    for row in 0..<conflicts.rowCount {
      conflicts.forEachColumn(of: row) {
        require(conflicts[$0, row], "conflict of \(row) with \($0) is one-sided")
      }
    }
    for (index, topology) in topologies.enumerated() {
      require(topology.domainOfOffering.count == offerings.count, "topology \(index) misses offerings")
      require(topology.domainOfNode.count == nodes.count, "topology \(index) misses nodes")
      require(
        topology.spreads.allSatisfy { $0.present.count == topology.domainCount },
        "topology \(index) has a spread over other domains")
    }
    for (index, wish) in spreadWishes.enumerated() where !wish.isOfBins {
      require(
        wish.domainOfOffering.count == offerings.count && wish.domainOfNode.count == nodes.count
          && wish.present.count == wish.domainCount, "spread wish \(index) is over other domains")
    }
    for (index, limit) in limits.enumerated() {
      require(limit.coefficients.count == offerings.count, "limit \(index) misses offerings")
    }
    return faults
  }
}
