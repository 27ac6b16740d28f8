import ArgumentParser
import Stowage
import StowageReport
import StowageUnits
import StowageWire

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Judges a plan, whoever made it: is it feasible, and what does it cost?",
    discussion: "Exits with status 1 when the plan breaks a rule.")

  @Option(help: ArgumentHelp("The plan to judge, JSON or YAML; - is standard input.", valueName: "file"))
  var plan: String
  @OptionGroup(title: "Catalog") var catalogOptions: CatalogOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Rules") var rules: RuleOptions
  @OptionGroup var input: InputOptions

  func validate() throws {
    if plan == "-" && input.files.contains("-") {
      throw ValidationError("standard input can be read only once")
    }
  }

  func run() throws {
    let terminal = output.terminal
    let text = try InputText(path: plan, terminal: terminal)
    let plan = try text.withBytes { bytes throws(InputError) in
      try PlanReader.readAny(bytes, source: text.source)
    }
    let snapshot = try input.readSnapshot(terminal, reservesStandardInput: self.plan == "-")
    let catalog = try catalogOptions.readCatalog(for: snapshot, terminal)
    terminal.note(warnings: snapshot.readingWarnings)
    let report = judge(plan, snapshot, catalog)
    terminal.write(self.text(of: report, terminal))
    if !report.isOK { throw ExitCode.failure }
  }

  private func judge(_ plan: AnyPlan, _ snapshot: Snapshot, _ catalog: Catalog) -> CheckReport {
    switch plan {
    case .provisioning(let plan):
      Engine().check(plan, snapshot: snapshot, catalog: catalog, options: rules.options)
    case .consolidation(let plan):
      Engine().check(plan, snapshot: snapshot, catalog: catalog, options: rules.options)
    }
  }

  private func text(of report: CheckReport, _ terminal: Terminal) -> String {
    switch output.output {
    case .json: PlanWriter.text(of: report)
    case .yaml: YAMLOutput.text(ofJSON: PlanWriter.text(of: report))
    case .name: CheckTable.names(of: report)
    case .table, .wide: CheckTable(report, palette: terminal.palette).text
    }
  }
}
