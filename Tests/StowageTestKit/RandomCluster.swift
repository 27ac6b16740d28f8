import StowageModel
import StowageUnits

/// A cluster drawn from all rules at once: the same seed and extent always give the same one.
///
/// Every cluster first draws which rules it is about, so that small clusters are not all alike and a failure
/// involves few of them.
package struct RandomCluster: Sendable {
  /// How large a cluster may become.
  package struct Extent: Sendable {
    package var drafts: ClosedRange<Int>
    package var podsPerDraft: ClosedRange<Int>
    package var types: ClosedRange<Int>
    package var pools: ClosedRange<Int>
    package var nodes: ClosedRange<Int>
    /// Never more pending pods than this.
    package var mostPods: Int

    /// Small enough to enumerate every assignment.
    package static let tiny = Extent(
      drafts: 1...3, podsPerDraft: 1...3, types: 1...3, pools: 1...2, nodes: 0...2, mostPods: 5)
    /// Some dozens of pods.
    package static let small = Extent(
      drafts: 1...6, podsPerDraft: 1...8, types: 2...8, pools: 1...3, nodes: 0...5, mostPods: 40)
    /// Some hundreds of pods.
    package static let medium = Extent(
      drafts: 5...25, podsPerDraft: 1...40, types: 5...30, pools: 1...4, nodes: 0...20, mostPods: 500)
    /// Half-empty nodes with a few pods that wait.
    package static let fragmented = Extent(
      drafts: 2...6, podsPerDraft: 1...3, types: 3...8, pools: 1...3, nodes: 3...16, mostPods: 6)
  }

  package let seed: UInt64
  package var scene = Scene()

  var draw: Draw
  let extent: Extent
  let rules: Set<Rule>
  var appNames: [String] = []

  /// - Parameters:
  ///   - excluded: what it is never about.
  ///   - required: what it is about in any case.
  package init(
    seed: UInt64, extent: Extent = .small, without excluded: Set<Rule> = [], with required: Set<Rule> = []
  ) {
    self.seed = seed
    self.extent = extent
    var draw = Draw(seed: seed)
    let likelihood = draw.one(of: [0.1, 0.3, 0.6])
    rules = Set(Rule.allCases.filter { _ in draw.chance(likelihood) }).subtracting(excluded).union(required)
    self.draw = draw
    addTypes()
    addPools()
    addStorage()
    addDaemons()
    appNames = (0..<self.draw.number(extent.drafts)).map { "app-\($0)" }
    addNodes()
    addPods()
    addNamespaces()
    scene.sort()
  }

  /// What a random cluster may be about.
  package enum Rule: String, CaseIterable, Sendable {
    case nodeSelector, nodeAffinity, taints, softTaints, spread, spreadPolicies, affinity, antiAffinity,
      hostPorts
    case volumes, daemons, limits, minValues, weights, priorities, preferences, gpus, customLabels, spot
    case unavailable, reserved, initContainers, namespaces, nodes, oddNodes, oddPods, oddPools
  }

  func has(_ rule: Rule) -> Bool { rules.contains(rule) }

  private mutating func addNamespaces() {
    guard has(.namespaces) else { return }
    namespace("default", labels: ["team": "red"]).add(to: &scene)
    namespace("other", labels: ["team": "blue"]).add(to: &scene)
  }

  private mutating func addDaemons() {
    guard has(.daemons) else { return }
    for number in 0..<draw.number(1...2) {
      var draft = pod("daemon-\(number)", cpu: draw.one(of: ["50m", "100m", "300m"]), memory: "100Mi")
      if draw.chance(0.3) { draft = draft.selecting(Key.arch, draw.one(of: ["amd64", "arm64"])) }
      if draw.chance(0.4) { draft = draft.tolerating("dedicated") }
      if draw.chance(0.2) { draft = draft.requiring("size", "NotIn", "2") }
      if has(.hostPorts) && draw.chance(0.4) { draft = draft.hostPort(8000 + number) }
      if draw.chance(0.1) { draft = draft.tolerating("", effect: "") }
      daemonSet(draft).add(to: &scene)
    }
  }

  private mutating func addStorage() {
    guard has(.volumes) else { return }
    storageClass("anywhere", isDefault: true).add(to: &scene)
    storageClass("zonal", zones: draw.some(of: defaultZones)).add(to: &scene)
    storageClass("at-once", binding: "Immediate").add(to: &scene)
    for number in 0..<3 {
      volume("volume-\(number)", zone: draw.chance(0.8) ? draw.one(of: defaultZones) : nil).add(to: &scene)
      volumeClaim("bound-\(number)", storageClass: "anywhere", volume: "volume-\(number)").add(to: &scene)
    }
    volumeClaim("loose", storageClass: draw.one(of: ["anywhere", "zonal"])).add(to: &scene)
    volumeClaim("impossible", storageClass: draw.one(of: ["at-once", "missing"])).add(to: &scene)
  }
}
