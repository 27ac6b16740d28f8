import StowageModel
import StowageProblem
import StowageRules
import StowageUnits

/// What a search knew in the end, in names that hold from one state of a cluster to the next: pod shapes instead of
/// classes, offerings and nodes by name.
package struct SearchMemory: Sendable {
  /// A bin by name.
  enum Place: Hashable, Sendable {
    case offering(OfferingName)
    case node(String)
  }

  struct OfferingName: Hashable, Sendable {
    var pool: String
    var type: String
    var zone: String
    var capacityType: String
    var reservation: String
    var variant: Int
  }

  struct Load: Sendable {
    /// Into `places`.
    var place: Int
    /// Classes, into `shapes`, with their counts.
    var parts: [(shape: Int, count: Int32)]
  }

  struct Worth: Sendable {
    var shape: Int
    var place: Int
    var nanos: Double
  }

  var shapes: [PodShape] = []
  var places: [Place] = []
  var loads: [Load] = []
  var worths: [Worth] = []
  var limits: [Double] = []
  var solution: [Load] = []
}

extension Reduction {
  /// The end of a search on this problem, in names.
  package func memory(of end: WarmStart) -> SearchMemory {
    var memory = SearchMemory()
    memory.shapes = classes.map { cluster.shapes[$0.shapes[0]] }
    var known: [WarmStart.Place: Int] = [:]
    func position(of place: WarmStart.Place) -> Int {
      if let position = known[place] { return position }
      known[place] = memory.places.count
      memory.places.append(name(of: place))
      return memory.places.count - 1
    }
    func named(_ load: WarmStart.Load) -> SearchMemory.Load {
      SearchMemory.Load(
        place: position(of: load.place),
        parts: load.content.parts.map { (shape: $0.podClass.index, count: $0.count) })
    }
    memory.loads = end.loads.map(named)
    memory.solution = end.solution.map(named)
    memory.worths = end.worths.map { worth in
      SearchMemory.Worth(
        shape: worth.podClass.index, place: position(of: worth.place), nanos: worth.nanos)
    }
    memory.limits = end.limits
    return memory
  }

  private func name(of place: WarmStart.Place) -> SearchMemory.Place {
    switch place {
    case .node(let id): .node(cluster.nodes[nodes[id.index]].name)
    case .offering(let id): .offering(name(of: offerings[id.index]))
    }
  }

  private func name(of node: NewNode) -> SearchMemory.OfferingName {
    let offering = cluster.offering(of: node)
    return SearchMemory.OfferingName(
      pool: cluster.pools[node.pool].name, type: cluster.catalog.types[cluster.typeIndex(of: node)].name,
      zone: offering.zone, capacityType: offering.capacityType, reservation: offering.reservation?.id ?? "",
      variant: node.variant)
  }

  /// What this problem has in common with the one that a memory is of; nil where that is nothing.
  package func warmStart(from memory: SearchMemory) -> WarmStart? {
    let classOfShape = classes(of: memory.shapes)
    let places = places(of: memory.places)
    func load(_ old: SearchMemory.Load) -> WarmStart.Load? {
      guard let place = places[old.place] else { return nil }
      var counts: [ClassID: Int32] = [:]
      for part in old.parts {
        if let id = classOfShape[part.shape] { counts[id, default: 0] += part.count }
      }
      if counts.isEmpty { return nil }
      let parts = counts.sorted { $0.key < $1.key }
      return WarmStart.Load(
        place: place, content: Pattern(parts.map { Pattern.Part(podClass: $0.key, count: $0.value) }))
    }
    var start = WarmStart()
    start.loads = memory.loads.compactMap(load)
    start.solution = memory.solution.compactMap(load)
    start.worths = memory.worths.compactMap { worth in
      guard let id = classOfShape[worth.shape], let place = places[worth.place] else { return nil }
      return WarmStart.Worth(podClass: id, place: place, nanos: worth.nanos)
    }
    start.limits = memory.limits
    return start.worths.isEmpty && start.solution.isEmpty ? nil : start
  }

  private func classes(of shapes: [PodShape]) -> [ClassID?] {
    var classOfShape: [PodShape: ClassID] = [:]
    for (index, draft) in classes.enumerated() {
      for shape in draft.shapes { classOfShape[cluster.shapes[shape]] = ClassID(index) }
    }
    return shapes.map { classOfShape[$0] }
  }

  private func places(of names: [SearchMemory.Place]) -> [WarmStart.Place?] {
    var known: [SearchMemory.Place: WarmStart.Place] = [:]
    for (index, node) in nodes.enumerated() {
      known[.node(cluster.nodes[node].name)] = .node(NodeID(index))
    }
    for (index, node) in offerings.enumerated() {
      known[.offering(name(of: node))] = .offering(OfferingID(index))
    }
    return names.map { known[$0] }
  }
}
