import ArgumentParser
import StowageModel
import StowageUnits

/// How much a consolidation plan may do.
struct DisruptionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The most waves of commands; in each wave every budget holds. 0: all the way to the target.",
      valueName: "number"))
  var maxWaves = 1

  @Option(help: ArgumentHelp("The most commands.", valueName: "number"))
  var maxCommands: Int?

  @Option(
    help: ArgumentHelp("The most pods to move, a number or a share of those that run.", valueName: "N|N%"))
  var maxMoves: MoveLimit?

  @Option(
    help: ArgumentHelp("The least that a command has to save, in dollars per hour.", valueName: "price"))
  var minSavings = 0.0

  func validate() throws {
    guard maxWaves >= 0 else { throw ValidationError("--max-waves must be at least 0") }
    guard maxCommands ?? 0 >= 0 else { throw ValidationError("--max-commands must be at least 0") }
    guard minSavings >= 0, minSavings < 1e6 else {
      throw ValidationError("--min-savings must be at least 0 and below a million")
    }
  }

  func apply(to options: inout Options) {
    options.maxWaves = maxWaves
    options.maxCommands = maxCommands
    options.maxMoves = maxMoves?.text
    options.minSavings = Money(dollars: minSavings)
  }
}

/// A number of pods, or a percentage.
struct MoveLimit: ExpressibleByArgument {
  let text: String

  init?(argument: String) {
    if argument.hasSuffix("%") {
      guard let share = Double(argument.dropLast()), (0...100).contains(share) else { return nil }
    } else {
      guard let number = Int(argument), number >= 0 else { return nil }
    }
    text = argument
  }
}
