// swift-tools-version: 6.1
import PackageDescription

/// Every folder under `Sources/` is a target of the same name; `Tests/ArchitectureTests` holds the table of
/// which target may import which, and fails where this file or an import line disagrees with it.
let package = Package(
  name: "stowage",
  products: [
    .executable(name: "stowage", targets: ["StowageCommand"]),
    .library(name: "Stowage", targets: ["Stowage", "StowageFiles"]),
    .library(name: "StowageABI", type: .dynamic, targets: ["StowageABI"]),
    .library(name: "StowageWorkloads", targets: ["StowageWorkloads"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    .systemLibrary(name: "CGLPK", providers: [.apt(["libglpk-dev"])]),
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "CStowageSolver", dependencies: ["CGLPK"], linkerSettings: [.linkedLibrary("glpk")]),
    .target(name: "StowageUnits"),
    .target(name: "StowageModel", dependencies: ["StowageUnits"]),
    .target(name: "StowageRules", dependencies: ["StowageUnits", "StowageModel"]),
    .target(name: "StowagePlan", dependencies: ["StowageUnits", "StowageModel"]),
    .target(name: "StowageProblem", dependencies: ["StowageUnits"]),
    .target(
      name: "StowageReduction",
      dependencies: ["StowageUnits", "StowageModel", "StowageRules", "StowagePlan", "StowageProblem"]),
    .target(name: "StowageLinear", dependencies: ["StowageUnits", "CStowageSolver", "COpenBLAS"]),
    .target(name: "StowageSolve", dependencies: ["StowageUnits", "StowageProblem", "StowageLinear"]),
    .target(
      name: "StowageWorkloads",
      dependencies: ["StowageUnits", "StowageProblem", "StowageLinear", "StowageSolve", "StowageWire"]),
    .target(
      name: "StowageBaseline",
      dependencies: ["StowageUnits", "StowageModel", "StowageRules", "StowagePlan"]),
    .target(
      name: "StowageCheck",
      dependencies: ["StowageUnits", "StowageModel", "StowageRules", "StowagePlan"]),
    .target(name: "StowageWire", dependencies: ["StowageUnits", "StowageModel", "StowagePlan"]),
    .target(
      name: "Stowage",
      dependencies: [
        "StowageUnits", "StowageModel", "StowageRules", "StowagePlan", "StowageProblem", "StowageReduction",
        "StowageLinear", "StowageSolve", "StowageBaseline", "StowageCheck",
      ]),
    .target(
      name: "StowageService",
      dependencies: ["StowageUnits", "StowageModel", "StowagePlan", "Stowage", "StowageWire"]),
    .target(
      name: "StowageFiles",
      dependencies: ["StowageUnits", "StowageModel", "StowagePlan", "StowageWire", "CZlib"]),
    .target(name: "CStowage"),
    .target(
      name: "StowageABI",
      dependencies: ["StowageFiles", "StowageService", "StowageWire", "CStowage"]),
    .target(name: "StowageReport", dependencies: ["StowageUnits", "StowageModel", "StowagePlan"]),
    .executableTarget(
      name: "StowageCommand",
      dependencies: [
        "Stowage", "StowageWire", "StowageFiles", "StowageService", "StowageReport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Yams", package: "Yams"),
      ]),
    .target(
      name: "StowageTestKit",
      dependencies: [
        "StowageUnits", "StowageModel", "StowageRules", "StowagePlan", "StowageProblem", "StowageWire",
      ],
      path: "Tests/StowageTestKit"),
    .testTarget(
      name: "StowageUnitsTests",
      dependencies: ["StowageUnits", "StowageTestKit"]),
    .testTarget(
      name: "StowageRulesTests",
      dependencies: ["StowageUnits", "StowageModel", "StowageRules", "StowageTestKit"]),
    .testTarget(
      name: "StowageProblemTests",
      dependencies: ["StowageUnits", "StowageProblem", "StowageTestKit"]),
    .testTarget(
      name: "StowageReductionTests",
      dependencies: [
        "StowageUnits", "StowageModel", "StowageRules", "StowagePlan", "StowageProblem", "StowageReduction",
        "StowageBaseline", "StowageCheck", "StowageTestKit",
      ]),
    .testTarget(
      name: "StowageLinearTests",
      dependencies: ["StowageUnits", "StowageLinear", "StowageTestKit"]),
    .testTarget(
      name: "StowageSolveTests",
      dependencies: ["StowageUnits", "StowageProblem", "StowageSolve", "StowageTestKit"]),
    .testTarget(
      name: "StowageBaselineTests",
      dependencies: [
        "StowageUnits", "StowageModel", "StowageRules", "StowagePlan", "StowageBaseline", "StowageCheck",
        "StowageWire", "StowageTestKit",
      ]),
    .testTarget(
      name: "StowageCheckTests",
      dependencies: [
        "StowageUnits", "StowageModel", "StowageRules", "StowagePlan", "StowageCheck", "StowageTestKit",
      ]),
    .testTarget(
      name: "StowageWireTests",
      dependencies: ["StowageUnits", "StowageModel", "StowagePlan", "StowageWire", "StowageTestKit"],
      exclude: ["Snapshots"]),
    .testTarget(
      name: "StowageServiceTests",
      dependencies: ["StowageUnits", "StowageService"]),
    .testTarget(
      name: "StowageReportTests",
      dependencies: ["StowageUnits", "StowageModel", "StowagePlan", "StowageReport", "StowageTestKit"],
      exclude: ["Snapshots"]),
    .testTarget(
      name: "StowageTests",
      dependencies: [
        "Stowage", "StowageUnits", "StowageModel", "StowageRules", "StowagePlan", "StowageProblem",
        "StowageReduction", "StowageFiles", "StowageTestKit",
      ]),
    .testTarget(
      name: "FuzzTests",
      dependencies: ["StowageUnits", "StowageService", "StowageWire", "StowageTestKit"],
      exclude: ["Corpus", "LibFuzzer"]),
    .testTarget(
      name: "ClientTests",
      dependencies: ["StowageABI", "StowageTestKit"],
      exclude: ["Examples"]),
    .testTarget(
      name: "ArchitectureTests",
      dependencies: []),
    .testTarget(
      name: "ConformanceTests",
      dependencies: [
        "Stowage", "StowageUnits", "StowageModel", "StowagePlan", "StowageRules", "StowageTestKit",
      ]),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "Stowage", "StowageUnits", "StowageModel", "StowageRules", "StowageWire", "StowageCommand",
        "StowageTestKit",
      ],
      exclude: ["Snapshots", "Service/endurance.py"]),
  ],
  swiftLanguageModes: [.v6]
)

// For a quick round with one module: STOWAGE_TESTS="Solve EndToEnd" builds no other tests than those.
if let chosen = Context.environment["STOWAGE_TESTS"]?.split(separator: " ") {
  package.targets.removeAll { target in
    target.type == .test && !chosen.contains { ["\($0)Tests", "Stowage\($0)Tests"].contains(target.name) }
  }
}
