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
  /// A claim that several pods share is counted once for each of them on nodes with an attach limit, so that the
  /// problem may be tighter than reality.
  private(set) var hasTightAttachments = false
  private var demands: [String: AttachmentDemand] = [:]

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
      let demand = AttachmentDemand(driver, cluster: cluster, classes: classes)
      if nodes.allSatisfy({ demand.isUnlimited(on: cluster.nodes[$0]) }) { continue }
      demands[driver] = demand
      hasTightAttachments = hasTightAttachments || demand.hasShared
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
      case .attachments(let driver): demands[driver]?.room(on: node) ?? .max
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

/// All attachments of one driver that the pods to place could need.
private struct AttachmentDemand {
  private let driver: String
  /// Volumes that one pod has for itself, over all pods.
  private var own = 0
  /// Claims that several pods use.
  private var shared: Set<String> = []

  init(_ driver: String, cluster: Cluster, classes: [ClassDraft]) {
    self.driver = driver
    for draft in classes {
      for use in cluster.shapes[draft.shapes[0]].volumes where use.driver == driver {
        if use.sharedClaim.isEmpty { own += draft.pods.count } else { shared.insert(use.sharedClaim) }
      }
    }
  }

  var hasShared: Bool { !shared.isEmpty }

  /// The node has no limit, or could take everything at once.
  func isUnlimited(on node: ClusterNode) -> Bool {
    guard let found = node.attachments.first(where: { $0.driver == driver }), let limit = found.limit else {
      return true
    }
    return found.used + own + shared.subtracting(found.sharedClaims).count <= limit
  }

  /// Attachments that the node can still take.
  func room(on node: ClusterNode) -> Int64 {
    guard !isUnlimited(on: node), let found = node.attachments.first(where: { $0.driver == driver }),
      let limit = found.limit
    else { return .max }
    return Int64(max(0, limit - found.used))
  }
}
