import StowageModel
import StowageUnits

/// A node that exists, or is launched and on its way up.
package struct ClusterNode: Sendable {
  package var name: String
  /// Effective: those of the NodeClaim until the node is registered; host name included.
  package var labels: Labels
  /// `labels` as requirements.
  package var requirements: Requirements
  /// Effective: ephemeral and startup taints are left out while a managed node is not initialized.
  package var taints: [Taint]
  /// Into `Cluster.pools`; nil also where the pool exists but may not launch.
  package var pool: Int?
  /// Its NodePool's name; empty where it belongs to none.
  package var poolName: String
  /// Karpenter owns it.
  package var isManaged: Bool
  package var isInitialized: Bool
  /// Marked for deletion: no target for pods, and its evictable pods count as pending.
  package var isDeleting: Bool
  /// False where pods that wait may go, but none that consolidation moves.
  package var takesMovedPods = true
  /// Its pods that could run elsewhere are off it, to be placed anew there or somewhere else.
  package var isVacated = false
  package var allocatable: ResourceVector
  package var capacity: ResourceVector
  /// Room left for pods: allocatable, less the pods on it, less what daemons that should run there but do not
  /// yet will take. Any negative amount means that nothing fits.
  package var free: ResourceVector
  /// Pods on it (neither finished nor failed), into `Cluster.running`.
  package var pods: [Int] = []
  package var hostPorts: [HostPort] = []
  /// Distinct attachments per driver in use, and the driver's limit where one is known.
  package var attachments: [DriverAttachments] = []
  /// Into the catalog's types; nil where its type is unknown.
  package var type: Int?
  /// Into the type's offerings.
  package var offering: Int?
  /// What it costs; nil where the catalog does not know.
  package var price: Money?
  /// Into `Snapshot.nodes` and `Snapshot.nodeClaims`.
  package var node: Int?
  package var claim: Int?
}

/// Attachments of one CSI driver on one node.
package struct DriverAttachments: Hashable, Sendable {
  package var driver: String
  /// nil: no limit known.
  package var limit: Int?
  /// Number of distinct volumes attached.
  package var used: Int
  /// Those that pods share, as `namespace/claim`, sorted: another pod of the claim takes none more.
  package var sharedClaims: [String]
}

extension ClusterNode {
  /// True where the attachments that `uses` needs beyond those here stay within the drivers' limits.
  package func holdsVolumes(_ uses: [VolumeUse]) -> Bool {
    for driver in attachments {
      guard let limit = driver.limit else { continue }
      let added = uses.reduce(0) { sum, use in
        guard use.driver == driver.driver else { return sum }
        return sum + (driver.sharedClaims.contains(use.sharedClaim) ? 0 : 1)
      }
      if added > 0 && driver.used + added > limit { return false }
    }
    return true
  }
}

/// A pod that is on a node.
package struct RunningPod: Sendable {
  /// Into `Snapshot.pods`.
  package var pod: Int
  package var reference: String
  /// Into `Cluster.shapes`.
  package var shape: Int?
  /// The shape it has when it must find another node, where its volumes bind it; nil where it cannot be planned
  /// for. Into `Cluster.shapes`.
  package var movingShape: Int?
  /// Into `Cluster.nodes`.
  package var node: Int
  package var requests: ResourceVector
  package var isDaemon: Bool
  package var isTerminating: Bool
  /// When its node goes, its workload makes it again elsewhere.
  package var isReschedulable: Bool
  /// It is on a deleting node and counts as pending, so that it is no part of any count here.
  package var isLeaving = false
}

/// A pod to place.
package struct PendingPod: Sendable {
  /// Into `Snapshot.pods`.
  package var pod: Int
  package var reference: String
  /// Into `Cluster.shapes`.
  package var shape: Int
  /// The node it is on and has to leave; nil where it is on none.
  package var home: Int?
  /// Order of the queue among equal requests; 0 where the pod has none.
  package var creation: Int64
  package var uid: String
}

/// A pod that waits but cannot be planned for.
package struct IgnoredPod: Sendable {
  /// Into `Snapshot.pods`.
  package var pod: Int
  package var reference: String
  package var finding: Finding
}

extension ClusterNode {
  /// Counts the attachments of a pod that is placed here.
  package mutating func attach(_ uses: [VolumeUse]) {
    for use in uses {
      let position = attachments.firstIndex { $0.driver == use.driver } ?? attachments.count
      if position == attachments.count {
        attachments.append(DriverAttachments(driver: use.driver, used: 0, sharedClaims: []))
      }
      if use.sharedClaim.isEmpty {
        attachments[position].used += 1
      } else if !attachments[position].sharedClaims.contains(use.sharedClaim) {
        attachments[position].used += 1
        attachments[position].sharedClaims.append(use.sharedClaim)
        attachments[position].sharedClaims.sort()
      }
    }
  }
}
