import StowageModel
import StowagePlan
import StowageRules
import StowageUnits

/// One line for every pod that a plan leaves without a place.
struct Verdicts {
  private let cluster: Cluster
  private var entries: [(pod: Int, verdict: Verdict)] = []

  init(_ cluster: Cluster) {
    self.cluster = cluster
    for ignored in cluster.ignored {
      entries.append((ignored.pod, Verdict(pod: ignored.reference, finding: ignored.finding)))
    }
  }

  /// In snapshot order.
  var all: [Verdict] { entries.sorted { $0.pod < $1.pod }.map(\.verdict) }

  /// Pods that no bin takes even while the cluster is as it was.
  mutating func add(_ unplaceable: [Reduction.Unplaceable]) {
    if unplaceable.isEmpty { return }
    let explanation = Explanation(cluster, state: PlanState(cluster))
    var known: [Int: Finding] = [:]
    for lost in unplaceable {
      let shape = cluster.pending[lost.pod].shape
      let finding =
        known[shape] ?? explanation.finding(for: cluster.shapes[shape])
        ?? Finding(lost.closedBy ?? .notReached, lost.closedBy?.text ?? "no node takes it")
      known[shape] = finding
      add(lost.pod, finding)
    }
  }

  /// Pods for which the plan, which leaves the cluster in `state`, found no place.
  mutating func add(_ left: [Int], state: PlanState) {
    if left.isEmpty { return }
    let explanation = Explanation(cluster, state: state)
    var known: [Int: Finding] = [:]
    for pod in left {
      let shape = cluster.pending[pod].shape
      let finding =
        known[shape] ?? explanation.finding(for: cluster.shapes[shape])
        ?? Finding(
          .notReached, "no place was found for it beside the other pods in the time given",
          hint: "raise --time-limit")
      known[shape] = finding
      add(pod, finding)
    }
  }

  mutating func add(_ pods: [Int], _ finding: Finding) { for pod in pods { add(pod, finding) } }

  private mutating func add(_ index: Int, _ finding: Finding) {
    let pod = cluster.pending[index]
    entries.append((pod.pod, Verdict(pod: pod.reference, finding: finding)))
  }
}

extension Reason {
  /// What is said where nothing more exact is known.
  fileprivate var text: String {
    switch self {
    case .limitExceeded: "no type that holds it stays within the limits of its NodePools"
    case .minValues: "its NodePools have too few instance types for their minValues"
    case .podAntiAffinity: "pods that run keep every place closed to it"
    case .topologySpread: "every node it may use holds too many pods of its spread already"
    case .unknownTopologyKey: "no place that it may use has a value for its topology key"
    case .podAffinity: "the pods it wants to be with are nowhere that it may use"
    default: "no node takes it"
    }
  }
}

extension Verdict {
  init(pod: String, finding: Finding) {
    self.init(pod: pod, reason: finding.reason.rawValue, message: finding.message, hint: finding.hint)
  }
}
