import ArgumentParser

@main
struct StowageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "stowage")
}
