import StowageProblem

/// Makes room for choice: an offering under a choice rule is filled only as far as enough other offerings, of
/// other values and in the same domains, could hold the same.
///
/// Which others stand by is settled once per offering: the ones that cost it the least of its room. So whatever
/// fits leaves the choice; contents for which yet others would stand by are missed.
struct LeastChoice {
  private let table: FillTable
  private var problem: Problem { table.problem }

  init(_ table: FillTable) { self.table = table }

  func narrow(_ room: inout [FillTable.Block], _ accepts: inout [Bool]) {
    guard !problem.choices.isEmpty else { return }
    let (fullRoom, fullAccepts) = (room, accepts)
    for bin in 0..<table.openCount {
      guard case .offering(let offering) = table.placement.bins[table.source[bin]].place,
        table.placement.ledger.hasChoice(offering)
      else { continue }
      // What is in it already would have to be looked at too.
      for mask in 0..<table.maskCount { accepts[bin * table.maskCount + mask] = false }
    }
    for bin in table.openCount..<table.binCount {
      for rule in problem.choices {
        let value = rule.valueOfOffering[table.source[bin]]
        guard value >= 0, rule.minimum > 1 else { continue }
        let others = standBys(of: bin, rule, fullRoom)
        guard others.count == Int(rule.minimum) - 1 else {
          for mask in 0..<table.maskCount { accepts[bin * table.maskCount + mask] = false }
          break
        }
        for other in others {
          for block in 0..<table.blockCount {
            let (mine, its) = (bin * table.blockCount + block, other * table.blockCount + block)
            room[mine] = pointwiseMin(room[mine], fullRoom[its])
          }
          for mask in 0..<table.maskCount where !fullAccepts[other * table.maskCount + mask] {
            accepts[bin * table.maskCount + mask] = false
          }
        }
      }
    }
  }

  /// The best offering of each of the `minimum - 1` other values that take least of the room.
  private func standBys(of bin: Int, _ rule: ChoiceRule, _ room: [FillTable.Block]) -> [Int] {
    let offering = table.source[bin]
    var bestOfValue: [Int32: (loss: Double, bin: Int)] = [:]
    for other in table.openCount..<table.binCount {
      let value = rule.valueOfOffering[table.source[other]]
      guard value >= 0, value != rule.valueOfOffering[offering] else { continue }
      guard problem.offerings[table.source[other]].copies > 0 else { continue }
      guard
        problem.topologies.allSatisfy({
          $0.domainOfOffering[table.source[other]] == $0.domainOfOffering[offering]
        })
      else { continue }
      let loss = loss(of: bin, narrowedTo: other, room)
      if bestOfValue[value].map({ (loss, other) < $0 }) ?? true { bestOfValue[value] = (loss, other) }
    }
    let sorted = bestOfValue.values.sorted { $0 < $1 }
    return sorted.prefix(Int(rule.minimum) - 1).map(\.bin)
  }

  /// The largest share of a lane that is lost, and a little for every mask that is.
  private func loss(of bin: Int, narrowedTo other: Int, _ room: [FillTable.Block]) -> Double {
    var result = 0.0
    for block in 0..<table.blockCount {
      let (mine, its) = (room[bin * table.blockCount + block], room[other * table.blockCount + block])
      for lane in 0..<8 where its[lane] < mine[lane] {
        result = max(result, 1 - Double(its[lane]) / Double(mine[lane]))
      }
    }
    let lost = (0..<table.maskCount).count { mask in
      table.accepts[bin * table.maskCount + mask] && !table.accepts[other * table.maskCount + mask]
    }
    return result + Double(lost) / Double(max(1, table.maskCount))
  }
}
