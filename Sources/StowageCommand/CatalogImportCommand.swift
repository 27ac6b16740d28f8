import ArgumentParser
import Stowage
import StowageWire

struct CatalogImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Makes a catalog of what the AWS command line prints.",
    discussion: """
      The files may come in any order; each says what it is. Needed are the answers of

        aws ec2 describe-instance-types
        aws ec2 describe-instance-type-offerings --location-type availability-zone

      and prices: on demand from aws pricing get-products --service-code AmazonEC2 or from the price list file of \
      the region, spot from

        aws ec2 describe-spot-price-history --product-descriptions Linux/UNIX --start-time "$(date -u +%FT%TZ)"

      With aws ec2 describe-availability-zones offerings get the label topology.k8s.aws/zone-id.
      """)

  @Argument(help: ArgumentHelp("JSON, also packed by gzip; - is standard input.", valueName: "file"))
  var files: [String]
  @Option(help: ArgumentHelp("The region, where the files are of several.", valueName: "region"))
  var region: String?
  @Option(help: ArgumentHelp("What the catalog calls itself; aws/REGION without it.", valueName: "name"))
  var name: String?
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The file to write, packed if it ends in .gz; else standard output.", valueName: "file"))
  var output: String?
  @Flag(name: .shortAndLong, help: "Print nothing but the result and errors.")
  var quiet = false

  func validate() throws {
    if files.filter({ $0 == "-" }).count > 1 { throw ValidationError("standard input can be read only once") }
  }

  func run() throws {
    let terminal = Terminal(isQuiet: quiet, color: .never, environment: [:])
    var reader = EC2FactsReader()
    for file in files {
      let input = try InputText(path: file, terminal: terminal)
      try input.withBytes { bytes throws(InputError) in try reader.read(bytes, source: input.source) }
    }
    let (catalog, omissions) = try Catalog.importing(reader.facts, region: region, name: name)
    for omission in omissions { terminal.note(omission.note) }
    let text = CatalogWriter.text(of: catalog)
    guard let output else {
      terminal.write(text)
      return
    }
    let size = try ResultFile(path: output).write(text)
    let offerings = catalog.types.reduce(0) { $0 + $1.offerings.count }
    terminal.note("\(output): \(catalog.types.count) types, \(offerings) offerings, \(size) bytes")
  }
}

extension Catalog.Omission {
  /// One line, with the first names.
  fileprivate var note: String {
    let shown = names.prefix(5).joined(separator: ", ")
    let types = names.count == 1 ? "1 type" : "\(names.count) types"
    return "\(types) left out, as \(reason): \(shown)" + (names.count > 5 ? ", …" : "")
  }
}
