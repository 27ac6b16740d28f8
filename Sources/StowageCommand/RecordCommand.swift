import ArgumentParser
import Foundation
import StowageUnits
import StowageWire

struct RecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Cuts a dump of a cluster down to what decides, small and sorted.",
    discussion: "Plans on the recording and on the original agree.")

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The file to write, packed if it ends in .gz; else standard output.", valueName: "file"))
  var output: String?
  @Flag(name: .shortAndLong, help: "Print nothing but the result and errors.")
  var quiet = false
  @OptionGroup var input: InputOptions

  func run() throws {
    let terminal = Terminal(isQuiet: quiet, color: .never, environment: [:])
    let snapshot = try input.readSnapshot(terminal)
    terminal.note(warnings: snapshot.readingWarnings)
    let text = SnapshotWriter.text(of: snapshot)
    guard let output else {
      terminal.write(text)
      return
    }
    let bytes = output.hasSuffix(".gz") ? Gzip.pack(Array(text.utf8)) : Array(text.utf8)
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: output), options: .atomic)
    } catch {
      throw InputError(
        "CannotWrite", object: output, rule: "cannot be written: \(error.localizedDescription)")
    }
    terminal.note(
      "\(output): \(snapshot.pods.count) pods, \(snapshot.nodes.count) nodes, \(bytes.count) bytes")
  }
}
