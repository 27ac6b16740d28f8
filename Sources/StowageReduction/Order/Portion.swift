/// The pods of one shape that somebody has, or a place still takes.
struct Portion {
  /// Into `Cluster.shapes`.
  var shape: Int
  var count: Int
}

/// Who has how many pods of a shape, or takes how many, looked up by owner and by shape.
struct Portions {
  private var ofOwner: [[Portion]]
  /// Per shape: those who have some, in the order in which they got them.
  private var ownersOfShape: [Int: [Int]] = [:]

  init(ownerCount: Int) { ofOwner = Array(repeating: [], count: ownerCount) }

  var ownerCount: Int { ofOwner.count }

  subscript(owner: Int) -> [Portion] { ofOwner[owner] }

  func owners(of shape: Int) -> [Int] { ownersOfShape[shape] ?? [] }

  func count(of shape: Int, at owner: Int) -> Int {
    for portion in ofOwner[owner] where portion.shape == shape { return portion.count }
    return 0
  }

  func isEmpty(_ owner: Int) -> Bool { ofOwner[owner].allSatisfy { $0.count == 0 } }

  mutating func add(_ count: Int, of shape: Int, to owner: Int) {
    if let position = ofOwner[owner].firstIndex(where: { $0.shape == shape }) {
      let before = ofOwner[owner][position].count
      ofOwner[owner][position].count += count
      if before == 0 && count > 0 { ownersOfShape[shape, default: []].append(owner) }
      if before > 0 && before + count == 0 { ownersOfShape[shape]?.removeAll { $0 == owner } }
    } else {
      ofOwner[owner].append(Portion(shape: shape, count: count))
      ownersOfShape[shape, default: []].append(owner)
    }
  }
}

/// How many pods of those that somebody has could go somewhere, per owner, for one question at a time.
struct Overlap {
  private(set) var counts: [Int]
  /// Owners with a count, each once.
  private(set) var owners: [Int] = []

  init(ownerCount: Int) { counts = Array(repeating: 0, count: ownerCount) }

  mutating func reset() {
    for owner in owners { counts[owner] = 0 }
    owners.removeAll(keepingCapacity: true)
  }

  mutating func add(_ count: Int, to owner: Int) {
    if counts[owner] == 0 { owners.append(owner) }
    counts[owner] += count
  }
}
