import StowageModel

/// The pods of a snapshot as they were read, for the next snapshot of the same cluster: only what is new there is read
/// then.
struct PodMemory: Sendable {
  /// In the order of the snapshot.
  private(set) var pods: [KnownPod] = []
  /// Per pod, into the table's readings: as a pod to place, and as one that runs; -1 where it was not read so.
  private var waitingReadings: [Int32] = []
  private var boundReadings: [Int32] = []
  /// Per pod, into the names of nodes: where it is; -1 where that node is not there, -2 before it was looked for.
  private var homes: [Int32] = []
  private var nodeNames: [String] = []
  private var nodeOfName: [String: Int32] = [:]
  private var summary = PodSummary()
  private var table = ShapeTable(ShapeContext())

  /// The shapes that are read of now, in order of first use, so that it makes no difference what was read before.
  private(set) var shapes: [PodShape] = []
  /// Per shape of the table, into `shapes`; -1 where it is not in use.
  private var numberOfShape: [Int32] = []

  /// The snapshot's pods take the place of those before; what was read of the same pods stays.
  mutating func match(_ snapshot: Snapshot) {
    matchPods(snapshot.pods)
    let context = ShapeContext(snapshot, summary)
    // Beyond some size most of what the table holds was read of pods that are gone.
    if table.context != context || table.readings.count > 2 * pods.count + 1000 {
      table = ShapeTable(context)
      waitingReadings = Array(repeating: -1, count: pods.count)
      boundReadings = waitingReadings
    }
    shapes = []
    numberOfShape = Array(repeating: -1, count: table.shapes.count)
  }

  private mutating func matchPods(_ new: [Pod]) {
    let before = (pods: pods, waiting: waitingReadings, bound: boundReadings, homes: homes)
    pods = []
    waitingReadings = []
    boundReadings = []
    homes = []
    pods.reserveCapacity(new.count)
    waitingReadings.reserveCapacity(new.count)
    boundReadings.reserveCapacity(new.count)
    homes.reserveCapacity(new.count)
    var (next, index) = (0, 0)
    while index < new.count {
      // Most pods are in long rows of those that have not changed.
      let start = next
      while index < new.count && next < before.pods.count && before.pods[next].pod.isCopy(of: new[index]) {
        next += 1
        index += 1
      }
      pods += before.pods[start..<next]
      waitingReadings += before.waiting[start..<next]
      boundReadings += before.bound[start..<next]
      homes += before.homes[start..<next]
      if index == new.count { break }
      let known = KnownPod(new[index])
      // Both are sorted by reference: what is passed over is gone, or another pod now.
      while next < before.pods.count && before.pods[next].reference <= known.reference
        && !before.pods[next].pod.isCopy(of: known.pod)
      {
        summary.remove(before.pods[next])
        next += 1
      }
      if next < before.pods.count && before.pods[next].pod.isCopy(of: known.pod) { continue }
      summary.add(known)
      pods.append(known)
      waitingReadings.append(-1)
      boundReadings.append(-1)
      homes.append(-2)
      index += 1
    }
    for pod in before.pods[next...] { summary.remove(pod) }
  }

  /// What the pod is as one to place: a shape, or why it cannot be planned for.
  mutating func waiting(_ index: Int) -> ShapeTable.Reading {
    if waitingReadings[index] < 0 { waitingReadings[index] = Int32(table.read(pods[index].pod)) }
    return number(waitingReadings[index])
  }

  /// The shape of a pod that runs.
  mutating func bound(_ index: Int) -> Int? {
    if boundReadings[index] < 0 { boundReadings[index] = Int32(table.readBound(pods[index].pod)) }
    if case .shape(let shape) = number(boundReadings[index]) { return shape }
    return nil
  }

  /// The nodes that pods are on from now on, by index.
  mutating func standOn(_ names: [String]) {
    if names == nodeNames { return }
    nodeNames = names
    nodeOfName = Dictionary(names.enumerated().map { ($1, Int32($0)) }) { _, last in last }
    homes = Array(repeating: -2, count: pods.count)
  }

  /// The node that a pod is on; nil where it is not among those given last.
  mutating func node(of index: Int) -> Int? {
    if homes[index] == -2 { homes[index] = nodeOfName[pods[index].nodeName] ?? -1 }
    return homes[index] < 0 ? nil : Int(homes[index])
  }

  private mutating func number(_ reading: Int32) -> ShapeTable.Reading {
    let reading = table.readings[Int(reading)]
    guard case .shape(let shape) = reading else { return reading }
    while numberOfShape.count <= shape { numberOfShape.append(-1) }
    if numberOfShape[shape] < 0 {
      numberOfShape[shape] = Int32(shapes.count)
      shapes.append(table.shapes[shape])
    }
    return .shape(Int(numberOfShape[shape]))
  }
}

/// What shapes depend on of all pods together, counted so that single pods can come and go.
struct PodSummary: Sendable {
  private var podsOfNamespace: [String: Int] = [:]
  private var podsReadingKey: [String: Int] = [:]
  private var usersOfClaim: [String: Int] = [:]

  /// Ascending.
  var namespaces: [String] { podsOfNamespace.keys.sorted() }
  /// Label keys that some selector reads.
  var readKeys: Set<String> { Set(podsReadingKey.keys) }
  /// `namespace/claim` that more pods than one use.
  var sharedClaims: Set<String> { Set(usersOfClaim.lazy.filter { $0.value > 1 }.map(\.key)) }

  mutating func add(_ pod: KnownPod) { count(pod, 1) }
  mutating func remove(_ pod: KnownPod) { count(pod, -1) }

  private mutating func count(_ pod: KnownPod, _ change: Int) {
    podsOfNamespace.add(change, of: pod.pod.metadata.namespace)
    for key in pod.selectedKeys { podsReadingKey.add(change, of: key) }
    for claim in pod.pod.claimReferences { usersOfClaim.add(change, of: claim) }
  }
}

extension [String: Int] {
  /// What is counted no longer is no longer in.
  fileprivate mutating func add(_ change: Int, of key: String) {
    let count = (self[key] ?? 0) + change
    self[key] = count == 0 ? nil : count
  }
}

extension Pod {
  /// The claims it names, as `namespace/claim`, each as often as it names it.
  fileprivate var claimReferences: [String] {
    spec.volumes.compactMap {
      if case .claim(let name) = $0.source { metadata.namespace + "/" + name } else { nil }
    }
  }
}
