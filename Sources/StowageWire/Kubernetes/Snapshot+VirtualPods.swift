import StowageModel
import StowageUnits

/// Replicas that a workload asks for and that are not in the snapshot as pods: plain manifests have no pods at
/// all, and a dump taken in the middle of a rollout may lack some.
extension Snapshot {
  /// The same with a virtual pod for every replica that is missing.
  package func withVirtualPods() -> Snapshot {
    var result = self
    result.addVirtualPods()
    return result
  }

  /// Adds a pending pod `<workload>-<ordinal>` for every missing replica, with the lowest ordinals that are free.
  package mutating func addVirtualPods() {
    if workloads.isEmpty { return }
    let replicas = ReplicaCount(self)
    let short = workloads.filter { !replicas.isOwnedByAnother($0) && replicas.active(of: $0) < $0.replicas }
    if short.isEmpty { return }
    var taken: Set<String> = []
    for pod in pods { taken.insert(pod.metadata.reference) }
    let claimReferences = Set(claims.map { $0.metadata.reference })
    var added: [Pod] = []
    for workload in short {
      var missing = workload.replicas - replicas.active(of: workload)
      var ordinal = 0
      while missing > 0 {
        let pod = workload.virtualPod(ordinal: ordinal, claims: claimReferences)
        if taken.insert(pod.metadata.reference).inserted {
          added.append(pod)
          missing -= 1
        }
        ordinal += 1
      }
    }
    let references = (pods + added).map { $0.metadata.reference }
    let all = pods + added
    pods = references.indices.sorted { references[$0] < references[$1] }.map { all[$0] }
  }
}

/// How many pods of each workload are there, pods of a Deployment's ReplicaSets included.
private struct ReplicaCount {
  private var active: [String: Int] = [:]
  /// Keys of the workloads in the snapshot; of those that another workload in it makes, with that one's key.
  private var owners: [String: String] = [:]
  private var present: Set<String> = []

  init(_ snapshot: Snapshot) {
    for workload in snapshot.workloads { present.insert(workload.key) }
    for workload in snapshot.workloads {
      guard let owner = workload.metadata.controller else { continue }
      let key = ReplicaCount.key(owner.kind, workload.metadata.namespace, owner.name)
      if present.contains(key) { owners[workload.key] = key }
    }
    // Pods of one owner follow one another mostly.
    var last: (owner: OwnerReference, namespace: String, count: Int)?
    for pod in snapshot.pods where pod.isActive {
      guard let owner = pod.metadata.controller else { continue }
      let namespace = pod.metadata.namespace
      if let known = last, known.owner == owner, known.namespace == namespace {
        last?.count += 1
        continue
      }
      if let last { active[key(of: last.owner, in: last.namespace), default: 0] += last.count }
      last = (owner, namespace, 1)
    }
    if let last { active[key(of: last.owner, in: last.namespace), default: 0] += last.count }
  }

  static func key(_ kind: String, _ namespace: String, _ name: String) -> String {
    kind + " " + namespace + "/" + name
  }

  /// The workload that a controller's pods count for: itself, or the Deployment behind it.
  private func key(of controller: OwnerReference, in namespace: String) -> String {
    let key = ReplicaCount.key(controller.kind, namespace, controller.name)
    if let owner = owners[key] { return owner }
    if present.contains(key) || controller.kind != "ReplicaSet" { return key }
    // The ReplicaSet itself is not in the snapshot; a Deployment names it `<deployment>-<pod template hash>`.
    guard let dash = controller.name.lastIndex(of: "-") else { return key }
    return ReplicaCount.key("Deployment", namespace, String(controller.name[..<dash]))
  }

  func isOwnedByAnother(_ workload: Workload) -> Bool { owners[workload.key] != nil }
  func active(of workload: Workload) -> Int { active[workload.key] ?? 0 }
}

extension Pod {
  /// Counts as a replica: it runs, or will.
  fileprivate var isActive: Bool {
    guard status.phase != "Succeeded", status.phase != "Failed" else { return false }
    // A StatefulSet waits until a pod that is being deleted is gone; the others replace it at once.
    return !metadata.isDeleting || metadata.controller?.kind == "StatefulSet"
  }
}

extension Workload {
  fileprivate var key: String { ReplicaCount.key(kind.rawValue, metadata.namespace, metadata.name) }

  /// The pod this workload would make next, as far as that decides anything.
  fileprivate func virtualPod(ordinal: Int, claims: Set<String>) -> Pod {
    var pod = template
    pod.metadata.name = metadata.name + "-" + String(ordinal)
    pod.metadata.namespace = metadata.namespace
    let apiVersion = kind == .job ? "batch/v1" : "apps/v1"
    pod.metadata.owners = [
      OwnerReference(apiVersion: apiVersion, kind: kind.rawValue, name: metadata.name, uid: metadata.uid)
    ]
    pod.status.phase = "Pending"
    switch kind {
    case .statefulSet:
      pod.metadata.labels["statefulset.kubernetes.io/pod-name"] = pod.metadata.name
      pod.metadata.labels["apps.kubernetes.io/pod-index"] = String(ordinal)
      pod.useClaims(claims)
    case .job: pod.metadata.labels["batch.kubernetes.io/job-name"] = metadata.name
    case .deployment, .replicaSet: break
    }
    return pod
  }
}

extension Pod {
  /// A StatefulSet's pod finds the claims of its predecessor again, by name: `<volume>-<pod>`.
  fileprivate mutating func useClaims(_ claims: Set<String>) {
    for (position, volume) in spec.volumes.enumerated() {
      guard case .ephemeral = volume.source else { continue }
      let name = volume.name + "-" + metadata.name
      if claims.contains(metadata.namespace + "/" + name) { spec.volumes[position].source = .claim(name) }
    }
  }
}
