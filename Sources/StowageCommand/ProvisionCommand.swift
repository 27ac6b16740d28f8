import ArgumentParser
import Foundation
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
    let options = search.options
    let comparison = isTable ? KarpenterComparison(snapshot, catalog, options, search.deadline) : nil
    let log = progress.log(terminal)
    var plan = Engine().provision(
      snapshot, catalog: catalog, options: options, deadline: search.deadline,
      onProgress: log.map { log in { log.take($0) } })
    let karpenter = comparison?.answer()
    plan.statistics.karpenterHourly = karpenter?.hourly
    plan.statistics.karpenterPlaced = karpenter?.placed
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

/// What Karpenter's rules would pay for the same pods, found out on a thread beside the search. It never delays
/// the plan past its deadline: what is not known by then is not shown.
final class KarpenterComparison: @unchecked Sendable {
  private let done = DispatchSemaphore(value: 0)
  /// Written before `done` is signalled, read after.
  private var result: (hourly: Money, placed: Int)?

  init(_ snapshot: Snapshot, _ catalog: Catalog, _ options: Options, _ deadline: Deadline) {
    if options.policy == .karpenter { done.signal() } else { start(snapshot, catalog, options, deadline) }
  }

  private func start(_ snapshot: Snapshot, _ catalog: Catalog, _ options: Options, _ deadline: Deadline) {
    let thread = Thread { [self] in
      result = Engine().karpenterCost(snapshot, catalog: catalog, options: options, deadline: deadline)
      done.signal()
    }
    thread.stackSize = 8 << 20
    thread.start()
  }

  func answer() -> (hourly: Money, placed: Int)? {
    done.wait()
    return result
  }
}
