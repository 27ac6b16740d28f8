import StowageModel
import StowageUnits

/// Sorts the snapshot's pods into pending, ignored and running ones.
struct PodReading {
  private(set) var pending: [PendingPod] = []
  private(set) var ignored: [IgnoredPod] = []
  private(set) var running: [RunningPod] = []
  private(set) var warnings: [Warning] = []

  init(_ snapshot: Snapshot, nodes: [ClusterNode], shapes: inout ShapeTable, now: Timestamp?) {
    var nodeOfName: [String: Int] = [:]
    for (index, node) in nodes.enumerated() { nodeOfName[node.name] = index }
    let guards = EvictionGuards(snapshot.disruptionBudgets, now: now)
    var gated = 0
    var lost = 0
    // Pods are large values: they are read where they lie, because copying a hundred thousand takes its time.
    let pods = snapshot.pods
    for index in pods.indices where !pods[index].isFinished {
      if pods[index].spec.nodeName.isEmpty {
        // A pod that is deleted before it ran is never bound, and its workload makes another.
        if pods[index].metadata.isDeleting {
          continue
        } else if !pods[index].spec.schedulingGates.isEmpty {
          gated += 1
        } else if !pods[index].isDaemon && !pods[index].isStatic {
          addWaiting(pods[index], index: index, home: nil, shapes: &shapes)
        }
        continue
      }
      guard let node = nodeOfName[pods[index].spec.nodeName] else {
        lost += 1
        continue
      }
      let leaves = nodes[node].isDeleting && pods[index].isReschedulable && guards.mayLeave(pods[index])
      addRunning(pods[index], index: index, node: node, leaves: leaves, shapes: &shapes)
      if leaves { addWaiting(pods[index], index: index, home: node, shapes: &shapes) }
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

  private mutating func addWaiting(_ pod: Pod, index: Int, home: Int?, shapes: inout ShapeTable) {
    switch shapes.read(pod) {
    case .shape(let shape):
      pending.append(
        PendingPod(
          pod: index, reference: pod.metadata.reference, shape: shape, home: home,
          creation: pod.metadata.creationTimestamp?.seconds ?? 0, uid: pod.metadata.uid))
    case .refused(let finding):
      ignored.append(IgnoredPod(pod: index, reference: pod.metadata.reference, finding: finding))
    }
  }

  private mutating func addRunning(
    _ pod: Pod, index: Int, node: Int, leaves: Bool, shapes: inout ShapeTable
  ) {
    let shape = shapes.readBound(pod)
    var movingShape = shape
    if pod.isReschedulable && pod.needsReadingToMove {
      if case .shape(let moving) = shapes.read(pod) { movingShape = moving } else { movingShape = nil }
    }
    running.append(
      RunningPod(
        pod: index, reference: pod.metadata.reference, shape: shape, movingShape: movingShape, node: node,
        requests: shape.map { shapes.shapes[$0].requests } ?? effectiveRequests(of: pod),
        isDaemon: pod.isDaemon,
        isTerminating: pod.metadata.isDeleting, isLeaving: leaves))
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
