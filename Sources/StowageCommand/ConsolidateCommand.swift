import ArgumentParser
import Foundation
import Stowage
import StowageReport
import StowageWire

struct ConsolidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "consolidate",
    abstract: "Decides which nodes to delete or replace, in which order, and where their pods go.",
    discussion: """
      Pending pods are planned too: the nodes for them come before the first command. Running it again on the \
      resulting cluster finds nothing to do.
      """)

  @OptionGroup(title: "Search") var search: SearchOptions
  @OptionGroup(title: "Disruption") var disruption: DisruptionOptions
  @OptionGroup(title: "Catalog") var catalogOptions: CatalogOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup var progress: ProgressOptions
  @Flag(help: "Show what could be saved for how many moved pods: several plans, up to --max-moves 100%.")
  var pareto = false
  @Flag(help: "Exit with status 2 when pods stay without a place.")
  var exitCode = false
  @OptionGroup var input: InputOptions

  func validate() throws {
    if pareto && disruption.maxMoves != nil { throw ValidationError("--pareto chooses --max-moves itself") }
    if pareto && output.output == .name { throw ValidationError("--pareto has no names to show") }
  }

  func run() throws {
    let terminal = output.terminal
    let snapshot = try input.readSnapshot(terminal)
    let catalog = try catalogOptions.readCatalog(for: snapshot, terminal)
    let read = StowageCommand.start.duration(to: .now)
    var options = search.options
    disruption.apply(to: &options)
    if pareto {
      let plans = Engine().tradeOff(snapshot, catalog: catalog, options: options, deadline: search.deadline)
      terminal.note(warnings: plans.last?.warnings ?? [])
      terminal.write(text(of: plans, terminal))
      return
    }
    let log = progress.log(terminal)
    var plan = Engine().consolidate(
      snapshot, catalog: catalog, options: options, deadline: search.deadline,
      onProgress: log.map { log in { log.take($0) } })
    plan.statistics.frame(read: read)
    terminal.note(warnings: plan.warnings)
    terminal.write(text(of: plan, terminal))
    if exitCode && !plan.unschedulable.isEmpty { throw ExitCode(2) }
  }

  private func text(of plans: [ConsolidationPlan], _ terminal: Terminal) -> String {
    switch output.output {
    case .json: PlanWriter.text(of: plans)
    case .yaml: YAMLOutput.text(ofJSON: PlanWriter.text(of: plans))
    case .name, .table, .wide: TradeOffTable(plans, palette: terminal.palette).text
    }
  }

  private func text(of plan: ConsolidationPlan, _ terminal: Terminal) -> String {
    switch output.output {
    case .json: PlanWriter.text(of: plan)
    case .yaml: YAMLOutput.text(ofJSON: PlanWriter.text(of: plan))
    case .name: ConsolidationTable.names(of: plan)
    case .table: ConsolidationTable(plan, palette: terminal.palette).text
    case .wide: ConsolidationTable(plan, detail: .wide, palette: terminal.palette).text
    }
  }
}
