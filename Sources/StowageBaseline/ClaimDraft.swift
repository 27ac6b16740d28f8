import StowageRules
import StowageUnits

/// A node to be launched while pods still join it.
struct ClaimDraft {
  /// Into `Cluster.pools`.
  let pool: Int
  /// The number by which topology knows it.
  let host: Int
  /// Its requirements, by number.
  var set: Int
  /// The types that can still hold its pods, by position in the pool.
  var types: Bitset
  var requests = ResourceVector()
  var hostPorts: [HostPort] = []
  /// Into the run's pods, in the order in which they joined.
  var pods: [Int] = []
  /// The most that any of its types has, for a quick no; extended resources are left out.
  var most: ResourceVector
  /// The reservations it holds an instance of: any of them may be the one that is launched.
  var reservations: Set<String> = []
  /// Variants that can never join, whatever else happens in the run.
  var refused = Bitset(count: 0)

  init(pool: Int, host: Int, set: Int, types: Bitset, most: ResourceVector) {
    self.pool = pool
    self.host = host
    self.set = set
    self.types = types
    self.most = most
  }

  /// False where even its largest types cannot hold `more` beside its pods.
  func mayHold(_ more: ResourceVector) -> Bool {
    requests.cpu + more.cpu <= most.cpu && requests.memory + more.memory <= most.memory
      && requests.pods + more.pods <= most.pods
  }
}

/// What a claim becomes when a pod joins.
struct Joining {
  var set: Int
  var types: Bitset
  var reservations: Set<String> = []
}

/// An existing node while pods are placed on it.
struct NodeDraft {
  var free: ResourceVector
  var hostPorts: [HostPort]
  /// With the attachments of placed pods.
  var node: ClusterNode
  /// Into the run's pods.
  var pods: [Int] = []
  /// It takes no pods in this run.
  var isClosed = false
}

/// Why a claim or node did not take a pod.
enum Refusal: Error {
  /// It will not take an equal pod later either: claims and nodes only fill up.
  case never
  /// Pods placed elsewhere may change the answer.
  case topology(TopologyRefusal)
  /// Reserved capacity that it could use is taken, so it waits rather than use something dearer.
  case reserved
}
