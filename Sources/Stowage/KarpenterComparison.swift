import Foundation
import StowageBaseline
import StowagePlan
import StowageRules

/// Karpenter's plan for a cluster, made on a thread beside the search: the number to hold a plan against, and the
/// search's rival at the same time. It delays nothing past its deadline: what is not known by then is not asked.
final class KarpenterComparison: @unchecked Sendable {
  private let work = DispatchGroup()
  /// Written before `work` is left, read after.
  private var result: ProvisioningPlan?

  init(_ cluster: Cluster, deadline: Deadline) {
    work.enter()
    let thread = Thread { [self] in
      let plan = KarpenterProvisioner(cluster, deadline: deadline).plan()
      if !deadline.isOver { result = plan }
      work.leave()
    }
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// nil where it is not there by the deadline.
  func plan(until deadline: Deadline) -> ProvisioningPlan? {
    let left = deadline.remainingSeconds
    if left.isFinite {
      return work.wait(timeout: .now() + left) == .success ? result : nil
    }
    work.wait()
    return result
  }
}
