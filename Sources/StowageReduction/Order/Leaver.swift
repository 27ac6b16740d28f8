import StowageModel
import StowageRules
import StowageUnits

/// A node that is to go, with a place for each of its pods.
struct Leaver {
  struct Move {
    /// Into `Cluster.running`.
    var pod: Int
    /// A node of the cluster; behind them come the target's new nodes.
    var place: Int
  }

  /// Into `Cluster.nodes`.
  let node: Int
  var moves: [Move] = []
  /// New nodes that some of its pods go to, into the target's claims, ascending.
  var claims: [Int] = []
  /// The target has a place for each of its pods.
  var isComplete = true
  /// The reasons for which it may be disrupted, those that ask least of a command first.
  var reasons: [DisruptionReason] = []
  /// What keeps it where there are none.
  var block: DisruptionBlock?
}

extension DisruptionRules {
  /// The reasons for which a node may go, and what keeps it where there are none.
  func reasons(for node: ClusterNode) -> (reasons: [DisruptionReason], block: DisruptionBlock?) {
    let order: [DisruptionReason] = [.expired, .drifted, .empty, .underutilized]
    var first: [DisruptionReason: DisruptionBlock] = [:]
    let open = order.filter { reason in
      first[reason] = block(of: node, for: reason)
      return first[reason] == nil
    }
    if !open.isEmpty { return (open, nil) }
    // Of a drifted node one asks what holds the drift, of all others what holds consolidation.
    return ([], first[.drifted]?.code == .notDrifted ? first[.underutilized] : first[.drifted])
  }
}
