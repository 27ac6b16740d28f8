import ArgumentParser
import Foundation

/// Plans for every instance of the given folders or indexes, and prints a row for each.
///
/// Each instance is measured by a runner of its own, since the operating system tells the peak
/// memory of the largest ended process only.
@main
struct Runner: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures stowage on recorded snapshots.",
    discussion: "Without paths: the recordings of this repository (Benchmarks/instances.json).")

  @Argument(help: "Folders of snapshots, or indexes (.json).")
  var paths: [String] = []
  @Option(help: "The program to measure.")
  var program = ".build/release/stowage"
  @Option(help: "Only instances whose name contains this.")
  var only: String?
  @Option(help: "Append a JSON line per instance to this file.")
  var json: String?
  @Option(help: "The time limit of each run.")
  var timeLimit = "10s"
  @Option(help: "The policy of each run.")
  var policy = "optimal"
  @Option(help: "The gap at which a run stops.")
  var gap = "0.001"
  @Flag(help: "Consolidate instead: all the way to the target, for cost alone.")
  var consolidate = false
  @Option(help: "The most pods that a consolidation may move, a number or a percentage.")
  var maxMoves: String?
  /// The one instance to measure without a header: how the runner calls itself.
  @Option(help: .hidden)
  var exactly: String?

  func run() throws {
    let instances = try (paths.isEmpty ? ["Benchmarks/instances.json"] : paths).flatMap(Instance.find)
    if let exactly {
      for instance in instances where instance.name == exactly { try measure(instance) }
      return
    }
    printRow(consolidate ? ConsolidationMeasurement.header : Measurement.header)
    for instance in instances where only == nil || instance.name.contains(only!) { try delegate(instance) }
  }

  private func measure(_ instance: Instance) throws {
    let arguments = ["--time-limit", timeLimit, "--policy", policy, "--gap", gap]
    let program = Program(executable: URL(fileURLWithPath: program), arguments: arguments + disruption)
    if consolidate {
      let result = try program.consolidate(instance)
      printRow(result.row)
      for violation in result.violations.prefix(10) { print("  " + violation) }
      if let json { try append(result.json, to: json) }
      return
    }
    let result = try program.measure(instance)
    printRow(result.row)
    for violation in result.violations.prefix(10) { print("  " + violation) }
    if let json { try append(result.json, to: json) }
  }

  private var disruption: [String] {
    guard consolidate else { return [] }
    return ["--eviction-price", "0", "--max-waves", "0"] + (maxMoves.map { ["--max-moves", $0] } ?? [])
  }

  /// Runs this program again for one instance.
  private func delegate(_ instance: Instance) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
    process.arguments =
      (paths.isEmpty ? ["Benchmarks/instances.json"] : paths)
      + ["--program", program, "--exactly", instance.name, "--time-limit", timeLimit, "--policy", policy]
      + ["--gap", gap] + (consolidate ? ["--consolidate"] : [])
      + (maxMoves.map { ["--max-moves", $0] } ?? []) + (json.map { ["--json", $0] } ?? [])
    try process.run()
    process.waitUntilExit()
  }

  private func append(_ object: [String: Any], to path: String) throws {
    var line = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])
    line.append(0x0A)
    if !FileManager.default.fileExists(atPath: path) {
      FileManager.default.createFile(atPath: path, contents: nil)
    }
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    file.seekToEndOfFile()
    file.write(line)
  }

  private func printRow(_ cells: [String]) {
    let widths =
      consolidate
      ? [24, 10, 10, 7, 10, 7, 8, 6, 6, 6, 8, 8, 7, 10, 10, 8, 6]
      : [42, 6, 7, 12, 12, 8, 7, 7, 7, 7, 7, 7, 8, 12, 9, 6]
    let line = zip(cells, widths).map { cell, width in
      cell.padding(toLength: max(width, cell.count), withPad: " ", startingAt: 0)
    }.joined(separator: "  ")
    // Unbuffered, so that the header stands before the rows, which other processes write.
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }
}
