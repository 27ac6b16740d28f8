import Testing

/// The import lines of every source file against the table.
@Suite struct ImportTests {
  /// The module that an import line names, attributes and declaration kinds left aside.
  static func module(in line: String) -> String? {
    guard line.contains("import ") else { return nil }
    let form =
      /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|private)\s+)?import\s+(?:(?:struct|enum|class|protocol|func|var|let|typealias)\s+)?(\w+)/
    return line.firstMatch(of: form).map { String($0.1) }
  }

  @Test(arguments: [
    ("import StowageUnits", "StowageUnits"), ("@_exported import StowageModel", "StowageModel"),
    ("package import StowagePlan", "StowagePlan"), ("import struct Foundation.Data", "Foundation"),
    ("@preconcurrency public import Yams", "Yams"),
  ])
  func importLinesAreUnderstood(line: String, module: String) {
    #expect(Self.module(in: line) == module)
    #expect(Self.module(in: "let important = 1") == nil)
  }

  @Test func sourcesImportNoMoreThanTheTableAllows() throws {
    for file in try SourceTree.swiftSources() {
      guard let rule = ImportTable.rule(of: file.target) else {
        Issue.record("\(file.path) is in no target of the table")
        continue
      }
      for (number, line) in file.code {
        guard let module = Self.module(in: line) else { continue }
        #expect(isAllowed(module, by: rule), "\(file.path):\(number) must not import \(module)")
      }
    }
  }

  private func isAllowed(_ module: String, by rule: TargetRule) -> Bool {
    if ImportTable.languageModules.contains(module) || rule.own.contains(module) { return true }
    if rule.mayUseFoundation && ImportTable.foundationModules.contains(module) { return true }
    return rule.outside.contains(module)
  }

  @Test func onlyTheUmbrellaReexports() throws {
    for file in try SourceTree.swiftSources() where file.target != "Stowage" {
      for (number, line) in file.code {
        #expect(!line.contains("@_exported"), "\(file.path):\(number) re-exports")
      }
    }
  }

  /// What the table cannot say: the solver must not know a word of Kubernetes.
  @Test func theSolverKnowsNoKubernetes() throws {
    for file in try SourceTree.swiftSources() where file.target == "StowageSolve" {
      for (number, line) in file.code {
        #expect(
          line.firstMatch(of: /Karpenter|NodePool|Kubernetes|kubectl/) == nil,
          "\(file.path):\(number): \(line)")
      }
    }
  }
}
