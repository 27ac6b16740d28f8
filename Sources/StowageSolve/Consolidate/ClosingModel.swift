import StowageProblem
import StowageUnits

/// A problem with homes, seen as a choice of nodes to close. A node that stays keeps the pods at home there, so that
/// what is left to decide for a given choice is a provisioning problem.
package struct ClosingModel {
  package let problem: Problem
  /// Per node: the pods at home there, classes ascending.
  package let homes: [[Pattern.Part]]
  /// Per node: what moving all its pods and closing it costs in the objective, in nano-dollars per hour.
  package let movePrice: [Int64]
  package let moveCount: [Int]
  /// Per class: pods that are at home nowhere.
  package let waiting: [Int32]
  /// The nodes that may be closed, ascending.
  package let closable: [Int]

  package init(_ problem: Problem) {
    self.problem = problem
    var homes = [[Pattern.Part]](repeating: [], count: problem.nodes.count)
    var movePrice = problem.nodes.map(\.closingPrice.nanos)
    var moveCount = [Int](repeating: 0, count: problem.nodes.count)
    var waiting = problem.classes.map(\.count)
    for home in problem.homes.sorted(by: { ($0.node, $0.podClass) < ($1.node, $1.podClass) }) {
      let node = home.node.index
      if homes[node].last?.podClass == home.podClass {
        homes[node][homes[node].count - 1].count += home.count
      } else {
        homes[node].append(Pattern.Part(podClass: home.podClass, count: home.count))
      }
      movePrice[node] += home.movePrice.nanos * Int64(home.count)
      moveCount[node] += Int(home.count)
      waiting[home.podClass.index] -= home.count
    }
    self.homes = homes
    self.movePrice = movePrice
    self.moveCount = moveCount
    self.waiting = waiting
    closable = problem.nodes.indices.filter { problem.nodes[$0].mayClose }
  }

  /// Per dimension: what the pods at home on a node take.
  func load(of node: Int) -> [Int32] {
    var load = [Int32](repeating: 0, count: problem.dimensionCount)
    for part in homes[node] {
      let size = problem.classes[part.podClass.index].size
      for dimension in load.indices { load[dimension] += size[dimension] * part.count }
    }
    return load
  }

  /// Per class: how many pods closing these nodes frees.
  func freed(closing isClosed: [Bool]) -> [Int32] {
    var freed = [Int32](repeating: 0, count: problem.classes.count)
    for node in closable where isClosed[node] {
      for part in homes[node] { freed[part.podClass.index] += part.count }
    }
    return freed
  }

  /// The provisioning problem that closing some nodes leaves: what is at home elsewhere stays, as room that is taken,
  /// and as company and competition for the pods to place. Nodes keep their indices; closed ones accept nothing.
  package func provisioning(closing isClosed: [Bool]) -> Problem {
    var result = problem
    result.homes = []
    for (index, freed) in freed(closing: isClosed).enumerated() {
      result.classes[index].count = waiting[index] + freed
    }
    var staying = StayingPods(problem, isOpen: isClosed.map { !$0 })
    for node in problem.nodes.indices {
      result.nodes[node].price = .zero
      result.nodes[node].mayClose = false
      if isClosed[node] {
        result.nodes[node].mayReceive = false
        continue
      }
      for (dimension, taken) in load(of: node).enumerated() { result.nodes[node].free[dimension] -= taken }
      if result.nodes[node].free.contains(where: { $0 < 0 }) { staying.shut(node) }
      if !homes[node].isEmpty { staying.stay(homes[node], on: node) }
    }
    staying.write(to: &result)
    for limit in result.limits.indices {
      for (node, taken) in result.limits[limit].nodeCoefficients.enumerated() where !isClosed[node] {
        result.limits[limit].bound -= taken
      }
      result.limits[limit].nodeCoefficients = []
    }
    return result
  }
}
