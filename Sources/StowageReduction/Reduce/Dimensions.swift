import StowageRules
import StowageUnits

/// What a dimension of the problem measures.
package enum Dimension: Hashable, Sendable {
  case resource(ResourceName)
  /// Attachments of a CSI driver on existing nodes; new nodes have no limit.
  case attachments(driver: String)
}

/// The dimensions of a problem and their scales, in one order: cpu, memory, storage, pods, extended resources by
/// name, drivers by name. Only what some placeable pod asks for is a dimension.
struct Dimensions: Sendable {
  private(set) var all: [Dimension] = []
  private(set) var scales: [DimensionScale] = []

  init(cluster: Cluster, classes: [ClassDraft], rooms: [ResourceVector], nodes: [Int]) {
    let exemplars = classes.map { cluster.shapes[$0.shapes[0]] }
    var names: Set<ResourceName> = [.pods]
    for shape in exemplars { names.formUnion(shape.requests.names) }
    let builtIn = [ResourceName.cpu, .memory, .ephemeralStorage, .pods]
    for name in builtIn.filter(names.contains) + names.subtracting(builtIn).sorted() {
      let frees = nodes.map { cluster.nodes[$0].free[name] }
      add(
        .resource(name), sizes: exemplars.map { $0.requests[name] }, classes: classes,
        capacities: rooms.map { $0[name] } + frees)
    }
    var drivers: Set<String> = []
    for shape in exemplars { drivers.formUnion(shape.volumes.map(\.driver)) }
    for driver in drivers.sorted() {
      let limits = nodes.compactMap { cluster.nodes[$0].attachmentsLeft(driver) }
      if limits.isEmpty { continue }
      let sizes = exemplars.map { shape in Int64(shape.volumes.count { $0.driver == driver }) }
      // A new node has room for every attachment there is.
      add(.attachments(driver: driver), sizes: sizes, classes: classes, capacities: [.max])
    }
  }

  private mutating func add(
    _ dimension: Dimension, sizes: [Int64], classes: [ClassDraft], capacities: [Int64]
  ) {
    all.append(dimension)
    scales.append(
      DimensionScale(sizes: zip(sizes, classes).map { ($0, $1.pods.count) }, capacities: capacities))
  }

  func size(of shape: PodShape) -> [Int32] {
    scaled { dimension in
      switch dimension {
      case .resource(let name): shape.requests[name]
      case .attachments(let driver): Int64(shape.volumes.count { $0.driver == driver })
      }
    } as: {
      $0.size($1)
    }
  }

  func capacity(of room: ResourceVector) -> [Int32] {
    scaled { dimension in
      switch dimension {
      case .resource(let name): room[name]
      case .attachments: Int64.max
      }
    } as: {
      $0.capacity($1)
    }
  }

  func capacity(of node: ClusterNode) -> [Int32] {
    scaled { dimension in
      switch dimension {
      case .resource(let name): node.free[name]
      case .attachments(let driver): node.attachmentsLeft(driver) ?? .max
      }
    } as: {
      $0.capacity($1)
    }
  }

  private func scaled(
    _ amount: (Dimension) -> Int64, as scale: (DimensionScale, Int64) -> Int32
  ) -> [Int32] {
    all.indices.map { scale(scales[$0], amount(all[$0])) }
  }
}

extension ClusterNode {
  /// Attachments of a driver that the node can still take; nil where no limit is known.
  func attachmentsLeft(_ driver: String) -> Int64? {
    guard let found = attachments.first(where: { $0.driver == driver }), let limit = found.limit else {
      return nil
    }
    return Int64(max(0, limit - found.used))
  }
}
