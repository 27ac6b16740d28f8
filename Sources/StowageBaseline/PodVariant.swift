import StowageModel
import StowageRules
import StowageUnits

/// A pod's shape at one step of Karpenter's relaxation: preferences count as rules until they are dropped.
struct PodVariant: Hashable {
  /// Into `Cluster.shapes`.
  let origin: Int
  var shape: PodShape

  init(shape: Int, of cluster: Cluster) {
    origin = shape
    self.shape = cluster.shapes[shape]
    if cluster.options.preferences == .ignore {
      self.shape.preferredNodes = []
      self.shape.preferredAffinity = []
      self.shape.preferredAntiAffinity = []
      self.shape.spread.removeAll { !$0.isHard }
    }
  }

  /// Where it must run: node selector and the first required term that is left; nil where no node will do.
  var strict: Requirements? { shape.alternatives.first }

  /// `strict` with the heaviest node preference; nil where they exclude each other, so that no node will do.
  /// Karpenter takes such a pair for a label that must be missing, and launches nodes that the pod cannot use.
  var wanted: Requirements? {
    guard let strict, let preferred = shape.preferredNodes.first?.requirements else { return strict }
    return strict.intersects(preferred) ? strict.adding(preferred) : nil
  }

  /// As spread reads it: with all its alternatives, given up or not.
  func spreading(in cluster: Cluster) -> PodShape {
    var stated = shape
    stated.alternatives = cluster.shapes[origin].alternatives
    return stated
  }

  /// The next step, which drops exactly one wish; nil where nothing is left to drop.
  func relaxed(toleratingSoftTaints: Bool) -> PodVariant? {
    var next = self
    if shape.alternatives.count > 1 {
      next.shape.alternatives.removeFirst()
    } else if !shape.preferredAffinity.isEmpty {
      next.shape.preferredAffinity.removeFirst()
    } else if !shape.preferredAntiAffinity.isEmpty {
      next.shape.preferredAntiAffinity.removeFirst()
    } else if !shape.preferredNodes.isEmpty {
      next.shape.preferredNodes.removeFirst()
    } else if let soft = shape.spread.firstIndex(where: { !$0.isHard }) {
      next.shape.spread.swapAt(soft, shape.spread.count - 1)
      next.shape.spread.removeLast()
    } else if toleratingSoftTaints && !shape.tolerations.contains(Self.softToleration) {
      next.shape.tolerations.append(Self.softToleration)
    } else {
      return nil
    }
    return next
  }

  private static let softToleration = Toleration(op: "Exists", effect: "PreferNoSchedule")
}

/// A variant with what every attempt asks of it worked out once.
final class VariantFacts {
  /// Into the run's variants.
  let number: Int
  let variant: PodVariant
  let requests: ResourceVector
  let hostPorts: [HostPort]
  /// Without preferences; nothing where no node will do.
  let strict: Requirements
  /// All alternatives of the pod, given up or not.
  let stated: [Requirements]
  /// With the heaviest node preference, and by number; nil where no node will do.
  let wanted: (requirements: Requirements, set: Int)?
  /// Where its volumes can be, by number; nil: anywhere.
  let places: [Int?]
  /// Per pool: whether it tolerates the taints.
  let tolerates: [Bool]

  init(_ variant: PodVariant, number: Int, cluster: Cluster, table: inout RequirementTable) {
    self.number = number
    self.variant = variant
    let shape = variant.shape
    requests = shape.requests
    hostPorts = shape.hostPorts
    strict = variant.strict ?? Requirements()
    stated = cluster.shapes[variant.origin].alternatives
    wanted = variant.wanted.map { ($0, table.number(of: $0)) }
    places = shape.volumePlaces.map { $0.isEmpty ? nil : table.number(of: $0) }
    tolerates = cluster.pools.map { $0.taints.areTolerated(by: shape.tolerations, countingSoft: true) }
  }

  /// Into `Cluster.shapes`.
  var origin: Int { variant.origin }
}
