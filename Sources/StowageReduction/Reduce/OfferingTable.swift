import StowageModel
import StowageRules
import StowageUnits

/// A kind of new node: an instance type of a NodePool in one of its offerings, with the labels that the pool
/// leaves open decided as far as pods tell a difference.
package struct NewNode: Hashable, Sendable {
  /// Into `Cluster.pools`.
  package var pool: Int
  /// Into that pool's `types`.
  package var poolType: Int
  /// Into the type's offerings.
  package var offering: Int
  /// Into the distinct amounts of room.
  package var room: Int
  /// Numbers the variants of one offering from 0.
  package var variant: Int
}

/// All kinds of new nodes, in the order of pools, types, offerings and variants.
struct OfferingTable: Sendable {
  /// An offering is split into no more variants than this; pods that need one beyond find no node.
  static let mostVariants = 256

  private(set) var nodes: [NewNode] = []
  private(set) var labels: LabelTable
  /// Distinct amounts of room that new nodes have for pods.
  private(set) var rooms: [ResourceVector] = []
  private(set) var hasLostVariants = false

  init(cluster: Cluster, mentions: Mentions) {
    labels = LabelTable(keys: mentions.keys)
    var keys = mentions.keys.map { KeyDefinitions(key: $0, choices: mentions[$0], cluster: cluster) }
    var roomIDs: [ResourceVector: Int] = [:]
    for (poolIndex, pool) in cluster.pools.enumerated() {
      for typeIndex in pool.types.indices {
        let kind = pool.types[typeIndex]
        let ownRoom = room(kind.room, in: &roomIDs)
        for offering in kind.offerings {
          let place = cluster.facts.placeOfOffering[kind.type][offering]
          let source = cluster.catalog.types[kind.type].offerings[offering]
          let room = source.capacityOverride == nil ? ownRoom : room(kind.room(in: source), in: &roomIDs)
          let states = keys.indices.map {
            keys[$0].states(pool: poolIndex, type: kind.type, place: place, position: $0, in: &labels)
          }
          for (variant, choice) in combinations(states).enumerated() {
            nodes.append(
              NewNode(pool: poolIndex, poolType: typeIndex, offering: offering, room: room, variant: variant))
            labels.addBin(choice)
          }
        }
      }
    }
  }

  /// The number of an amount of room.
  private mutating func room(_ amounts: ResourceVector, in ids: inout [ResourceVector: Int]) -> Int {
    if let known = ids[amounts] { return known }
    ids[amounts] = rooms.count
    rooms.append(amounts)
    return rooms.count - 1
  }

  private mutating func combinations(_ states: [[Int32]]) -> [[Int32]] {
    if states.allSatisfy({ $0.count == 1 }) { return [states.map { $0[0] }] }
    var result: [[Int32]] = [[]]
    for ofKey in states {
      result = result.flatMap { start in ofKey.map { start + [$0] } }
      if result.count > Self.mostVariants {
        result.removeLast(result.count - Self.mostVariants)
        hasLostVariants = true
      }
    }
    return result
  }
}

/// What pools, types and places say of one key, numbered, so that each combination is worked out once.
private struct KeyDefinitions {
  private let key: String
  private let choices: KeyChoices
  private var ofPool: [Requirement?] = []
  private var ofType = Numbered()
  private var ofPlace = Numbered()
  private var known: [Int: [Int32]] = [:]

  /// Distinct definitions, and which one each type or place has.
  private struct Numbered {
    var distinct: [Requirement?] = []
    var index: [Int] = []
    private var ids: [Requirement?: Int] = [:]

    mutating func append(_ definition: Requirement?) {
      // Neighbours mostly say the same.
      if let last = index.last, last < distinct.count, distinct[last] == definition {
        return index.append(last)
      }
      let id = ids[definition] ?? distinct.count
      if id == distinct.count {
        ids[definition] = id
        distinct.append(definition)
      }
      index.append(id)
    }

    /// For what nobody asks about.
    mutating func skip() { index.append(index.last ?? 0) }
  }

  init(key: String, choices: KeyChoices, cluster: Cluster) {
    self.key = key
    self.choices = choices
    ofPool = cluster.pools.map { $0.requirements[key] }
    for (type, isUsed) in cluster.isTypeUsed.enumerated() {
      if isUsed { ofType.append(cluster.facts.requirements[type][key]) } else { ofType.skip() }
    }
    // A label that only some offerings have, such as a reservation's id, is absent on the others.
    let isOfPlaces = cluster.facts.places.contains { $0[key] != nil }
    for place in cluster.facts.places {
      ofPlace.append(place[key] ?? (isOfPlaces ? .doesNotExist(key) : nil))
    }
  }

  /// The states that the key may have on such a node, as numbers of the table's column; usually one.
  mutating func states(
    pool: Int, type: Int, place: Int, position: Int, in table: inout LabelTable
  ) -> [Int32] {
    let (typeID, placeID) = (ofType.index[type], ofPlace.index[place])
    let combination = (pool * ofType.distinct.count + typeID) * ofPlace.distinct.count + placeID
    if let found = known[combination] { return found }
    var definition = ofPool[pool]
    for other in [ofType.distinct[typeID], ofPlace.distinct[placeID]] {
      guard let other else { continue }
      definition = definition?.intersection(other) ?? other
    }
    let states: [KeyState]
    if ofPool[pool] == nil && !LabelKeys.isWellKnown(key) {
      states = [KeyState(value: definition?.onlyValue, isUndefined: true)]
    } else {
      states = choices.atoms(of: definition, key: key)
    }
    let found = states.map { table.id(of: $0, position: position) }
    known[combination] = found
    return found
  }
}

extension Cluster {
  /// Per type of the catalog: some pool may launch it.
  fileprivate var isTypeUsed: [Bool] {
    var result = [Bool](repeating: false, count: facts.requirements.count)
    for pool in pools { for kind in pool.types { result[kind.type] = true } }
    return result
  }
}

extension PoolType {
  /// What a new node has for pods in this offering, which may say that it has more or less than the type.
  func room(in offering: Offering) -> ResourceVector {
    guard let override = offering.capacityOverride else { return room }
    var result = room
    for name in override.names { result[name] = result[name] + override[name] - capacity[name] }
    return result
  }
}
