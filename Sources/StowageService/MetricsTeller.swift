import Foundation

/// Tells the metrics of a service once a second, where they have changed, and at the end: also while no requests come,
/// since that is when the last ones are answered.
final class MetricsTeller: @unchecked Sendable {
  private let metrics: Metrics
  private let tell: @Sendable (String) -> Void
  private let queue = DispatchQueue(label: "metrics")
  private let timer: any DispatchSourceTimer
  /// Used on the queue alone.
  private var last = ""

  init(_ metrics: Metrics, _ tell: @escaping @Sendable (String) -> Void) {
    self.metrics = metrics
    self.tell = tell
    timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now(), repeating: .seconds(1), leeway: .milliseconds(100))
    timer.setEventHandler { [weak self] in self?.tellChanges() }
    timer.resume()
  }

  /// Nothing is told after this returns.
  func finish() {
    timer.cancel()
    queue.sync { tellChanges() }
  }

  private func tellChanges() {
    let text = metrics.text()
    if text == last { return }
    last = text
    tell(text)
  }
}
