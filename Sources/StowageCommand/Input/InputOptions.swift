import ArgumentParser
import Foundation
import StowageModel
import StowageUnits
import StowageWire

/// What every command that reads a cluster takes.
struct InputOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Kubernetes objects as kubectl prints them: JSON or YAML, also packed by gzip; - is standard input, and what is read without any file.",
      valueName: "file"))
  var files: [String] = []

  func readSnapshot(_ terminal: Terminal, reservesStandardInput: Bool = false) throws -> Snapshot {
    var reader = SnapshotReader()
    for path in try paths(reservesStandardInput: reservesStandardInput) {
      let input = try InputText(path: path, terminal: terminal)
      try input.withBytes { bytes throws(InputError) in try reader.read(bytes, source: input.source) }
    }
    return reader.finish()
  }

  private func paths(reservesStandardInput: Bool) throws -> [String] {
    if files.filter({ $0 == "-" }).count > 1 || (files.contains("-") && reservesStandardInput) {
      throw ValidationError("standard input can be read only once")
    }
    if !files.isEmpty { return files }
    guard !reservesStandardInput, isatty(STDIN_FILENO) == 0 else {
      throw ValidationError("no objects are given: name files, or - for standard input")
    }
    return ["-"]
  }
}

/// Where instance types and prices come from.
struct CatalogOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "A catalog such as aws/us-east-1, or a file; without it, that of the region in the nodes' labels.",
      valueName: "name"))
  var catalog: String?

  @Option(help: ArgumentHelp("A folder to look for catalogs in first.", valueName: "folder"))
  var catalogDir: String?

  var library: CatalogLibrary { CatalogLibrary(option: catalogDir) }

  func readCatalog(for snapshot: Snapshot, _ terminal: Terminal) throws -> Catalog {
    let library = library
    return try library.load(try catalog ?? library.name(for: snapshot), terminal: terminal)
  }
}

/// How results and messages look.
struct OutputOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("table, wide, json, yaml, or name.", valueName: "format"))
  var output = OutputFormat.table

  @Flag(name: .shortAndLong, help: "Print nothing but the result and errors.")
  var quiet = false

  @Option(help: ArgumentHelp("Whether to use colours: auto, always, or never.", valueName: "when"))
  var color = ColorChoice.auto

  var terminal: Terminal {
    Terminal(isQuiet: quiet, color: color, environment: ProcessInfo.processInfo.environment)
  }
}

enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  case table
  case wide
  case json
  case yaml
  case name
}

extension ColorChoice: ExpressibleByArgument {}
extension Policy: ExpressibleByArgument {}
extension DrainRules: ExpressibleByArgument {}
