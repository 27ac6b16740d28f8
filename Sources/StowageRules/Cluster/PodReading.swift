import StowageModel
import StowageUnits

/// Sorts the snapshot's pods into pending, ignored and running ones.
struct PodReading {
  private(set) var pending: [PendingPod] = []
  private(set) var ignored: [IgnoredPod] = []
  private(set) var running: [RunningPod] = []
  private(set) var warnings: [Warning] = []

  init(_ snapshot: Snapshot, nodes: [ClusterNode], memory: inout PodMemory, now: Timestamp?) {
    memory.standOn(nodes.indices.map { nodes[$0].name })
    let guards = EvictionGuards(snapshot.disruptionBudgets, now: now)
    var gated = 0
    var lost = 0
    let known = memory.pods
    running.reserveCapacity(known.count)
    pending.reserveCapacity(known.count)
    for index in known.indices {
      let traits = known[index].traits
      if traits.contains(.finished) { continue }
      if traits.contains(.oddlyHeld) {
        warnings.append(
          Warning(
            oddDoNotDisrupt: known[index].pod.metadata.annotations[AnnotationKeys.doNotDisrupt] ?? "",
            of: "Pod \(known[index].reference)", accepted: "true or a duration above zero"))
      }
      if !traits.contains(.bound) {
        // A pod that is deleted before it ran is never bound, and its workload makes another.
        if traits.contains(.terminating) {
          continue
        } else if traits.contains(.gated) {
          gated += 1
        } else if traits.isDisjoint(with: [.daemon, .isStatic]) {
          addWaiting(index, home: nil, &memory)
        }
        continue
      }
      guard let node = memory.node(of: index) else {
        lost += 1
        continue
      }
      let leaves =
        nodes[node].isDeleting && traits.contains(.reschedulable) && guards.mayLeave(known[index].pod)
      addRunning(index, node: node, leaves: leaves, &memory)
      if leaves { addWaiting(index, home: node, &memory) }
    }
    if gated > 0 {
      warnings.append(
        Warning(
          reason: "SchedulingGated", object: "Pod",
          message: "\(gated) pods wait for scheduling gates and are not planned"))
    }
    if lost > 0 {
      warnings.append(
        Warning(
          reason: "NodeMissing", object: "Pod",
          message: "\(lost) pods run on nodes that are not in the input and are left out"))
    }
  }

  private mutating func addWaiting(_ index: Int, home: Int?, _ memory: inout PodMemory) {
    let reading = memory.waiting(index)
    let pod = memory.pods[index]
    switch reading {
    case .shape(let shape):
      pending.append(
        PendingPod(
          pod: index, reference: pod.reference, shape: shape, home: home, creation: pod.creation, uid: pod.uid
        ))
    case .refused(let finding):
      ignored.append(IgnoredPod(pod: index, reference: pod.reference, finding: finding))
    }
  }

  private mutating func addRunning(_ index: Int, node: Int, leaves: Bool, _ memory: inout PodMemory) {
    let shape = memory.bound(index)
    let traits = memory.pods[index].traits
    var movingShape = shape
    if traits.isSuperset(of: [.reschedulable, .needsReadingToMove]) {
      if case .shape(let moving) = memory.waiting(index) { movingShape = moving } else { movingShape = nil }
    }
    running.append(
      RunningPod(
        pod: index, reference: memory.pods[index].reference, shape: shape, movingShape: movingShape,
        node: node,
        requests: shape.map { memory.shapes[$0].requests } ?? effectiveRequests(of: memory.pods[index].pod),
        isDaemon: traits.contains(.daemon), isTerminating: traits.contains(.terminating),
        isReschedulable: traits.contains(.reschedulable), isLeaving: leaves))
  }
}

extension Pod {
  /// Whether it may read otherwise as a pod to place than as one that runs: volumes and devices bind it, and what it
  /// says of nodes can be refused.
  var needsReadingToMove: Bool {
    !spec.volumes.isEmpty || !spec.resourceClaims.isEmpty || !spec.nodeSelector.isEmpty
      || !spec.affinity.isEmpty
  }

  /// Succeeded and failed pods hold nothing.
  package var isFinished: Bool { status.phase == "Succeeded" || status.phase == "Failed" }
  package var isDaemon: Bool { metadata.owners.contains { $0.kind == "DaemonSet" } }
  /// Owned by its node: a static (mirror) pod.
  package var isStatic: Bool { metadata.owners.contains { $0.kind == "Node" } }

  /// When its node goes, its workload makes it again elsewhere: active, or a terminating pod of a StatefulSet,
  /// whose successor has to wait for it.
  package var isReschedulable: Bool {
    if isDaemon || isStatic || isFinished { return false }
    return !metadata.isDeleting || metadata.owners.contains { $0.kind == "StatefulSet" }
  }
}
