import StowageModel
import StowageUnits

/// The pending pods.
extension RandomCluster {
  mutating func addPods() {
    var left = extent.mostPods
    for name in appNames where left > 0 {
      let count = min(left, draw.number(extent.podsPerDraft))
      left -= count
      var draft = pod(
        name, cpu: draw.one(of: ["50m", "100m", "250m", "500m", "1", "1700m", "3", "6"]),
        memory: draw.one(of: ["64Mi", "256Mi", "1Gi", "3Gi", "7Gi"]), count: count)
      addPlace(to: &draft)
      addNeighbours(to: &draft)
      addSpread(to: &draft)
      addContents(to: &draft)
      if has(.preferences) { addPreferences(to: &draft) }
      draft.add(to: &scene)
    }
  }

  private mutating func addPlace(to draft: inout PodDraft) {
    if has(.nodeSelector) && draw.chance(0.4) {
      let (key, values) = draw.one(of: selectable)
      draft = draft.selecting(key, draw.one(of: values))
    }
    if has(.nodeAffinity) && draw.chance(0.4) {
      let terms = (0..<draw.number(1...2)).map { _ in
        (0..<draw.number(1...2)).map { _ in requirement() }
      }
      draft.pod.spec.affinity.requiredNodeTerms = terms.map { NodeSelectorTerm(matchExpressions: $0) }
    }
    if has(.taints) && draw.chance(0.5) {
      draft = draft.tolerating("dedicated", draw.chance(0.6) ? draw.one(of: ["a", "b"]) : nil)
    }
    if has(.softTaints) && draw.chance(0.3) { draft = draft.tolerating("costly") }
  }

  /// Keys that pods select on, with values of which some exist.
  private var selectable: [(String, [String])] {
    var keys = [
      (Key.zone, defaultZones), (Key.arch, ["amd64", "arm64"]), (Key.capacityType, ["on-demand", "spot"]),
      ("karpenter.k8s.aws/instance-category", ["c", "m", "r"]),
    ]
    if has(.customLabels) {
      keys += [("team", ["red", "blue"]), ("rack", ["one", "two"]), ("unknown", ["x"])]
    }
    return keys
  }

  private mutating func requirement() -> NodeRequirement {
    if draw.chance(0.2) {
      let bound = "\(draw.one(of: [2, 4, 6]))"
      return NodeRequirement(
        key: "karpenter.k8s.aws/instance-generation", op: draw.one(of: ["Gt", "Lt"]), values: [bound])
    }
    let (key, values) = draw.one(of: selectable)
    switch draw.number(0...5) {
    case 0: return NodeRequirement(key: key, op: "Exists")
    case 1: return NodeRequirement(key: key, op: "DoesNotExist")
    case 2: return NodeRequirement(key: key, op: "NotIn", values: [draw.one(of: values)])
    default: return NodeRequirement(key: key, op: "In", values: draw.some(of: values))
    }
  }

  private var spreadKeys: [String] {
    [Key.zone, Key.zone, Key.host, Key.host, Key.capacityType] + (has(.customLabels) ? ["team", "rack"] : [])
  }

  private mutating func addSpread(to draft: inout PodDraft) {
    guard has(.spread), draw.chance(0.5) else { return }
    for _ in 0..<draw.number(1...2) {
      let selector = draw.chance(0.85) ? app(draft.name) : app(draw.one(of: appNames))
      draft = draft.spread(
        over: draw.one(of: spreadKeys), maxSkew: draw.number(1...2), matching: selector,
        anyway: has(.preferences) && draw.chance(0.3))
      guard has(.spreadPolicies) else { continue }
      let last = draft.pod.spec.topologySpreadConstraints.count - 1
      if draw.chance(0.3) { draft.pod.spec.topologySpreadConstraints[last].minDomains = draw.number(1...4) }
      if draw.chance(0.3) { draft.pod.spec.topologySpreadConstraints[last].nodeAffinityPolicy = "Ignore" }
      if draw.chance(0.3) { draft.pod.spec.topologySpreadConstraints[last].nodeTaintsPolicy = "Honor" }
      if draw.chance(0.3) { draft.pod.spec.topologySpreadConstraints[last].matchLabelKeys = ["version"] }
    }
    if has(.spreadPolicies) { draft = draft.labeled(["version": draw.one(of: ["1", "2"])]) }
  }

  private mutating func addNeighbours(to draft: inout PodDraft) {
    let keys = [Key.host, Key.zone, Key.zone, Key.capacityType]
    if has(.affinity) && draw.chance(0.35) {
      let selector = draw.chance(0.6) ? app(draft.name) : app(draw.one(of: appNames))
      draft = draft.near(selector, by: draw.one(of: keys), widen())
    }
    if has(.antiAffinity) && draw.chance(0.35) {
      let selector = draw.chance(0.6) ? app(draft.name) : app(draw.one(of: appNames))
      draft = draft.apart(from: selector, by: draw.one(of: keys), widen())
    }
    if has(.namespaces) && draw.chance(0.3) { draft = draft.namespace("other") }
  }

  /// How far an affinity term looks: usually its own namespace.
  private mutating func widen() -> (inout PodAffinityTerm) -> Void {
    guard has(.namespaces) else { return { _ in } }
    switch draw.number(0...3) {
    case 0: return { $0.namespaces = ["other"] }
    case 1: return { $0.namespaceSelector = LabelSelector() }
    case 2: return { $0.namespaceSelector = LabelSelector(matchLabels: ["team": "red"]) }
    default: return { _ in }
    }
  }

  private mutating func addContents(to draft: inout PodDraft) {
    if has(.hostPorts) && draw.chance(0.3) {
      draft = draft.hostPort(draw.number(8000...8002), ip: draw.one(of: ["", "10.0.0.1", "10.0.0.2"]))
    }
    if has(.gpus) && draw.chance(0.4) { draft = draft.requesting("nvidia.com/gpu", "1") }
    if has(.initContainers) && draw.chance(0.5) {
      draft = draft.initContainer(cpu: "\(draw.number(1...3))", isSidecar: draw.chance(0.4))
    }
    if has(.priorities) { draft = draft.priority(draw.one(of: [-10, 0, 0, 100])) }
    if has(.volumes) && draw.chance(0.5) {
      switch draw.number(0...4) {
      case 0: draft = draft.ephemeralVolume("scratch", storageClass: draw.one(of: [nil, "zonal"]))
      case 1: draft = draft.mounting("loose")
      case 2: draft = draft.mounting(draw.chance(0.2) ? "impossible" : "bound-0")
      default: draft = draft.mounting("bound-\(draw.number(0...2))")
      }
    }
    if has(.oddPods) && draw.chance(0.15) {
      switch draw.number(0...2) {
      case 0: draft.pod.spec.schedulingGates = ["wait"]
      case 1: draft.pod.spec.resourceClaims = ["device"]
      default: draft = draft.mounting("nowhere")
      }
    }
  }

  private mutating func addPreferences(to draft: inout PodDraft) {
    if draw.chance(0.3) {
      let (key, values) = draw.one(of: selectable)
      draft = draft.preferring(key, "In", draw.one(of: values), weight: draw.number(1...100))
    }
    if draw.chance(0.2) { draft = draft.preferringNear(by: Key.zone, weight: draw.number(1...100)) }
    if draw.chance(0.3) {
      draft = draft.preferringApart(by: draw.one(of: [Key.host, Key.zone]), weight: draw.number(1...100))
    }
  }
}
