import Foundation
import StowageTestKit
import Testing

/// The commands of the README, run as they stand there: what it shows is what they print.
///
/// With the environment variable `STOWAGE_UPDATE_SNAPSHOTS=1` the README is rewritten instead.
@Suite struct ReadmeTourTests {
  /// A line of text, a line of a file that a block shows, or a command with the lines that it printed.
  enum Part {
    case text(String)
    case file(String, line: String)
    case command(String, output: [String])
  }

  static func parts(of readme: String) -> [Part] {
    var parts: [Part] = []
    var isConsole = false
    var file: String?
    for line in readme.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.hasPrefix("```") {
        isConsole = line == "```console"
        file = line == "```python" ? "" : nil
      } else if file == "", line.hasPrefix("# ") {
        file = String(line.dropFirst(2))
      }
      if let file, !file.isEmpty {
        parts.append(.file(file, line: line))
      } else if isConsole, line.hasPrefix("$ ") {
        parts.append(.command(String(line.dropFirst(2)), output: []))
      } else if isConsole, case .command(let command, let output)? = parts.last {
        parts[parts.count - 1] = .command(command, output: output + [line])
      } else {
        parts.append(.text(line))
      }
    }
    return parts
  }

  /// What the setup of the repository does not install may be missing; then the line stands as it is.
  private static func isInstalled(all command: String) -> Bool {
    ["jq", "python3"].allSatisfy { tool in
      !command.split(separator: " ").contains(Substring(tool))
        || FileManager.default.isExecutableFile(atPath: "/usr/bin/" + tool)
    }
  }

  /// Runs a line of shell in a folder where the repository's files are at their places.
  private func run(_ command: String, in scratch: Scratch) throws -> [String] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", "{ \(command); } > out.txt 2>&1"]
    process.currentDirectoryURL = scratch.folder
    let programs = URL(fileURLWithPath: Program.path).deletingLastPathComponent().path
    process.environment = ["PATH": programs + ":/usr/bin:/bin"]
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let output = String(decoding: try scratch.bytes(of: "out.txt"), as: UTF8.self)
    return output.isEmpty
      ? [] : output.dropLast().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test func theReadmeShowsWhatItsCommandsPrint() throws {
    let file = Program.repository.appendingPathComponent("README.md")
    let readme = try String(contentsOf: file, encoding: .utf8)
    let scratch = try Scratch()
    defer { scratch.remove() }
    for folder in ["Benchmarks", "catalogs"] {
      try FileManager.default.createSymbolicLink(
        at: scratch.folder.appendingPathComponent(folder),
        withDestinationURL: Program.repository.appendingPathComponent(folder))
    }
    var lines: [String] = []
    var files: [String: String] = [:]
    var commands = 0
    for part in Self.parts(of: readme) {
      switch part {
      case .text(let line): lines.append(line)
      case .file(let name, let line):
        lines.append(line)
        files[name, default: ""] += line + "\n"
        _ = try scratch.file(name, files[name] ?? "")
      case .command(let command, let output):
        commands += 1
        lines += ["$ " + command] + (Self.isInstalled(all: command) ? try run(command, in: scratch) : output)
      }
    }
    #expect(commands > 5)
    let now = lines.joined(separator: "\n")
    if now == readme { return }
    if ProcessInfo.processInfo.environment["STOWAGE_UPDATE_SNAPSHOTS"] == "1" {
      try now.write(to: file, atomically: true, encoding: .utf8)
    } else {
      Issue.record("README.md differs (- shown, + printed):\n\(lineDifference(from: readme, to: now))")
    }
  }
}
