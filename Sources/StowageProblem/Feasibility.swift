import StowageUnits

/// A rule of a problem that a solution breaks, and where.
package struct Fault: Hashable, Sendable, CustomStringConvertible {
  package enum Rule: String, Hashable, Sendable, CaseIterable {
    /// The arrays of the solution do not fit the problem's.
    case shape
    /// More pods of a class than there are, or fewer than already run.
    case count
    /// A node is given up that must stay, or is given up and still holds pods.
    case closed
    /// Pods come to a node that takes none.
    case receive
    case capacity
    case mask
    case maxPerBin
    case conflict
    case binCap
    case companion
    case spread
    case attraction
    case repulsion
    case limit
    case copies
    case choice
  }

  package var rule: Rule
  package var text: String

  package init(_ rule: Rule, _ text: String) {
    self.rule = rule
    self.text = text
  }

  package var description: String { "\(rule.rawValue): \(text)" }
}

extension Problem {
  /// Every rule that `solution` breaks, empty where it is feasible. Exact, and shares no code with any solver.
  ///
  /// Pods that stay on their node are never at fault: a rule is broken only by a pod that arrives somewhere, be
  /// it that the pod breaks its own rule or that of one that is there.
  package func violations(of solution: Solution) -> [Fault] {
    var verdict = Feasibility(problem: self, solution: solution)
    verdict.judgeShape()
    guard verdict.faults.isEmpty else { return verdict.faults }
    verdict.judgeCounts()
    verdict.judgeNodes()
    verdict.judgeBins()
    verdict.judgeCompanions()
    for index in topologies.indices { verdict.judgeTopology(index) }
    verdict.judgeOrder()
    verdict.judgeLimits()
    verdict.judgeChoices()
    return verdict.faults
  }
}

/// One bin of a solution as the rules see it.
struct JudgedBin {
  enum Place {
    case offering(Int)
    case node(Int)
  }

  var place: Place
  /// Everything movable that is in it in the end.
  var content: Pattern
  /// Per part of the content: how many of its pods were not there before.
  var arrivals: [Int32]

  var hasArrivals: Bool { arrivals.contains { $0 > 0 } }
}

/// The judgement of one solution in the making.
struct Feasibility {
  let problem: Problem
  let solution: Solution
  /// Per node: pods at home there, classes ascending.
  let homes: [[Pattern.Part]]
  var bins: [JudgedBin] = []
  var faults: [Fault] = []

  init(problem: Problem, solution: Solution) {
    self.problem = problem
    self.solution = solution
    homes = Feasibility.homes(of: problem)
  }

  mutating func report(_ rule: Fault.Rule, _ text: String) { faults.append(Fault(rule, text)) }

  private static func homes(of problem: Problem) -> [[Pattern.Part]] {
    var result = [[Pattern.Part]](repeating: [], count: problem.nodes.count)
    for home in problem.homes {
      let part = Pattern.Part(podClass: home.podClass, count: home.count)
      result[home.node.index].append(part)
    }
    return result.map { parts in
      var merged: [Pattern.Part] = []
      for part in parts.sorted(by: { $0.podClass < $1.podClass }) {
        if merged.last?.podClass == part.podClass {
          merged[merged.count - 1].count += part.count
        } else {
          merged.append(part)
        }
      }
      return merged
    }
  }

  func name(of place: JudgedBin.Place) -> String {
    switch place {
    case .offering(let index): "new bin of offering \(index)"
    case .node(let index): "node \(index)"
    }
  }

  /// The domain of a bin in a topology, -1 where it has none.
  func domain(of place: JudgedBin.Place, in topology: Topology) -> Int {
    switch place {
    case .offering(let index): Int(topology.domainOfOffering[index])
    case .node(let index): Int(topology.domainOfNode[index])
    }
  }
}

// MARK: - Shape and counts

extension Feasibility {
  /// Indices in range, patterns in order. Everything after this may index without looking.
  mutating func judgeShape() {
    guard solution.nodeContents.count == problem.nodes.count, solution.closed.count == problem.nodes.count
    else { return report(.shape, "the solution has other nodes than the problem") }
    for (index, content) in solution.nodeContents.enumerated() { judgeShape(content, "node \(index)") }
    for (index, bin) in solution.newBins.enumerated() {
      judgeShape(bin.content, "new bin \(index)")
      if bin.content.isEmpty { report(.shape, "new bin \(index) is empty") }
      if !problem.offerings.indices.contains(bin.offering.index) {
        report(.shape, "new bin \(index) is of an offering that does not exist")
      }
    }
    guard faults.isEmpty else { return }
    for bin in solution.newBins {
      let arrivals = bin.content.parts.map(\.count)
      bins.append(
        JudgedBin(place: .offering(bin.offering.index), content: bin.content, arrivals: arrivals))
    }
    for (index, content) in solution.nodeContents.enumerated() where !content.isEmpty {
      let arrivals = content.parts.map { part in
        max(0, part.count - (homes[index].first { $0.podClass == part.podClass }?.count ?? 0))
      }
      bins.append(JudgedBin(place: .node(index), content: content, arrivals: arrivals))
    }
  }

  private mutating func judgeShape(_ content: Pattern, _ place: @autoclosure () -> String) {
    var last = -1
    for part in content.parts {
      if part.podClass.index <= last { report(.shape, "\(place()) holds classes out of order") }
      if part.count <= 0 { report(.shape, "\(place()) holds \(part.count) pods of a class") }
      if !problem.classes.indices.contains(part.podClass.index) {
        report(.shape, "\(place()) holds a class that does not exist")
      }
      last = part.podClass.index
    }
  }

  mutating func judgeCounts() {
    var placed = [Int64](repeating: 0, count: problem.classes.count)
    for bin in bins { for part in bin.content.parts { placed[part.podClass.index] += Int64(part.count) } }
    var running = [Int64](repeating: 0, count: problem.classes.count)
    for home in problem.homes { running[home.podClass.index] += Int64(home.count) }
    for (index, item) in problem.classes.enumerated() {
      if placed[index] > Int64(item.count) {
        report(.count, "class \(index): \(placed[index]) placed of \(item.count)")
      }
      if placed[index] < running[index] {
        report(.count, "class \(index): \(running[index]) run now, \(placed[index]) have a place")
      }
    }
  }

  mutating func judgeNodes() {
    for (index, node) in problem.nodes.enumerated() where solution.closed[index] {
      if !node.mayClose { report(.closed, "node \(index) must stay") }
      if !solution.nodeContents[index].isEmpty { report(.closed, "node \(index) is closed and holds pods") }
    }
    for bin in bins {
      if case .node(let index) = bin.place, bin.hasArrivals, !problem.nodes[index].mayReceive {
        report(.receive, "node \(index) takes no pods")
      }
    }
  }
}
