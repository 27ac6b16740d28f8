import Foundation

/// Counters of the service in Prometheus' text format 0.0.4. Label values come from closed sets only (methods,
/// outcomes), never from what a client sends.
final class Metrics: @unchecked Sendable {
  private struct Histogram {
    var buckets = [Int](repeating: 0, count: Metrics.bounds.count)
    var count = 0
    var sum = 0.0
  }

  static let bounds = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60]

  private let lock = NSLock()
  /// Sorted by method, then outcome.
  private var requests: [(method: String, outcome: String, count: Int)] = []
  /// Sorted by method.
  private var durations: [(method: String, histogram: Histogram)] = []
  private var rejected = 0
  private var queueDepth = 0
  private var snapshots = 0
  private var unplaced = 0
  private var columns = 0

  /// One answered request.
  func record(method: String, outcome: String, seconds: Double) {
    lock.withLock {
      let position = requests.firstIndex { ($0.method, $0.outcome) >= (method, outcome) } ?? requests.count
      if position < requests.count,
        (requests[position].method, requests[position].outcome) == (method, outcome)
      {
        requests[position].count += 1
      } else {
        requests.insert((method, outcome, 1), at: position)
      }
      observe(method: method, seconds: seconds)
    }
  }

  func recordRejection() { lock.withLock { rejected += 1 } }
  func setQueueDepth(_ depth: Int) { lock.withLock { queueDepth = depth } }
  func setSnapshots(_ count: Int) { lock.withLock { snapshots = count } }
  func recordPlan(unplaced pods: Int, columns count: Int) {
    lock.withLock {
      unplaced += pods
      columns += count
    }
  }

  private func observe(method: String, seconds: Double) {
    let position = durations.firstIndex { $0.method >= method } ?? durations.count
    if position == durations.count || durations[position].method != method {
      durations.insert((method, Histogram()), at: position)
    }
    durations[position].histogram.count += 1
    durations[position].histogram.sum += seconds
    for (index, bound) in Self.bounds.enumerated() where seconds <= bound {
      durations[position].histogram.buckets[index] += 1
    }
  }

  /// The whole exposition, ending in a line feed.
  func text() -> String {
    lock.withLock {
      var text = ""
      func family(_ name: String, _ kind: String, _ help: String, _ samples: [(String, String)]) {
        text += "# HELP stowage_\(name) \(help)\n# TYPE stowage_\(name) \(kind)\n"
        for (suffix, value) in samples { text += "stowage_\(name)\(suffix) \(value)\n" }
      }
      family(
        "requests_total", "counter", "Requests answered, by method and outcome.",
        requests.map { ("{method=\"\($0.method)\",outcome=\"\($0.outcome)\"}", String($0.count)) })
      family(
        "rejected_requests_total", "counter", "Requests refused because the queue was full.",
        [("", "\(rejected)")])
      family("queue_depth", "gauge", "Requests waiting for a thread.", [("", "\(queueDepth)")])
      family("snapshots", "gauge", "Snapshot handles in memory.", [("", "\(snapshots)")])
      family("unplaced_pods_total", "counter", "Pods that plans left without a place.", [("", "\(unplaced)")])
      family("columns_total", "counter", "Columns that the solver generated.", [("", "\(columns)")])
      family("request_duration_seconds", "histogram", "Time from reading to answering.", durationSamples())
      return text
    }
  }

  private func durationSamples() -> [(String, String)] {
    durations.flatMap { method, histogram in
      var samples = Self.bounds.enumerated().map { index, bound in
        ("_bucket{method=\"\(method)\",le=\"\(bound)\"}", String(histogram.buckets[index]))
      }
      samples.append(("_bucket{method=\"\(method)\",le=\"+Inf\"}", String(histogram.count)))
      samples.append(("_sum{method=\"\(method)\"}", String(histogram.sum)))
      samples.append(("_count{method=\"\(method)\"}", String(histogram.count)))
      return samples
    }
  }
}
