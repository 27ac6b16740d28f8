// swift-tools-version: 6.1
import PackageDescription

/// A package of its own, so that users of the library do not inherit what only benchmarks need.
let package = Package(
  name: "benchmarks",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    .executableTarget(
      name: "Runner",
      dependencies: [.product(name: "ArgumentParser", package: "swift-argument-parser")],
      path: "Runner")
  ],
  swiftLanguageModes: [.v6]
)
