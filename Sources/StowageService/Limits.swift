/// What bounds the service: no input makes it hold more than these allow.
package struct Limits: Sendable {
  /// The longest line, in bytes.
  package var lineBytes = 256 << 20
  /// Requests waiting for a thread, and the bytes of their lines.
  package var queuedRequests = 1024
  package var queuedBytes = 256 << 20
  /// Bytes of answers that wait for a slow client; then reading waits too.
  package var answerBytes = 64 << 20
  /// Snapshot and catalog handles at one time.
  package var handles = 64
  /// What the process may hold when a request that adds to it is taken, in bytes.
  package var memoryBytes = 4 << 30
  /// The longest time a plan may take, whatever the request asks for, in seconds.
  package var secondsPerRequest = 600.0
  /// Threads that solve.
  package var solverThreads = 1

  package init() {}
}
