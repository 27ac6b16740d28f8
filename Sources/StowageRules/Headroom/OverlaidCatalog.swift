import StowageModel
import StowageUnits

/// A catalog as NodeOverlays change it.
///
/// Overlays are looked at by weight, the heaviest first, then by name, the last first. The first that names an
/// offering sets its price, the first that names a resource of a type its amount. Of two with equal weights that
/// would change the same thing the later one is in conflict, and changes nothing at all. An overlay may mean the
/// nodes of one NodePool only; offerings that differ between pools stand once for each, with the pool's name as a
/// label.
struct OverlaidCatalog {
  private(set) var catalog: Catalog
  private(set) var warnings: [Warning] = []
  private let pools: [OverlaidPool]
  /// What one pool's nodes get: by type, then by pool.
  private var changes: [Int: [Int: Change]] = [:]

  /// What is changed about a type in one pool.
  private struct Change: Hashable {
    /// By offering: the new price.
    var prices: [Int: Money] = [:]
    /// Weight of the overlay that last named the price of an offering, or a resource.
    var priceWeights: [Int: Int] = [:]
    var resources = ResourceList()
    var resourceWeights: [ResourceName: Int] = [:]
  }

  init(_ catalog: Catalog, overlays: [NodeOverlay], pools: [NodePool]) {
    self.catalog = catalog
    self.pools = pools.map(OverlaidPool.init)
    let facts = TypeFacts(catalog)
    let sorted = overlays.sorted { ($0.weight, $0.metadata.name) > ($1.weight, $1.metadata.name) }
    for overlay in sorted { apply(overlay, facts) }
    writeChanges()
  }

  private mutating func apply(_ overlay: NodeOverlay, _ facts: TypeFacts) {
    if let fault = overlay.fault { return warn(overlay, "changes nothing: \(fault)") }
    let wanted = Requirements(overlay.requirements)
    var targets: [(type: Int, pool: Int, offerings: [Int])] = []
    for type in catalog.types.indices {
      for (pool, facets) in pools.enumerated() {
        let labels = facts.requirements[type].adding(facets.requirements)
        guard labels.isCompatible(wanted, undefined: .allowedIfWellKnown) else { continue }
        let offerings = facts.placeOfOffering[type].indices.filter {
          let place = facts.places[facts.placeOfOffering[type][$0]]
          return place.isCompatible(wanted.only(keysOf: place), undefined: .allowedIfWellKnown)
        }
        if !offerings.isEmpty { targets.append((type, pool, offerings)) }
      }
    }
    // Nothing at all is changed by an overlay that is in conflict anywhere.
    for target in targets where isInConflict(overlay, target) {
      return warn(overlay, "changes nothing: another of the same weight changes the same")
    }
    for target in targets { change(target, by: overlay) }
  }

  private func isInConflict(
    _ overlay: NodeOverlay, _ target: (type: Int, pool: Int, offerings: [Int])
  ) -> Bool {
    guard let known = changes[target.type]?[target.pool] else { return false }
    let isPriced = overlay.changesPrice
    return isPriced && target.offerings.contains { known.priceWeights[$0] == overlay.weight }
      || overlay.capacity.entries.contains { known.resourceWeights[$0.name] == overlay.weight }
  }

  private mutating func change(
    _ target: (type: Int, pool: Int, offerings: [Int]), by overlay: NodeOverlay
  ) {
    var change = changes[target.type]?[target.pool] ?? Change()
    for offering in target.offerings where overlay.changesPrice {
      change.priceWeights[offering] = overlay.weight
      if change.prices[offering] == nil {
        change.prices[offering] = overlay.price(instead: catalog.types[target.type].offerings[offering].price)
      }
    }
    for entry in overlay.capacity.entries {
      change.resourceWeights[entry.name] = overlay.weight
      if change.resources[entry.name] == nil { change.resources[entry.name] = entry.amount }
    }
    changes[target.type, default: [:]][target.pool] = change
  }

  private mutating func writeChanges() {
    for type in changes.keys.sorted() {
      let ofPool = pools.indices.map { changes[type]?[$0] ?? Change() }
      let original = catalog.types[type]
      if let first = ofPool.first, ofPool.allSatisfy({ $0 == first }) {
        catalog.types[type] = original.changed(first.resources)
        catalog.types[type].offerings = original.offerings.indices.map {
          original.offerings[$0].priced(first.prices[$0])
        }
        continue
      }
      catalog.types[type].offerings = original.offerings.indices.flatMap { offering in
        pools.indices.map { pool in
          var copy = original.offerings[offering].priced(ofPool[pool].prices[offering])
          copy.labels[LabelKeys.nodePool] = pools[pool].name
          if !ofPool[pool].resources.isEmpty {
            var amounts = copy.capacityOverride ?? ResourceVector()
            for entry in ofPool[pool].resources.entries { amounts[entry.name] = entry.amount }
            copy.capacityOverride = amounts
          }
          return copy
        }
      }
    }
  }

  private mutating func warn(_ overlay: NodeOverlay, _ message: String) {
    warnings.append(
      Warning(reason: "NodeOverlayUnused", object: "NodeOverlay \(overlay.metadata.name)", message: message))
  }
}

/// What overlays may ask of a NodePool: its name and the labels of its template.
private struct OverlaidPool {
  let name: String
  let requirements: Requirements

  init(_ pool: NodePool) {
    name = pool.metadata.name
    var labels = pool.template.labels
    labels[LabelKeys.nodePool] = name
    requirements = Requirements(labels)
  }
}

extension Requirements {
  /// Those on keys that the other names.
  fileprivate func only(keysOf other: Requirements) -> Requirements {
    Requirements(all.filter { other[$0.key] != nil })
  }
}

extension InstanceType {
  fileprivate func changed(_ resources: ResourceList) -> InstanceType {
    var result = self
    for entry in resources.entries {
      result.capacity[entry.name] = entry.amount
      result.allocatable[entry.name] = entry.amount
    }
    return result
  }
}

extension Offering {
  /// An offering that nobody has priced cannot be had until somebody does.
  fileprivate func priced(_ price: Money?) -> Offering {
    guard let price else { return self }
    var result = self
    if result.price == .zero { result.isAvailable = true }
    result.price = price
    return result
  }
}
