import StowageModel
import StowageUnits

extension Snapshot {
  /// The same with the pods that its CapacityBuffers keep room for, pending like any other; no buffers are left, so
  /// that nobody makes them again.
  func withBufferPods() -> Snapshot {
    if capacityBuffers.isEmpty { return self }
    var result = self
    var taken = Set(pods.map(\.metadata.reference))
    var added: [Pod] = []
    for buffer in capacityBuffers {
      guard let template = template(of: buffer) else {
        result.warnings.append(
          Warning(
            reason: "CapacityBufferIncomplete", object: "CapacityBuffer \(buffer.metadata.reference)",
            message: "keeps no room: what its pods are made of is not in the input"))
        continue
      }
      var missing = buffer.count(of: template.pod, scale: template.scale)
      var ordinal = 0
      while missing > 0 {
        let pod = buffer.pod(like: template.pod, ordinal: ordinal)
        if taken.insert(pod.metadata.reference).inserted {
          added.append(pod)
          missing -= 1
        }
        ordinal += 1
      }
    }
    result.capacityBuffers = []
    let all = pods + added
    let references = all.map(\.metadata.reference)
    result.pods = references.indices.sorted { references[$0] < references[$1] }.map { all[$0] }
    return result
  }

  /// The pod that a buffer makes copies of, and of a workload how many it runs.
  private func template(of buffer: CapacityBuffer) -> (pod: Pod, scale: Int?)? {
    let namespace = buffer.metadata.namespace
    if let name = buffer.podTemplate {
      let found = podTemplates.first { $0.metadata.name == name && $0.metadata.namespace == namespace }
      return found.map { ($0.template, nil) }
    }
    guard let scalable = buffer.scalable else { return nil }
    let found = workloads.first {
      $0.kind.rawValue == scalable.kind && $0.metadata.name == scalable.name
        && $0.metadata.namespace == namespace
    }
    return found.map { ($0.template, $0.replicas) }
  }
}

extension CapacityBuffer {
  /// The larger of a number and a share of the workload, at least one, as far as the limits allow; with limits alone
  /// as many as they allow.
  fileprivate func count(of pod: Pod, scale: Int?) -> Int {
    let share = percentage.flatMap { percentage in scale.map { ($0 * percentage + 99) / 100 } }
    let wanted = [replicas, share].compactMap(\.self).max().map { max(1, $0) }
    let requests = effectiveRequests(of: pod)
    let allowed = limits.entries.compactMap { limit in
      requests[limit.name] > 0 ? Int(clamping: limit.amount / requests[limit.name]) : nil
    }.min()
    return max(0, min(wanted ?? allowed ?? 0, allowed ?? .max))
  }

  /// A pod as it would wait. Volumes are left out, since nobody makes them for a pod that never comes, and real pods
  /// go first wherever not all fit.
  fileprivate func pod(like template: Pod, ordinal: Int) -> Pod {
    var pod = template
    pod.metadata.name = "\(metadata.name)-buffer-\(ordinal)"
    pod.metadata.namespace = metadata.namespace
    pod.metadata.uid = ""
    pod.metadata.owners = []
    pod.spec.nodeName = ""
    pod.spec.volumes.removeAll { volume in
      switch volume.source {
      case .claim, .ephemeral: true
      default: false
      }
    }
    pod.spec.priorityClassName = ""
    pod.spec.priority = Int(Int32.min)
    pod.status = PodStatus()
    pod.status.phase = "Pending"
    return pod
  }
}
