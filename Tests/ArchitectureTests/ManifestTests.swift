import Foundation
import Testing

/// `Package.swift` against the table.
@Suite struct ManifestTests {
  struct Target {
    var name: String
    var dependencies: [String]
    var isTest: Bool
  }

  /// The targets as written in the manifest, read as text so that what a reader sees is what is checked.
  static func targets() throws -> [Target] {
    let manifest = try SourceTree.text("Package.swift")
    let call = /\.(target|executableTarget|testTarget|systemLibrary)\(\s*name: "(\w+)"/
    let starts = manifest.matches(of: call)
    return starts.enumerated().map { index, match in
      let end = index + 1 < starts.count ? starts[index + 1].range.lowerBound : manifest.endIndex
      let body = manifest[match.range.upperBound..<end]
      let isTest = match.1 == "testTarget" || body.contains("path: \"Tests/")
      return Target(name: String(match.2), dependencies: dependencies(in: body), isTest: isTest)
    }
  }

  private static func dependencies(in body: Substring) -> [String] {
    guard let list = body.firstMatch(of: /dependencies: \[((?s).*?)\]/) else { return [] }
    let products = list.1.replacing(/\.product\(name: ("\w+"), package: "[^"]+"\)/) { $0.1 }
    return products.matches(of: /"(\w+)"/).map { String($0.1) }
  }

  @Test func everyTargetIsInTheTableAndHasAFolder() throws {
    let targets = try Self.targets().filter { !$0.isTest }
    #expect(targets.count > 15, "the manifest was not understood")
    for target in targets {
      #expect(ImportTable.rule(of: target.name) != nil, "\(target.name) is not in the table")
      let folder = SourceTree.root.appendingPathComponent("Sources/" + target.name).path
      #expect(FileManager.default.fileExists(atPath: folder), "\(target.name) has no folder of its name")
    }
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: SourceTree.root.appendingPathComponent("Sources").path)
    for folder in folders {
      #expect(targets.contains { $0.name == folder }, "Sources/\(folder) belongs to no target")
    }
  }

  @Test func targetsDependOnNoMoreThanTheTableAllows() throws {
    for target in try Self.targets() where !target.isTest {
      guard let rule = ImportTable.rule(of: target.name) else { continue }
      for dependency in target.dependencies {
        #expect(
          rule.own.contains(dependency) || rule.outside.contains(dependency),
          "\(target.name) must not depend on \(dependency)")
      }
    }
  }

  @Test func packagesAreTheAllowedOnes() throws {
    let manifest = try SourceTree.text("Package.swift")
    let urls = manifest.matches(of: /\.package\(\s*url: "[^"]*\/([^"\/]+)"/).map { String($0.1) }
    #expect(!urls.isEmpty)
    for name in urls {
      #expect(ImportTable.packages.contains(name), "\(name) is not in the dependency budget")
    }
  }

  @Test func everyTargetWithCodeHasTests() throws {
    let tests = try Self.targets().filter(\.isTest).map(\.name)
    for rule in ImportTable.rules where rule.name.hasPrefix("Stowage") {
      // What users type and what programs send is tested from outside, in EndToEndTests; the model and the plan
      // are types that every other module's tests are made of; workloads only call what is tested where it is.
      let tested = [
        "StowageCommand", "StowageABI", "StowageFiles", "StowageModel", "StowagePlan", "StowageWorkloads",
      ]
      if tested.contains(rule.name) { continue }
      #expect(tests.contains(rule.name + "Tests"), "\(rule.name) has no tests")
    }
  }
}
