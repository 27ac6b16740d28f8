import StowageModel

extension Snapshot {
  /// The same cluster without the names that somebody gave: names of objects and namespaces, values of labels,
  /// UIDs and provider ids are numbered instead, equal ones alike and in the order they had, so that it is planned
  /// the same way.
  ///
  /// Kept are names and values with a meaning of their own: instance types, zones and what else Kubernetes and its
  /// providers define, names of resources, drivers and label keys, the namespace `kube-system` and the priority
  /// classes `system-…`, and numbers of fewer than ten digits as values of labels; of annotations switches,
  /// numbers and times. Wording of conditions is dropped; images and commands are not in a snapshot at all.
  ///
  /// - Parameter keptLabels: keys whose values stay, such as those that a catalog of one's own uses.
  package func anonymous(keepingLabels keptLabels: [String] = []) -> Snapshot {
    var names = NameBook()
    var copy = self
    let keptKeys = Set(keptLabels)
    NameVisitor(keptKeys: keptKeys) { names.note($1, as: $0) }.visit(snapshot: &copy)
    names.number()
    copy = self
    NameVisitor(keptKeys: keptKeys) { $1 = names.name(for: $1, as: $0) }.visit(snapshot: &copy)
    return copy
  }
}

/// Old names and the new ones that stand for them.
private struct NameBook {
  private var names = [[String: String]](repeating: [:], count: NameKind.allCases.count)
  private static let positions = [NameKind: Int](
    uniqueKeysWithValues: NameKind.allCases.enumerated().map { ($1, $0) })

  mutating func note(_ text: String, as kind: NameKind) {
    guard !NameBook.isKept(text, as: kind), let position = NameBook.positions[kind] else { return }
    names[position][text] = ""
  }

  func name(for text: String, as kind: NameKind) -> String {
    NameBook.positions[kind].flatMap { names[$0][text] } ?? text
  }

  /// Numbers as wide as the largest keep the order of the old names.
  mutating func number() {
    for (position, kind) in NameKind.allCases.enumerated() {
      // References to pods are compared with the slash behind the namespace.
      let sorted = names[position].keys.sorted { kind == .namespace ? $0 + "/" < $1 + "/" : $0 < $1 }
      let width = String(sorted.count).count
      for (index, text) in sorted.enumerated() {
        let digits = String(index + 1)
        let number = String(repeating: "0", count: width - digits.count) + digits
        names[position][text] = NameBook.prefix(for: text, as: kind) + number
      }
    }
  }

  private static func prefix(for text: String, as kind: NameKind) -> String {
    switch kind {
    // On the same side of the one that keeps its name.
    case .namespace: text + "/" < "kube-system/" ? "app-" : "space-"
    case .disruptionBudget: "pdb-"
    case .nodeClaim: "claim-"
    case .nodePool: "pool-"
    case .nodeClass: "class-"
    case .nodeOverlay: "overlay-"
    case .podTemplate: "template-"
    case .capacityBuffer: "buffer-"
    case .daemonSet: "daemon-"
    case .priorityClass: "priority-"
    case .storageClass: "storage-"
    case .volumeClaim: "data-"
    case .persistentVolume: "persistent-"
    case .runtimeClass: "runtime-"
    case .resourceClaim: "device-"
    default: kind.rawValue + "-"
    }
  }

  /// Empty is no name, and some names mean something to Kubernetes.
  private static func isKept(_ text: String, as kind: NameKind) -> Bool {
    switch kind {
    case _ where text.isEmpty: true
    case .namespace: text == "kube-system"
    case .priorityClass: text.hasPrefix("system-")
    case .scheduler: text == "default-scheduler"
    // Numbers may be compared as numbers; account numbers have twelve digits.
    case .value: text.utf8.count < 10 && Int(text) != nil
    default: false
    }
  }
}
