import Foundation
import StowageTestKit

/// The program as a user runs it: arguments and standard input in; status, output and messages out.
struct Program {
  struct Outcome {
    var status: Int32
    var output: [UInt8]
    var errors: String

    var text: String { String(decoding: output, as: UTF8.self) }
  }

  /// The executable that was built with these tests lies beside the test bundle.
  static let path: String = {
    let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let beside = bundle.deletingLastPathComponent().appendingPathComponent("stowage")
    if FileManager.default.isExecutableFile(atPath: beside.path) { return beside.path }
    let first = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    return first.deletingLastPathComponent().appendingPathComponent("stowage").path
  }()

  /// The folder of `Package.swift`, where the program finds `catalogs`.
  static let repository = URL(fileURLWithPath: Fixture.testsFolder).deletingLastPathComponent()

  /// Runs the program to its end. Files take the place of pipes, so that no amount of output can block it.
  static func run(
    _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:],
    in directory: URL = repository
  ) throws -> Outcome {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = ["in", "out", "err"].map { folder.appendingPathComponent($0) }
    try Data(input).write(to: files[0])
    for file in files.dropFirst() { try Data().write(to: file) }

    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = directory
    process.environment = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: Array(try Data(contentsOf: files[1])),
      errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
  }
}
