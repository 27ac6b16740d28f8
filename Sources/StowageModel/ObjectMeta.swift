import StowageUnits

/// A set of `key: value` pairs, sorted by key: labels, annotations, node selectors, `matchLabels`.
public struct Labels: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  public struct Pair: Hashable, Sendable {
    public var key: String
    public var value: String
  }

  public private(set) var pairs: [Pair] = []

  public init() {}

  /// Any order; of two pairs with one key the last holds.
  public init(_ pairs: some Sequence<(String, String)>) {
    for (key, value) in pairs { self[key] = value }
  }

  public init(dictionaryLiteral elements: (String, String)...) { self.init(elements) }

  public var isEmpty: Bool { pairs.isEmpty }

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
    var result = self
    for pair in other.pairs { result[pair.key] = pair.value }
    return result
  }
}

/// Who made an object: the workload of a pod, the NodePool of a NodeClaim.
public struct OwnerReference: Hashable, Sendable {
  public var apiVersion: String
  public var kind: String
  public var name: String
  public var uid: String
  public var isController: Bool

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
  public var name: String
  /// Empty for kinds without a namespace.
  public var namespace: String
  public var uid: String = ""
  public var labels = Labels()
  public var annotations = Labels()
  public var owners: [OwnerReference] = []
  public var creationTimestamp: Timestamp?
  public var deletionTimestamp: Timestamp?

  public init(name: String, namespace: String = "") {
    self.name = name
    self.namespace = namespace
  }

  /// `namespace/name`, or the name alone where there is no namespace: how plans and messages name objects.
  public var reference: String { namespace.isEmpty ? name : namespace + "/" + name }
  public var isDeleting: Bool { deletionTimestamp != nil }
  public var controller: OwnerReference? { owners.first(where: \.isController) }
}
