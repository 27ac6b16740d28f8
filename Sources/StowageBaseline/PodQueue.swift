import StowageRules

/// Pods in the order in which Karpenter tries them: largest cpu first, then memory, then the oldest. A pod that
/// found no place goes to the end; the queue ends once all that are left have failed in a row.
struct PodQueue {
  private var waiting: [Int]
  private var head = 0
  /// Pods that failed since the last one that was placed.
  private var failures = 0

  init(_ pods: [PendingPod], shapes: [PodShape]) {
    waiting = pods.indices.sorted { left, right in
      let (first, second) = (pods[left], pods[right])
      let (mine, theirs) = (shapes[first.shape].requests, shapes[second.shape].requests)
      if mine.cpu != theirs.cpu { return mine.cpu > theirs.cpu }
      if mine.memory != theirs.memory { return mine.memory > theirs.memory }
      if first.creation != second.creation { return first.creation < second.creation }
      if first.uid != second.uid { return first.uid < second.uid }
      return left < right
    }
  }

  /// The next pod to try; nil where every pod left has failed since the last success.
  mutating func next() -> Int? {
    guard head < waiting.count, failures < waiting.count - head else { return nil }
    defer { head += 1 }
    return waiting[head]
  }

  mutating func succeeded() { failures = 0 }

  mutating func failed(_ pod: Int) {
    failures += 1
    waiting.append(pod)
  }

  /// Those without a place.
  var left: [Int] { waiting[head...].sorted() }
}
