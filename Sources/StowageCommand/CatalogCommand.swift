import ArgumentParser
import StowageModel
import StowageReport
import StowageUnits
import StowageWire

struct CatalogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catalog", abstract: "Shows the instance types and prices that plans are made of.",
    subcommands: [List.self, Show.self, CatalogImportCommand.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Lists the catalogs that are found by name.")

    @Option(help: ArgumentHelp("A folder to look for catalogs in first.", valueName: "folder"))
    var catalogDir: String?
    @OptionGroup var output: OutputOptions

    func run() throws {
      let terminal = output.terminal
      var options = CatalogOptions()
      options.catalog = nil
      options.catalogDir = catalogDir
      let library = options.library
      let entries = library.entries()
      if output.output == .name {
        terminal.write(entries.map { "catalog/" + $0.name + "\n" }.joined())
        return
      }
      let catalogs = try entries.map { entry in
        CatalogEntry(
          name: entry.name, path: entry.path, catalog: try library.load(entry.path, terminal: terminal))
      }
      if catalogs.isEmpty { terminal.note("No catalogs in " + library.folders.joined(separator: ", ")) }
      switch output.output {
      case .json: terminal.write(List.json(of: catalogs))
      case .yaml: terminal.write(YAMLOutput.text(ofJSON: List.json(of: catalogs)))
      case .table, .wide, .name: terminal.write(CatalogTable.list(catalogs, palette: terminal.palette))
      }
    }

    private static func json(of entries: [CatalogEntry]) -> String {
      var writer = JSONWriter(.indented)
      writer.object { writer in
        writer.member("apiVersion", "stowage.dev/v1alpha1")
        writer.member("kind", "CatalogList")
        writer.array("items", entries) { writer, entry in
          writer.object { writer in
            writer.member("name", entry.name)
            writer.member("path", entry.path)
            writer.member("types", entry.catalog.types.count)
            writer.member("offerings", entry.catalog.types.reduce(0) { $0 + $1.offerings.count })
          }
        }
      }
      return writer.text
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Shows the instance types of a catalog.")

    @Argument(help: "A catalog such as aws/us-east-1, or a file.")
    var name: String
    @Option(help: ArgumentHelp("A folder to look for catalogs in first.", valueName: "folder"))
    var catalogDir: String?
    @OptionGroup var output: OutputOptions

    func run() throws {
      let terminal = output.terminal
      var options = CatalogOptions()
      options.catalog = name
      options.catalogDir = catalogDir
      let catalog = try options.library.load(name, terminal: terminal)
      switch output.output {
      case .json: terminal.write(CatalogWriter.text(of: catalog))
      case .yaml: terminal.write(YAMLOutput.text(ofJSON: CatalogWriter.text(of: catalog)))
      case .name: terminal.write(CatalogTable.names(of: catalog))
      case .table: terminal.write(CatalogTable.show(catalog, palette: terminal.palette))
      case .wide: terminal.write(CatalogTable.show(catalog, detail: .wide, palette: terminal.palette))
      }
    }
  }
}
