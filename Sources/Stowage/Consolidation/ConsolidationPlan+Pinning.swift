import StowagePlan
import StowageReduction
import StowageRules

extension ConsolidationPlan {
  /// The same with more and more said of new nodes: nothing, the place of those to which later commands move pods, the
  /// place of all, the size of all, both.
  func pinnings(in cluster: Cluster) -> some Sequence<ConsolidationPlan> {
    var receivers = Set(commands.flatMap(\.moves).map(\.to))
    for command in commands {
      let own = Set(command.replacements.map(\.name))
      let isServedLater = commands.contains { other in
        other.wave > command.wave && other.moves.contains { own.contains($0.to) }
      }
      if !isServedLater { receivers.subtract(own) }
    }
    let pins: [(inout PlannedClaim) -> Void] = [
      { _ in },
      { [receivers] in if receivers.contains($0.name) { $0.pinPlace(in: cluster) } },
      { $0.pinPlace(in: cluster) },
      { $0.pinSize(in: cluster) },
      {
        $0.pinPlace(in: cluster)
        $0.pinSize(in: cluster)
      },
    ]
    return pins.lazy.map { pin in
      var copy = self
      for index in copy.nodeClaims.indices { pin(&copy.nodeClaims[index]) }
      for command in copy.commands.indices {
        for index in copy.commands[command].replacements.indices {
          pin(&copy.commands[command].replacements[index])
        }
      }
      return copy
    }
  }
}
