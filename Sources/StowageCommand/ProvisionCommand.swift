import ArgumentParser
import Stowage
import StowageReport
import StowageWire

struct ProvisionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "provision",
    abstract: "Decides which nodes to launch for the pending pods.")

  @OptionGroup(title: "Search") var search: SearchOptions
  @OptionGroup(title: "Catalog") var catalogOptions: CatalogOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup var progress: ProgressOptions
  @Flag(help: "Exit with status 2 when pods stay without a place.")
  var exitCode = false
  @OptionGroup var input: InputOptions

  func run() throws {
    let terminal = output.terminal
    let snapshot = try input.readSnapshot(terminal)
    let catalog = try catalogOptions.readCatalog(for: snapshot, terminal)
    let read = StowageCommand.start.duration(to: .now)
    let log = progress.log(terminal)
    var plan = Engine().provision(
      snapshot, catalog: catalog, options: search.options, deadline: search.deadline, isCompared: isTable,
      onProgress: log.map { log in { log.take($0) } })
    plan.statistics.frame(read: read)
    terminal.note(warnings: plan.warnings)
    terminal.write(text(of: plan, terminal))
    if exitCode && !plan.unschedulable.isEmpty { throw ExitCode(2) }
  }

  private var isTable: Bool { output.output == .table || output.output == .wide }

  private func text(of plan: ProvisioningPlan, _ terminal: Terminal) -> String {
    switch output.output {
    case .json: PlanWriter.text(of: plan)
    case .yaml: YAMLOutput.text(ofJSON: PlanWriter.text(of: plan))
    case .name: PlanTable.names(of: plan)
    case .table: PlanTable(plan, palette: terminal.palette).text
    case .wide: PlanTable(plan, detail: .wide, palette: terminal.palette).text
    }
  }
}
