import StowageUnits

/// A machine type as a node of it would look before anything runs on it.
public struct InstanceType: Hashable, Sendable {
  /// Unique in a catalog; the value of the label `node.kubernetes.io/instance-type`.
  public var name: String
  /// The value of the label `kubernetes.io/arch`, such as amd64 or arm64.
  public var architecture: String
  /// Values that the label `kubernetes.io/os` may have; linux for most types.
  public var operatingSystems: [String]
  /// Labels every node of the type carries; a label of other types that is missing here is absent on the type
  /// (`DoesNotExist`). Does not hold zone and capacity type, which belong to the offerings, nor instance type,
  /// arch and os, which are fields.
  public var labels = Labels()
  /// What the node's status says it has.
  public var capacity = ResourceVector()
  /// What pods may use, for a node class with default settings.
  public var allocatable = ResourceVector()
  /// In no set order; empty where no price is known, and then nothing of the type is launched.
  public var offerings: [Offering] = []
  /// What the provider's formula needs to compute `allocatable` for other node class settings; nil where the
  /// catalog states allocatable as a fact.
  public var formula: AllocatableFormula?

  /// A type without amounts, labels and offerings.
  public init(name: String, architecture: String = "amd64", operatingSystems: [String] = ["linux"]) {
    self.name = name
    self.architecture = architecture
    self.operatingSystems = operatingSystems
  }
}

/// Facts of an EC2 type that Karpenter's AWS provider computes capacity and allocatable from.
public struct AllocatableFormula: Hashable, Sendable {
  /// Hardware threads (`DefaultVCpus`), each a whole core for Kubernetes.
  public var vcpu: Int64
  /// Memory as EC2 describes it, in MiB.
  public var memoryMiB: Int64
  /// Graviton keeps 64 MiB of its memory for itself.
  public var isArm: Bool
  /// Network interfaces of the default network card.
  public var networkInterfaces: Int64
  /// IPv4 addresses of an interface; one is the interface's own, the others are for pods.
  public var ipv4PerInterface: Int64
  /// Sum of the instance store disks in decimal gigabytes, 0 without any.
  public var instanceStoreGB: Int64

  /// All facts at once; none has a default that could be right.
  public init(
    vcpu: Int64, memoryMiB: Int64, isArm: Bool, networkInterfaces: Int64, ipv4PerInterface: Int64,
    instanceStoreGB: Int64
  ) {
    self.vcpu = vcpu
    self.memoryMiB = memoryMiB
    self.isArm = isArm
    self.networkInterfaces = networkInterfaces
    self.ipv4PerInterface = ipv4PerInterface
    self.instanceStoreGB = instanceStoreGB
  }
}

/// An instance type in a zone for a capacity type, with its price.
public struct Offering: Hashable, Sendable {
  /// The value of the label `topology.kubernetes.io/zone`.
  public var zone: String
  /// on-demand, spot or reserved.
  public var capacityType: String
  /// Of one instance for an hour, never negative.
  public var price: Money
  /// False where nothing can be launched now; the price still values nodes that run.
  public var isAvailable = true
  /// Everything the offering says beside zone and capacity type, such as `topology.k8s.aws/zone-id`.
  public var labels = Labels()
  /// Instances left in a reservation, with its id; nil for other capacity types.
  public var reservation: Reservation?
  /// The price is computed from averages rather than observed.
  public var isDerivedPrice = false
  /// Amounts that replace the type's for this offering.
  public var capacityOverride: ResourceVector?
  /// Interruption band of the Spot Advisor, 0 (below 5 % a month) to 4 (above 20 %); nil where unknown.
  public var interruptionBand: Int?

  /// An offering that is available, by an observed price.
  public init(zone: String, capacityType: String, price: Money) {
    self.zone = zone
    self.capacityType = capacityType
    self.price = price
  }
}

/// Capacity of one type in one zone that is paid for in advance (`reserved`).
public struct Reservation: Hashable, Sendable {
  /// The value of the label `karpenter.k8s.aws/capacity-reservation-id`; offerings with the same id share the capacity.
  public var id: String
  /// Instances that may still be launched in it; with 0 the offering is closed.
  public var count: Int

  /// A reservation with what is left of it.
  public init(id: String, count: Int) {
    self.id = id
    self.count = count
  }
}

/// Instance types with prices of one region.
public struct Catalog: Hashable, Sendable {
  /// Such as `aws/us-east-1`, or the file it was read from.
  public var name: String
  /// Sorted by name, names unique.
  public var types: [InstanceType]

  /// A catalog of types that the caller has sorted by name.
  public init(name: String, types: [InstanceType]) {
    self.name = name
    self.types = types
  }
}

extension Catalog {
  /// Instance types that were left out of a catalog, and why.
  public struct Omission: Hashable, Sendable {
    /// A few words for people.
    public var reason: String
    /// Names of the instance types, sorted.
    public var names: [String]

    /// A reason with the types that it is about.
    public init(reason: String, names: [String]) {
      self.reason = reason
      self.names = names
    }
  }
}
