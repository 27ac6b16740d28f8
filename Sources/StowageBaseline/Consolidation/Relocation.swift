import StowageModel
import StowageRules
import StowageUnits

/// Where the pods of some nodes would go.
struct Relocation {
  struct Move {
    /// Into `Cluster.running`.
    var pod: Int
    /// Into `Cluster.nodes`; behind them come the claims.
    var place: Int
  }

  var moves: [Move] = []
  var claims: [FinishedClaim] = []
}

extension ClusterState {
  /// Karpenter's own scheduler on the cluster without some nodes: their pods go where it finds room first.
  ///
  /// Pods that wait today were given their place before, or have none, and play no part.
  func relocation(
    of candidates: [Candidate], mostClaims: Int, until deadline: Deadline
  ) throws(Obstacle) -> Relocation {
    var run = base.copy()
    var sources: [Int] = []
    for candidate in candidates {
      var moved: [PendingPod] = []
      for pod in candidate.leaving {
        guard let waiting = cluster.waitingPod(pod) else {
          throw Obstacle(
            code: .notFitting,
            message: "pod \(cluster.running[pod].reference) cannot be planned for elsewhere",
            blockedBy: cluster.running[pod].reference)
        }
        moved.append(waiting)
      }
      run.vacate(candidate.node, moving: candidate.leaving, as: moved)
      sources += candidate.leaving
    }
    let (unplaced, isCutOff) = run.placeAll(until: deadline, mostClaims: mostClaims)
    if isCutOff { throw Obstacle(code: .notReached, message: "the time limit came first") }
    if run.claims.count > mostClaims {
      throw Obstacle(code: .severalNodes, message: "its pods need more than one new node in its place")
    }
    if let pod = unplaced.first {
      throw Obstacle(
        code: .notFitting, message: "pod \(run.pods[pod].reference) has no other place",
        blockedBy: run.pods[pod].reference)
    }
    return try finished(run, sources: sources)
  }

  private func finished(_ run: ProvisioningRun, sources: [Int]) throws(Obstacle) -> Relocation {
    var relocation = Relocation()
    for (index, draft) in run.nodes.enumerated() where !draft.pods.isEmpty {
      if draft.node.isManaged && !draft.node.isInitialized {
        throw Obstacle(
          code: .targetNotUp,
          message: "its pods would need node \(draft.node.name), which is still coming up",
          blockedBy: draft.node.name)
      }
      relocation.moves += draft.pods.map { Relocation.Move(pod: sources[$0], place: index) }
    }
    for claim in run.claims {
      let place = cluster.nodes.count + relocation.claims.count
      relocation.moves += claim.pods.map { Relocation.Move(pod: sources[$0], place: place) }
      relocation.claims.append(FinishedClaim(claim, of: run))
    }
    relocation.moves.sort { $0.pod < $1.pod }
    return relocation
  }
}
