import ArgumentParser
import Foundation
import Stowage
import StowageService
import StowageUnits

/// The program `stowage`: one file a subcommand. Reads bytes of any sort, calls the library, prints the result.
@main
struct StowageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stowage",
    abstract: "Decides which nodes a Kubernetes cluster should have, and proves how cheap that can be.",
    discussion: """
      Reads what kubectl prints, from files or standard input:

        kubectl get pods,nodes,nodeclaims,nodepools,ec2nodeclasses,ds,pdb,pvc,pv,sc \\
          -A -o json | stowage provision
      """,
    version: "stowage \(Version.text)",
    subcommands: [
      ProvisionCommand.self, ConsolidateCommand.self, CheckCommand.self, CatalogCommand.self,
      RecordCommand.self, ServeCommand.self,
    ])

  /// When the program began, for the time limit, which is that of the whole command.
  static let start = ContinuousClock.now

  static func main() {
    _ = start
    Engine.endIdleThreads()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let error as InputError {
      let isUsage = error.reason == "NoCatalog" || error.reason == "UnknownCatalog"
      fail("error: \(error)", status: isUsage ? .validationFailure : .failure)
    } catch {
      end(with: error)
    }
  }

  /// Help and versions go to standard output; errors in one line, with the command whose help explains them, to
  /// standard error.
  private static func end(with error: any Error) -> Never {
    let status = exitCode(for: error)
    if status == .success {
      let text = fullMessage(for: error)
      print(text, terminator: text.hasSuffix("\n") ? "" : "\n")
      exit(withError: ExitCode.success)
    }
    if error is ExitCode { exit(withError: error) }
    let lines = message(for: error).split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    fail("error: " + lines.joined(separator: " ") + " (stowage --help explains)", status: status)
  }

  private static func fail(_ text: String, status: ExitCode) -> Never {
    Terminal.writeError(text + "\n")
    exit(withError: status)
  }
}
