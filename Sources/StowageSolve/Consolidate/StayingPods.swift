import StowageProblem
import StowageUnits

/// Pods that stay on their nodes, as far as rules between pods bind those that are placed beside them.
struct StayingPods {
  private let problem: Problem
  private var nodeMask: BitMatrix
  private var offeringMask: BitMatrix
  /// Nodes that accept pods at all, as bits.
  private var openNodes: [UInt64]
  /// Per node: what stays there, where rules between pods need to know.
  private var contents: [(node: Int, parts: [Pattern.Part])] = []
  private let isInConflict: [Bool]

  init(_ problem: Problem, isOpen: [Bool]) {
    self.problem = problem
    nodeMask = problem.nodeMask
    offeringMask = problem.offeringMask
    openNodes = Array(repeating: 0, count: nodeMask.wordsPerRow)
    for node in isOpen.indices where isOpen[node] { openNodes[node >> 6] |= 1 << UInt64(node & 63) }
    isInConflict = problem.classes.indices.map { !problem.conflicts.isEmpty(row: $0) }
  }

  /// Nothing more goes to this node.
  mutating func shut(_ node: Int) { openNodes[node >> 6] &= ~(1 << UInt64(node & 63)) }

  mutating func stay(_ parts: [Pattern.Part], on node: Int) {
    contents.append((node, parts))
    for part in parts {
      let index = part.podClass.index
      if part.count >= problem.classes[index].maxPerBin { nodeMask[index, node] = false }
      if isInConflict[index] {
        for other in problem.conflicts.columns(of: index) { nodeMask[other, node] = false }
      }
    }
  }

  func write(to result: inout Problem) {
    var copy = self
    copy.writeCaps(&result)
    copy.writeCompanions(&result)
    for index in result.topologies.indices { copy.write(topology: index, &result) }
    for index in result.classes.indices { copy.nodeMask.intersect(row: index, with: openNodes[...]) }
    result.nodeMask = copy.nodeMask
    result.offeringMask = copy.offeringMask
  }

  // MARK: - Rules inside bins

  private func writeCaps(_ result: inout Problem) {
    for index in result.binCaps.indices {
      count(members: result.binCaps[index].members, into: &result.binCaps[index].present)
    }
    // A class that may be so often in a bin and is there already has room for fewer.
    for index in result.classes.indices where (2..<Int32.max).contains(result.classes[index].maxPerBin) {
      var cap = BinCap(
        members: [ClassID(index)], subjects: [ClassID(index)], cap: result.classes[index].maxPerBin)
      count(members: cap.members, into: &cap.present)
      if !cap.present.isEmpty { result.binCaps.append(cap) }
    }
  }

  private func count(members: [ClassID], into present: inout [Int32]) {
    let isMember = flags(members)
    for (node, parts) in contents {
      for part in parts where isMember[part.podClass.index] {
        if present.isEmpty { present = Array(repeating: 0, count: problem.nodes.count) }
        present[node] += part.count
      }
    }
  }

  private func writeCompanions(_ result: inout Problem) {
    for index in result.companions.indices {
      let isTarget = flags(result.companions[index].targets)
      for (node, parts) in contents where parts.contains(where: { isTarget[$0.podClass.index] }) {
        result.companions[index].satisfiedNodes[node] = true
        result.companions[index].mayFound = false
      }
    }
  }

  private func flags(_ ids: [ClassID]) -> [Bool] {
    var flags = [Bool](repeating: false, count: problem.classes.count)
    for id in ids { flags[id.index] = true }
    return flags
  }

  // MARK: - Rules over domains

  private mutating func write(topology index: Int, _ result: inout Problem) {
    let topology = problem.topologies[index]
    // Class-major: pods that stay in each domain.
    let domains = topology.domainCount
    var counts = [Int32](repeating: 0, count: problem.classes.count * domains)
    for (node, parts) in contents where topology.domainOfNode[node] >= 0 {
      for part in parts {
        counts[part.podClass.index * domains + Int(topology.domainOfNode[node])] += part.count
      }
    }
    for spread in topology.spreads.indices {
      for member in topology.spreads[spread].members {
        for domain in 0..<domains {
          result.topologies[index].spreads[spread].present[domain] += counts[member.index * domains + domain]
        }
      }
    }
    for rule in topology.attractions.indices {
      for target in topology.attractions[rule].targets {
        for domain in 0..<domains where counts[target.index * domains + domain] > 0 {
          result.topologies[index].attractions[rule].present[domain] = true
          result.topologies[index].attractions[rule].mayFound = false
        }
      }
    }
    for rule in topology.repulsions {
      for target in rule.targets {
        for domain in 0..<domains {
          if counts[rule.subject.index * domains + domain] > 0 { close(target, domain, topology) }
          if counts[target.index * domains + domain] > 0 { close(rule.subject, domain, topology) }
        }
      }
    }
  }

  private mutating func close(_ id: ClassID, _ domain: Int, _ topology: Topology) {
    for (offering, its) in topology.domainOfOffering.enumerated() where Int(its) == domain {
      offeringMask[id.index, offering] = false
    }
    for (node, its) in topology.domainOfNode.enumerated() where Int(its) == domain {
      nodeMask[id.index, node] = false
    }
  }
}
