import StowageModel
import StowageUnits

/// What interruptions of spot nodes are expected to cost.
extension Offering {
  /// The middle of the Spot Advisor's bands, and 25 % for the open one: the part of such nodes that is interrupted in a
  /// month.
  private static let shares = [0.025, 0.075, 0.125, 0.175, 0.25]
  private static let hoursOfMonth = 730.0

  /// In an hour, at `price` dollars an interruption. An unknown band counts as the highest.
  func risk(at price: Double) -> Money {
    guard price > 0, capacityType == "spot" else { return .zero }
    let band = min(max(0, interruptionBand ?? 4), 4)
    return Money(dollars: price * Self.shares[band] / Self.hoursOfMonth)
  }
}

extension Cluster {
  /// What the interruptions of a node of this offering are expected to cost in an hour.
  package func risk(of offering: Offering) -> Money {
    options.interruptionPrice > 0 && hasBands ? offering.risk(at: options.interruptionPrice) : .zero
  }

  package func risk(of node: ClusterNode) -> Money {
    guard let type = node.type, let offering = node.offering else { return .zero }
    return risk(of: catalog.types[type].offerings[offering])
  }

  /// Where a plan may prefer what is not the cheapest.
  package var steersSpot: Bool { options.interruptionPrice > 0 || options.maxNodesPerSpotPool != nil }
}

extension Catalog {
  /// How many spot offerings there are, and how many of them have an interruption band.
  var bandCounts: (offerings: Int, known: Int) {
    var counts = (offerings: 0, known: 0)
    for type in types {
      for offering in type.offerings where offering.capacityType == "spot" {
        counts.offerings += 1
        if offering.interruptionBand != nil { counts.known += 1 }
      }
    }
    return counts
  }

  /// What one who asks for a price of interruptions has to know.
  var bandWarnings: [Warning] {
    let (offerings, known) = bandCounts
    if known == offerings { return [] }
    return [
      Warning(
        reason: "InterruptionBandUnknown", object: "Catalog \(name)",
        message: known == 0
          ? "no spot offering has an interruption band, so that --interruption-price decides nothing"
          : "\(offerings - known) of \(offerings) spot offerings have no interruption band and count as interrupted most"
      )
    ]
  }
}
