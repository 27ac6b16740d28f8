import Stowage

extension Statistics {
  /// Puts the engine's stages between the reading of the input and the time of the whole command.
  mutating func frame(read: Duration) {
    let total = StowageCommand.start.duration(to: .now)
    stages.insert(Stage(name: "read", milliseconds: read / .milliseconds(1)), at: 0)
    stages.append(Stage(name: "total", milliseconds: total / .milliseconds(1)))
  }
}
