/// What a target may import: the house rules as data.
struct TargetRule {
  var name: String
  /// Targets of this package.
  var own: [String] = []
  /// Modules of other packages and system libraries.
  var outside: [String] = []
  /// False where even Foundation would be too much: the solver and what lies below it.
  var mayUseFoundation = true
}

enum ImportTable {
  static let rules: [TargetRule] = [
    TargetRule(name: "CGLPK"),
    TargetRule(name: "COpenBLAS"),
    TargetRule(name: "CZlib"),
    TargetRule(name: "CStowageSolver", own: ["CGLPK"], mayUseFoundation: false),
    TargetRule(name: "StowageUnits", mayUseFoundation: false),
    TargetRule(name: "StowageModel", own: ["StowageUnits"], outside: ["OrderedCollections"]),
    TargetRule(name: "StowageRules", own: ["StowageUnits", "StowageModel"]),
    TargetRule(name: "StowagePlan", own: ["StowageUnits", "StowageModel"]),
    TargetRule(name: "StowageProblem", own: ["StowageUnits"], mayUseFoundation: false),
    TargetRule(
      name: "StowageReduction",
      own: ["StowageUnits", "StowageModel", "StowageRules", "StowagePlan", "StowageProblem"]),
    TargetRule(
      name: "StowageLinear", own: ["StowageUnits", "CStowageSolver", "COpenBLAS"], mayUseFoundation: false),
    TargetRule(
      name: "StowageSolve", own: ["StowageUnits", "StowageProblem", "StowageLinear"], mayUseFoundation: false),
    TargetRule(
      name: "StowageBaseline", own: ["StowageUnits", "StowageModel", "StowageRules", "StowagePlan"]),
    TargetRule(name: "StowageCheck", own: ["StowageUnits", "StowageModel", "StowageRules", "StowagePlan"]),
    TargetRule(name: "StowageWire", own: ["StowageUnits", "StowageModel", "StowagePlan"]),
    TargetRule(
      name: "Stowage",
      own: [
        "StowageUnits", "StowageModel", "StowageRules", "StowagePlan", "StowageProblem", "StowageReduction",
        "StowageLinear", "StowageSolve", "StowageBaseline", "StowageCheck",
      ]),
    TargetRule(
      name: "StowageService",
      own: ["Stowage", "StowageUnits", "StowageModel", "StowagePlan", "StowageWire"], outside: ["Logging"]),
    TargetRule(
      name: "StowageFiles", own: ["StowageUnits", "StowageModel", "StowagePlan", "StowageWire", "CZlib"]),
    TargetRule(name: "CStowage"),
    TargetRule(
      name: "StowageABI", own: ["StowageWire", "StowageFiles", "StowageService", "CStowage"]),
    TargetRule(
      name: "StowageWorkloads",
      own: ["StowageUnits", "StowageProblem", "StowageLinear", "StowageSolve", "StowageWire"],
      mayUseFoundation: false),
    TargetRule(name: "StowageReport", own: ["StowageUnits", "StowageModel", "StowagePlan"]),
    TargetRule(
      name: "StowageCommand",
      own: [
        "Stowage", "StowageUnits", "StowageModel", "StowagePlan", "StowageWire", "StowageService",
        "StowageReport", "StowageFiles",
      ],
      outside: ["ArgumentParser", "Logging", "Yams"]),
  ]

  /// Part of the toolchain and as good as the language.
  static let languageModules = ["Swift", "Synchronization"]
  static let foundationModules = ["Foundation", "FoundationEssentials", "Dispatch", "Glibc"]

  /// Every package this one may depend on.
  static let packages = ["swift-argument-parser", "swift-collections", "swift-log", "Yams"]

  static func rule(of target: String) -> TargetRule? { rules.first { $0.name == target } }
}
