// swift-tools-version: 6.1
import PackageDescription

/// A package of its own, so that users of the library do not inherit what only benchmarks need.
let package = Package(
  name: "benchmarks",
  dependencies: [
    .package(name: "stowage", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    // Without traits: its counters of memory and reference counting need libraries of their own.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.30.0", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "Runner",
      dependencies: [.product(name: "ArgumentParser", package: "swift-argument-parser")],
      path: "Runner"),
    .executableTarget(
      name: "Kernels",
      dependencies: [
        .product(name: "Benchmark", package: "benchmark"),
        .product(name: "StowageWorkloads", package: "stowage"),
      ],
      path: "Kernels",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ],
  swiftLanguageModes: [.v6]
)
