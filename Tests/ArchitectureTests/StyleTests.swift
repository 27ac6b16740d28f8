import Foundation
import Testing

/// Rules of style that the formatter cannot check.
@Suite struct StyleTests {
  static let hardLimit = 500
  static let softLimit = 300

  @Test func filesAreShort() throws {
    for file in try SourceTree.everySwiftFile() {
      let count = file.lines.count
      #expect(count <= Self.hardLimit, "\(file.path) has \(count) lines")
      if count > Self.softLimit && count <= Self.hardLimit {
        Issue.record("\(file.path) has \(count) lines, more than \(Self.softLimit)", severity: .warning)
      }
    }
  }

  /// Words that collect everything and say nothing.
  static let emptyWords: Set = [
    "Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Info", "Data", "Common",
  ]

  static let typeKeywords = ["struct ", "class ", "enum ", "protocol ", "actor ", "typealias "]

  static func words(of name: Substring) -> [String] {
    name.matches(of: /[A-Z][a-z0-9]*|[A-Z]+(?![a-z])/).map { String($0.0) }
  }

  @Test func typesAreNamedByWhatTheyAre() throws {
    #expect(Self.words(of: "PodDataManager") == ["Pod", "Data", "Manager"])
    for file in try SourceTree.everySwiftFile() {
      for (number, line) in file.code {
        guard Self.typeKeywords.contains(where: line.contains) else { continue }
        guard let match = line.firstMatch(of: /\b(?:struct|class|enum|protocol|actor|typealias)\s+([A-Z]\w*)/)
        else { continue }
        let empty = Self.words(of: match.1).filter(Self.emptyWords.contains)
        #expect(empty.isEmpty, "\(file.path):\(number): \(match.1) contains \(empty)")
      }
    }
  }

  @Test func onlyTheCommandPrints() throws {
    for file in try SourceTree.swiftSources() {
      if ["StowageCommand", "StowageReport"].contains(file.target) { continue }
      for (number, line) in file.code {
        #expect(
          line.firstMatch(of: /(^|[^.\w])(print|debugPrint|dump)\(/) == nil, "\(file.path):\(number) prints")
      }
    }
  }

  /// Hashing is seeded anew in every run, so walking a set or dictionary gives another order every time. Names
  /// declared as one may be asked for members, or sorted, but not walked.
  @Test func noWalkOverHashedCollections() throws {
    let targets = ["StowageSolve", "StowageProblem", "StowageLinear"]
    for file in try SourceTree.swiftSources() where targets.contains(file.target) {
      for (number, line) in Self.walks(in: file) { Issue.record("\(file.path):\(number): \(line)") }
    }
  }

  static func walks(in file: SourceFile) -> [(number: Int, text: String)] {
    let declaration =
      /\b(?:let|var)\s+(\w+)\s*(?::|=)\s*(?:Set[<(]|Dictionary[<(]|\[\s*\w+(?:<[^>]*>)?\s*:\s*[^\]]+\])/
    let candidates = file.code.filter { _, text in
      (text.contains("let ") || text.contains("var ")) && !text.hasSuffix(".sorted()")
    }
    let names = candidates.compactMap { $0.text.firstMatch(of: declaration).map { String($0.1) } }
    return file.code.filter { _, text in names.contains { walks(over: $0, in: text) } }
  }

  private static func walks(over name: String, in text: String) -> Bool {
    let whole = [" in \(name) ", " in \(name).keys ", " in \(name).values "]
    if whole.contains(where: text.contains) { return true }
    let calls = ["map {", "forEach", "first {", "values.map", "keys.map"].map { "\(name).\($0)" }
    return (calls + ["Array(\(name))"]).contains { call in
      text.ranges(of: call).contains { range in
        // `other.name` is a member of something else, whatever its type is.
        guard range.lowerBound > text.startIndex else { return true }
        let before = text[text.index(before: range.lowerBound)]
        return !before.isLetter && !before.isNumber && before != "." && before != "_"
      }
    }
  }

  @Test func walksAreRecognized() {
    let file = SourceFile(
      path: "Sources/StowageSolve/X.swift",
      lines: [
        "var seen: Set<Int> = []", "var counts: [ClassID: Int] = [:]", "let list: [Int] = []",
        "for one in seen {", "for (id, count) in counts {", "for one in list {", "if seen.contains(3) {",
        "for one in seen.sorted() {", "// for one in seen {", "plan.seen.map { $0 }",
        "let all = seen.map { $0 }",
      ])
    #expect(Self.walks(in: file).map(\.number) == [4, 5, 11])
  }

  /// The program runs on other machines than the ones it was written on.
  @Test func noMachinePaths() throws {
    let here = SourceTree.root.deletingLastPathComponent().path
    for folder in ["Sources", "Tests", "catalogs", "Benchmarks"] {
      for file in try SourceTree.files(below: folder, endings: ["swift", "md", "py", "yaml", "c", "h"]) {
        for (index, line) in file.lines.enumerated() where here != "/" {
          #expect(!line.contains(here + "/"), "\(file.path):\(index + 1) names a path of this machine")
        }
      }
    }
  }
}
