import Foundation

/// A folder of a test's own, and the program run beside it. Remove it in the end.
struct Scratch {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "stowage-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appending(path: name).path() }

  func bytes(of name: String) throws -> [UInt8] { Array(try Data(contentsOf: folder.appending(path: name))) }

  /// Writes a file, with the folders it is in, and gives its path.
  func file(_ name: String, _ content: String) throws -> String { try file(name, Array(content.utf8)) }

  func file(_ name: String, _ content: [UInt8]) throws -> String {
    let url = folder.appending(path: name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(content).write(to: url)
    return url.path()
  }

  /// Packs with the system's gzip, not with code of ours.
  func gzip(_ content: [UInt8]) throws -> [UInt8] {
    let name = "plain-\(UUID().uuidString)"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/gzip")
    process.arguments = ["-n", try file(name, content)]
    try process.run()
    process.waitUntilExit()
    return try bytes(of: name + ".gz")
  }

  /// Runs the program to its end; where the folder's name comes in a text, it is replaced by `FOLDER`.
  func run(
    _ arguments: String..., input: [UInt8] = [], environment: [String: String] = [:]
  ) throws -> Program.Outcome {
    try run(arguments, input: input, environment: environment)
  }

  func run(
    _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]
  ) throws -> Program.Outcome {
    var outcome = try Program.run(arguments, input: input, environment: environment)
    outcome.errors = outcome.errors.replacing(folder.path(), with: "FOLDER")
    outcome.output = Array(outcome.text.replacing(folder.path(), with: "FOLDER").utf8)
    return outcome
  }
}
