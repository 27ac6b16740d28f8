import ArgumentParser
import Stowage
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
  @Flag(
    help: "Number names, namespaces and label values, equal ones alike, so that the shape can be shared.")
  var anonymize = false
  @Option(
    help: ArgumentHelp(
      "With --anonymize: a label whose values stay, such as one of your own catalog; may be repeated.",
      valueName: "key"))
  var keepLabel: [String] = []
  @Flag(name: .shortAndLong, help: "Print nothing but the result and errors.")
  var quiet = false
  @OptionGroup var input: InputOptions

  func validate() throws {
    if !keepLabel.isEmpty && !anonymize { throw ValidationError("--keep-label needs --anonymize") }
  }

  func run() throws {
    let terminal = Terminal(isQuiet: quiet, color: .never, environment: [:])
    var snapshot = try input.readSnapshot(terminal)
    terminal.note(warnings: snapshot.readingWarnings)
    if anonymize { snapshot = snapshot.anonymized(keepingLabels: keepLabel) }
    let text = SnapshotWriter.text(of: snapshot)
    guard let output else {
      terminal.write(text)
      return
    }
    let size = try ResultFile(path: output).write(text)
    terminal.note("\(output): \(snapshot.pods.count) pods, \(snapshot.nodes.count) nodes, \(size) bytes")
  }
}
