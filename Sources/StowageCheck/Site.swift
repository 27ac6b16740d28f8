import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// A node as it will be when the plan is carried out: one that exists, or one that a claim launches.
struct Site {
  enum Origin {
    /// Into `Cluster.nodes`.
    case node(Int)
    case claim(PlannedClaim)
  }

  let origin: Origin
  let name: String
  /// What its labels are, host name included; where nothing pins a key of a new node, all that they may be.
  let labels: Requirements
  let taints: [Taint]
  /// All that a new node could come up as; nil for nodes that exist, and where the claim makes no sense.
  let launch: Launch?
  /// What is left for pods; nil for a new node before its first pods are judged together with its types.
  private(set) var room: ResourceVector?
  private(set) var ports: [HostPort]
  private(set) var attachments: [DriverAttachments]
  /// False before a new node is launched and after a node is removed.
  var isThere = true
  /// Pods that arrive, by shape, ascending.
  var guests: [Guest] = []

  init(node index: Int, in cluster: Cluster) {
    let node = cluster.nodes[index]
    origin = .node(index)
    name = node.name
    labels = node.requirements
    taints = node.taints
    launch = nil
    room = node.free
    ports = node.hostPorts
    attachments = node.attachments
  }

  init(_ claim: PlannedClaim, in cluster: Cluster) {
    origin = .claim(claim)
    name = claim.name
    labels = claim.promisedLabels(in: cluster)
    taints = cluster.pool(named: claim.nodePool)?.taints ?? []
    launch = Launch(claim, in: cluster)
    ports = []
    attachments = []
  }

  /// The arriving pods are there: they take their room, ports and attachments.
  mutating func settle(in cluster: Cluster) {
    if room == nil, case .claim(let claim) = origin, let type = claim.plannedType(in: cluster) {
      room = type.room
      ports = type.daemonPorts
    }
    for guest in guests {
      let shape = cluster.shapes[guest.shape]
      room = room.map { $0 - shape.requests.times(guest.count) }
      ports += shape.hostPorts
      for use in shape.volumes { attach(use, guest.count) }
    }
    guests = []
  }

  private mutating func attach(_ use: VolumeUse, _ count: Int) {
    guard let driver = attachments.firstIndex(where: { $0.driver == use.driver }) else { return }
    if use.sharedClaim.isEmpty {
      attachments[driver].used += count
    } else if !attachments[driver].sharedClaims.contains(use.sharedClaim) {
      attachments[driver].used += 1
      attachments[driver].sharedClaims.append(use.sharedClaim)
    }
  }

  /// What the arriving pods ask for together.
  func arrivingRequests(in cluster: Cluster) -> ResourceVector {
    guests.reduce(.zero) { $0 + cluster.shapes[$1.shape].requests.times($1.count) }
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
