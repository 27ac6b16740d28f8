import StowageModel
import StowageRules

/// A node as it will be when the plan is carried out: one that exists, or one that a claim launches.
struct Site {
  enum Origin {
    /// Into `Cluster.nodes`.
    case node(Int)
    /// Into the plan's claims.
    case claim(Int)
  }

  let origin: Origin
  let name: String
  /// What its labels are, host name included; where nothing pins a key of a new node, all that they may be.
  let labels: Requirements
  let taints: [Taint]
  /// All that a new node could come up as; nil for nodes that exist, and where the claim makes no sense.
  let launch: Launch?
  /// What the plan puts here, by shape, ascending.
  var guests: [Guest] = []

  init(origin: Origin, name: String, labels: Requirements, taints: [Taint], launch: Launch? = nil) {
    self.origin = origin
    self.name = name
    self.labels = labels
    self.taints = taints
    self.launch = launch
  }

  /// The values of a topology key that the site may have: one for a node that exists, none where it has no such
  /// label, several where a claim leaves it to the provider.
  func domains(_ key: String, in cluster: Cluster) -> [String] {
    if key != LabelKeys.hostname, let launch, !launch.types.isEmpty {
      return launch.values(of: key, in: cluster)
    }
    return labels[key]?.onlyValue.map { [$0] } ?? []
  }
}

/// The pods of one shape that a plan puts in one place.
struct Guest {
  /// Into `Cluster.shapes`.
  let shape: Int
  var count: Int
  /// The first of them in the plan's order, which messages name.
  let firstPod: String

  /// `default/web-0`, or `default/web-0 and 4 more like it`.
  var description: String { count == 1 ? firstPod : "\(firstPod) and \(count - 1) more like it" }
}

extension Requirements {
  /// True where every node that these requirements can describe satisfies `wanted`: each wanted key has only
  /// allowed values, or is missing where it may be.
  func guarantee(_ wanted: Requirements) -> Bool { firstOpen(in: wanted) == nil }

  /// The first wanted requirement that these do not guarantee.
  func firstOpen(in wanted: Requirements) -> Requirement? {
    wanted.all.first { requirement in
      guard let mine = self[requirement.key], !mine.isDoesNotExist else {
        return !requirement.acceptsMissingKey
      }
      if mine.isIn { return !mine.values.allSatisfy(requirement.allows) }
      var both = mine.intersection(requirement)
      both.minValues = mine.minValues
      return both != mine
    }
  }
}

extension PodShape {
  /// Where selector, required node affinity and volumes let it run on a node with these labels.
  func mayRun(on labels: Requirements) -> Bool {
    alternatives.contains { labels.guarantee($0) } && volumePlaces.contains { labels.guarantee($0) }
  }

  /// It says nothing about node labels.
  var isAnywhere: Bool {
    alternatives.contains { $0.isEmpty } && volumePlaces.contains { $0.isEmpty }
  }
}
