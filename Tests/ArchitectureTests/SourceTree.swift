import Foundation

/// A text file of the repository.
struct SourceFile {
  /// From the root of the repository, such as `Sources/StowageUnits/Money.swift`.
  var path: String
  var lines: [String]

  /// The folder below `Sources` or `Tests`: the target that the file belongs to.
  var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
  /// Lines that are not comments as a whole, with their numbers.
  var code: [(number: Int, text: String)] {
    lines.enumerated().compactMap { index, line in
      line.drop { $0 == " " }.hasPrefix("//") ? nil : (index + 1, line)
    }
  }
}

enum SourceTree {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  /// The files below a folder with one of the endings, sorted by path.
  static func files(below folder: String, endings: [String]) throws -> [SourceFile] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: root.appendingPathComponent(folder).path)
    let wanted = paths.filter { path in
      !path.hasPrefix(".build/") && !path.contains("/.build/")
        && endings.contains { path.hasSuffix("." + $0) }
    }
    return try wanted.sorted().map { path in
      let full = folder + "/" + path
      let lines = try text(full).split(separator: "\n", omittingEmptySubsequences: false)
      return SourceFile(path: full, lines: lines.map(String.init))
    }
  }

  static func swiftSources() throws -> [SourceFile] { try files(below: "Sources", endings: ["swift"]) }

  static func everySwiftFile() throws -> [SourceFile] {
    try swiftSources() + files(below: "Tests", endings: ["swift"])
  }
}
