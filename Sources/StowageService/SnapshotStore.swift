import Foundation
import Stowage
import StowageWire

/// Snapshots in memory, by handle. Only the dispatcher changes them; solvers work on values of their own.
final class SnapshotStore: @unchecked Sendable {
  private let limit: Int
  private let lock = NSLock()
  /// Objects as given: virtual pods of workloads are added when a plan is made, since a change may make them real.
  private var snapshots: [String: Snapshot] = [:]
  /// What the last search on each left for the next one.
  private var memories: [String: PlanMemory] = [:]
  private var nextHandle = 1

  init(limit: Int) { self.limit = limit }

  var count: Int { lock.withLock { snapshots.count } }

  func add(_ snapshot: Snapshot) throws(Failure) -> String {
    let handle: String? = lock.withLock {
      guard snapshots.count < limit else { return nil }
      let handle = "s\(nextHandle)"
      nextHandle += 1
      snapshots[handle] = snapshot
      return handle
    }
    guard let handle else {
      throw .tooLarge(
        "\(limit) snapshots are loaded", hint: "Drop one with snapshot/drop, or raise --max-handles")
    }
    return handle
  }

  func find(_ handle: String, path: String) throws(Failure) -> Snapshot {
    guard let snapshot = lock.withLock({ snapshots[handle] }) else {
      throw .unknownHandle(handle, path: path)
    }
    return snapshot
  }

  /// Applies changes in place, or not at all where the handle is unknown.
  func change(_ handle: String, path: String, _ body: (inout Snapshot) -> Void) throws(Failure) {
    let found: Bool = lock.withLock {
      guard snapshots[handle] != nil else { return false }
      // In place: a copy of ten thousand pods for ten changed ones would be most of the work.
      body(&snapshots[handle]!)
      return true
    }
    if !found { throw .unknownHandle(handle, path: path) }
  }

  func memory(of handle: String) -> PlanMemory { lock.withLock { memories[handle] ?? PlanMemory() } }

  /// Keeps what a search has left, unless the snapshot was dropped meanwhile.
  func keep(_ memory: PlanMemory, for handle: String) {
    lock.withLock {
      if snapshots[handle] != nil { memories[handle] = memory }
    }
  }

  func drop(_ handle: String, path: String) throws(Failure) {
    let dropped = lock.withLock {
      memories[handle] = nil
      return snapshots.removeValue(forKey: handle)
    }
    guard dropped != nil else {
      throw .unknownHandle(handle, path: path)
    }
  }
}
