import CStowageSolver

/// Threads that share a loop. What a call computes may depend on its index only, so that the result is the same
/// for any number of workers.
package struct Crew: Sendable {
  package let workers: Int

  /// As many workers as there are processors, but no more than `most`.
  package init(most: Int = 8) { workers = max(1, min(most, Int(stowage_processor_count()))) }

  /// Calls `body(worker, index)` once for every index below `count` and waits for all of them. Two calls at the
  /// same time never have the same worker.
  package func forEach(_ count: Int, _ body: @Sendable (_ worker: Int, _ index: Int) -> Void) {
    if workers == 1 || count < 2 {
      for index in 0..<count { body(0, index) }
      return
    }
    withoutActuallyEscaping(body) { body in
      var box = Body(call: body)
      withUnsafeMutablePointer(to: &box) { pointer in
        stowage_parallel(
          Int32(workers), Int32(count),
          { context, worker, index in
            guard let context else { return }
            context.assumingMemoryBound(to: Body.self).pointee.call(Int(worker), Int(index))
          }, pointer)
      }
    }
  }

  private struct Body {
    var call: @Sendable (Int, Int) -> Void
  }
}
