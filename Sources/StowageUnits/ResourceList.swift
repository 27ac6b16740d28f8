/// The name of a resource, such as `cpu` or `nvidia.com/gpu`.
public struct ResourceName: Hashable, Comparable, Sendable, ExpressibleByStringLiteral {
  /// As Kubernetes spells it, with the domain before the slash where it has one.
  public var text: String

  /// Any text is taken; nothing says that a cluster has such a resource.
  public init(_ text: String) { self.text = text }
  public init(stringLiteral value: String) { text = value }

  /// Counted in thousandths of a core, unlike all others.
  public static let cpu = ResourceName("cpu")
  /// In bytes.
  public static let memory = ResourceName("memory")
  /// Room on the node's disk for containers' layers, logs and `emptyDir` volumes, in bytes.
  public static let ephemeralStorage = ResourceName("ephemeral-storage")
  /// The number of pods: what a node may run; every pod asks for 1.
  public static let pods = ResourceName("pods")
  /// The number of nodes, as a NodePool limit.
  public static let nodes = ResourceName("nodes")

  public static func < (left: ResourceName, right: ResourceName) -> Bool { left.text < right.text }

  /// Amounts of cpu count thousandths of a core; amounts of anything else count whole units (bytes, pods,
  /// devices).
  public var isMilli: Bool { text == "cpu" }
}

/// What a Kubernetes `ResourceList` says: amounts by name, where a name that is absent differs from a zero
/// (a missing request is replaced by the limit, an explicit zero is not). Sorted by name.
///
/// Amounts are in thousandths for `cpu`, in whole units otherwise, rounded away from zero as the scheduler does.
public struct ResourceList: Hashable, Sendable {
  /// One line of the list.
  public struct Entry: Hashable, Sendable {
    /// Unique within a list.
    public var name: ResourceName
    /// Thousandths of a core for `cpu`, else whole units (bytes, pods, devices); 0 is not the same as no entry.
    public var amount: Int64

    /// A line of a list that it is yet to be put in.
    public init(name: ResourceName, amount: Int64) {
      self.name = name
      self.amount = amount
    }
  }

  /// Sorted by name, names unique.
  public private(set) var entries: [Entry]

  /// A list that names nothing.
  public init() { entries = [] }

  /// Any order; of two entries with one name the last holds.
  public init(_ entries: [Entry]) {
    self.entries = []
    for entry in entries { self[entry.name] = entry.amount }
  }

  /// True where nothing is named; a list of zeros is not empty.
  public var isEmpty: Bool { entries.isEmpty }

  /// The amount of a resource, nil where the list does not name it.
  public subscript(name: ResourceName) -> Int64? {
    get { entries.first { $0.name == name }?.amount }
    set {
      let position = entries.firstIndex { $0.name >= name } ?? entries.count
      let found = position < entries.count && entries[position].name == name
      switch (found, newValue) {
      case (true, let amount?): entries[position].amount = amount
      case (true, nil): entries.remove(at: position)
      case (false, let amount?): entries.insert(Entry(name: name, amount: amount), at: position)
      case (false, nil): break
      }
    }
  }
}
