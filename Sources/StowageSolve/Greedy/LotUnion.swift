import StowageProblem

/// Lots that no bin can tell apart, counted as one: equal in size, mask and priority, under the same caps, with
/// the same wishes, and under no other rule of single bins.
struct LotUnion {
  private(set) var lots: [Lot] = []
  /// Per united lot: its mask.
  private(set) var masks: [Int32] = []
  /// Per united lot: the lots that it stands for, in their order.
  private(set) var members: [[Lot]] = []

  init(_ lots: [Lot], masks: [Int32], _ placement: Placement) {
    var known: [[Int32]: Int] = [:]
    for (lot, mask) in zip(lots, masks) {
      let key = LotUnion.key(lot, mask, placement)
      if let key, let union = known[key] {
        self.lots[union].count += lot.count
        members[union].append(lot)
        continue
      }
      if let key { known[key] = self.lots.count }
      self.lots.append(lot)
      self.masks.append(mask)
      members.append([lot])
    }
  }

  /// What a bin can know of a lot; nil where the lot must stay by itself.
  private static func key(_ lot: Lot, _ mask: Int32, _ placement: Placement) -> [Int32]? {
    let (index, id) = (placement.index, lot.podClass)
    let item = placement.problem.classes[id]
    guard item.maxPerBin == .max, !index.conflicts[id] else { return nil }
    guard index.companies[id].isEmpty, index.companyTargets[id].isEmpty else { return nil }
    var key = item.size + [mask, item.priority]
    for role in index.caps[id] {
      key.append(Int32(role.cap * 4 + (role.isMember ? 1 : 0) + (role.isSubject ? 2 : 0)))
    }
    key.append(-1)
    key += index.wishes[id].map(Int32.init)
    return key
  }

  /// Takes pods off the last of some lots, class by class.
  static func draw(_ count: Int32, from lots: inout [Lot]) -> [(podClass: Int, count: Int32)] {
    var (result, rest) = ([(podClass: Int, count: Int32)](), count)
    while rest > 0, let last = lots.last {
      let amount = min(rest, last.count)
      result.append((last.podClass, amount))
      rest -= amount
      if amount == last.count { lots.removeLast() } else { lots[lots.count - 1].count -= amount }
    }
    return result
  }
}
