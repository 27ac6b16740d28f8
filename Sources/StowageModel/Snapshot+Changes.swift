/// Changes of a cluster, as a watch reports them: objects that are new or different now, and objects that are gone.
extension Snapshot {
  /// Puts the objects of `other` in, each in place of the one with the same kind and reference.
  public mutating func upsert(_ other: Snapshot) { _ = change(.upsert, other) }

  /// Takes the objects out that have the kind and reference of one in `other`, whatever else those say; gives how many
  /// of `other` were not there.
  @discardableResult public mutating func remove(_ other: Snapshot) -> Int { change(.remove, other) }

  /// Gives how many objects of `other` were not there before.
  private mutating func change(_ kind: Change.Kind, _ other: Snapshot) -> Int {
    var change = Change(kind: kind)
    change.apply(to: &pods, other.pods) { $0.metadata.reference }
    change.apply(to: &nodes, other.nodes) { $0.metadata.reference }
    change.apply(to: &nodeClaims, other.nodeClaims) { $0.metadata.reference }
    change.apply(to: &nodePools, other.nodePools) { $0.metadata.reference }
    change.apply(to: &nodeClasses, other.nodeClasses) { $0.metadata.reference }
    change.apply(to: &nodeOverlays, other.nodeOverlays) { $0.metadata.reference }
    change.apply(to: &podTemplates, other.podTemplates) { $0.metadata.reference }
    change.apply(to: &capacityBuffers, other.capacityBuffers) { $0.metadata.reference }
    change.apply(to: &daemonSets, other.daemonSets) { $0.metadata.reference }
    change.apply(to: &disruptionBudgets, other.disruptionBudgets) { $0.metadata.reference }
    change.apply(to: &priorityClasses, other.priorityClasses) { $0.metadata.reference }
    change.apply(to: &namespaces, other.namespaces) { $0.metadata.reference }
    change.apply(to: &claims, other.claims) { $0.metadata.reference }
    change.apply(to: &volumes, other.volumes) { $0.metadata.reference }
    change.apply(to: &storageClasses, other.storageClasses) { $0.metadata.reference }
    change.apply(to: &csiNodes, other.csiNodes) { $0.metadata.reference }
    change.apply(to: &workloads, other.workloads) { $0.metadata.reference + "\0" + $0.kind.rawValue }
    return change.unknown
  }
}

private struct Change {
  enum Kind {
    case upsert
    case remove
  }

  let kind: Kind
  /// Objects so far that were not there.
  var unknown = 0

  /// Both arrays are sorted by the key, and stay so.
  mutating func apply<Element>(to elements: inout [Element], _ changes: [Element], _ key: (Element) -> String)
  {
    for change in changes {
      let wanted = key(change)
      let position = elements.lowerBound { key($0) < wanted }
      let found = position < elements.count && key(elements[position]) == wanted
      if !found { unknown += 1 }
      switch (kind, found) {
      case (.upsert, true): elements[position] = change
      case (.upsert, false): elements.insert(change, at: position)
      case (.remove, true): elements.remove(at: position)
      case (.remove, false): break
      }
    }
  }
}

extension Array {
  /// The first position whose element is not `before`, in an array where all such elements come first.
  fileprivate func lowerBound(_ before: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if before(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
