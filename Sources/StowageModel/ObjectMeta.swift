import StowageUnits

/// A set of `key: value` pairs, sorted by key: labels, annotations, node selectors, `matchLabels`.
public struct Labels: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  /// One `key: value` of the set.
  public struct Pair: Hashable, Sendable {
    /// Unique within the set; a prefix such as `karpenter.sh/` is a part of it.
    public var key: String
    /// May be empty.
    public var value: String
  }

  /// Sorted by key, keys unique.
  public private(set) var pairs: [Pair] = []

  /// No pairs.
  public init() {}

  /// Any order; of two pairs with one key the last holds.
  public init(_ pairs: some Sequence<(String, String)>) {
    for (key, value) in pairs { self[key] = value }
  }

  public init(dictionaryLiteral elements: (String, String)...) { self.init(elements) }

  /// There are no pairs.
  public var isEmpty: Bool { pairs.isEmpty }

  /// The value of a key, nil where it is absent; setting nil removes the pair.
  public subscript(key: String) -> String? {
    get { pairs.first { $0.key == key }?.value }
    set {
      // Mostly they come in order.
      let isLast = pairs.last.map { $0.key < key } ?? true
      let position = isLast ? pairs.count : pairs.firstIndex { $0.key >= key } ?? pairs.count
      let found = position < pairs.count && pairs[position].key == key
      switch (found, newValue) {
      case (true, let value?): pairs[position].value = value
      case (true, nil): pairs.remove(at: position)
      case (false, let value?): pairs.insert(Pair(key: key, value: value), at: position)
      case (false, nil): break
      }
    }
  }

  /// `self` with the pairs of `other` on top.
  public func merging(_ other: Labels) -> Labels {
    var result = Labels()
    result.pairs.reserveCapacity(pairs.count + other.pairs.count)
    var own = pairs[...]
    for pair in other.pairs {
      while let first = own.first, first.key < pair.key { result.pairs.append(own.removeFirst()) }
      if own.first?.key == pair.key { own.removeFirst() }
      result.pairs.append(pair)
    }
    result.pairs += own
    return result
  }
}

/// Who made an object: the workload of a pod, the NodePool of a NodeClaim.
public struct OwnerReference: Hashable, Sendable {
  /// Group and version, such as `apps/v1`; empty where it is not known.
  public var apiVersion: String
  /// Such as `ReplicaSet`; DaemonSet, StatefulSet and Node have a meaning of their own for pods.
  public var kind: String
  /// In the namespace of the object that is owned, or of an owner without namespace.
  public var name: String
  /// Differs from that of a later object of the same name; empty where it is not known.
  public var uid: String
  /// The owner manages the object; at most one owner of an object does.
  public var isController: Bool

  /// An owner, by default the one that manages the object.
  public init(
    apiVersion: String = "", kind: String, name: String, uid: String = "", isController: Bool = true
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.name = name
    self.uid = uid
    self.isController = isController
  }
}

/// The part of `metadata` that decides anything.
public struct ObjectMeta: Hashable, Sendable {
  /// Unique among objects of the kind in the namespace; reading takes `generateName` where there is none.
  public var name: String
  /// Empty for kinds without a namespace.
  public var namespace: String
  /// Empty where the object was not in a cluster yet.
  public var uid: String = ""
  /// Those of a pod are what selectors match; those of a node are what pods select.
  public var labels = Labels()
  /// Reading keeps only annotations that change a decision.
  public var annotations = Labels()
  /// In the order of `metadata.ownerReferences`; empty: nobody's.
  public var owners: [OwnerReference] = []
  /// Orders pods that are equal otherwise, and begins a NodeClaim's lifetime; nil where not in a cluster yet.
  public var creationTimestamp: Timestamp?
  /// When it is to be gone, or should have been; nil where nobody has deleted it.
  public var deletionTimestamp: Timestamp?

  /// The name of an object that was not in a cluster yet.
  public init(name: String, namespace: String = "") {
    self.name = name
    self.namespace = namespace
  }

  /// `namespace/name`, or the name alone where there is no namespace: how plans and messages name objects.
  public var reference: String { namespace.isEmpty ? name : namespace + "/" + name }
  /// Somebody has deleted it, and it is still there.
  public var isDeleting: Bool { deletionTimestamp != nil }
  /// The owner that manages the object, such as a pod's ReplicaSet; nil where there is none.
  public var controller: OwnerReference? { owners.first(where: \.isController) }
}
