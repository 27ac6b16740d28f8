import Foundation

/// A queue between threads, bounded by number and by bytes: what does not fit is refused at once, so that whoever
/// puts never waits for whoever takes.
package final class BoundedQueue<Element: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private var elements: [(element: Element, bytes: Int)] = []
  private var head = 0
  private var bytes = 0
  private var isClosed = false
  private let countLimit: Int
  private let byteLimit: Int

  package init(countLimit: Int, byteLimit: Int) {
    self.countLimit = countLimit
    self.byteLimit = byteLimit
  }

  var count: Int { condition.withLock { elements.count - head } }

  /// False where the queue is full or closed; an element that alone is larger than the byte limit still enters an
  /// empty queue, since the line limit has bounded it already.
  package func put(_ element: Element, bytes size: Int) -> Bool {
    condition.withLock {
      let count = elements.count - head
      guard !isClosed, count < countLimit, count == 0 || bytes + size <= byteLimit else { return false }
      elements.append((element, size))
      bytes += size
      condition.signal()
      return true
    }
  }

  /// The oldest element, nil once the queue is closed and empty. Blocks in between.
  package func take() -> Element? {
    condition.withLock {
      while elements.count == head && !isClosed { condition.wait() }
      guard head < elements.count else { return nil }
      let (element, size) = elements[head]
      head += 1
      bytes -= size
      compact()
      return element
    }
  }

  /// Nothing more comes; what is queued is still taken.
  package func close() {
    condition.withLock {
      isClosed = true
      condition.broadcast()
    }
  }

  /// Taken elements are dropped in large pieces, so that taking stays constant in time and memory stays bounded.
  private func compact() {
    if head == elements.count {
      elements.removeAll(keepingCapacity: elements.capacity <= 4096)
      head = 0
    } else if head > 256 && head * 2 > elements.count {
      elements.removeFirst(head)
      head = 0
    }
  }
}
