import Benchmark
import StowageWorkloads

/// The kernels of the program, each on data that is the same every time. Run with
/// `swift package --package-path Benchmarks benchmark`.
let benchmarks: @Sendable () -> Void = {
  let configuration = Benchmark.Configuration(
    metrics: [.wallClock, .throughput], warmupIterations: 2, maxDuration: .seconds(1), maxIterations: 2000)
  for workload in Workload.all {
    Benchmark(workload.name, configuration: configuration) { benchmark in
      for _ in benchmark.scaledIterations { blackHole(workload.run()) }
    }
  }
}
