import StowagePlan
import StowageUnits

/// Planned nodes of one pool, type, zone and capacity type at one price: one row of the short table.
struct NodeGroup {
  var claims: [PlannedClaim]

  var first: PlannedClaim { claims[0] }
  var price: Money { first.offering.price }
  var total: Money { claims.reduce(.zero) { $0 + $1.offering.price } }
  var load: Load {
    var load = Load()
    for claim in claims { load.add(Load(claim)) }
    return load
  }

  private struct Key: Hashable {
    var nodePool: String
    var offering: PlannedOffering
  }

  /// Groups of a plan's claims: the types that cost most together first, a type's groups next to one another.
  static func groups(of claims: [PlannedClaim]) -> [NodeGroup] {
    var groups: [NodeGroup] = []
    var positions: [Key: Int] = [:]
    var totals: [String: Money] = [:]
    for claim in claims {
      totals[claim.offering.instanceType, default: .zero] += claim.offering.price
      let key = Key(nodePool: claim.nodePool, offering: claim.offering)
      if let position = positions[key] {
        groups[position].claims.append(claim)
      } else {
        positions[key] = groups.count
        groups.append(NodeGroup(claims: [claim]))
      }
    }
    func order(_ group: NodeGroup) -> (Money, String, String, String) {
      let offering = group.first.offering
      let total = totals[offering.instanceType] ?? .zero
      return (
        .zero - total, offering.instanceType, offering.zone, offering.capacityType + group.first.nodePool
      )
    }
    return groups.sorted { order($0) < order($1) }
  }
}
