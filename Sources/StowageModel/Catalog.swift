import StowageUnits

/// A machine type as a node of it would look before anything runs on it.
public struct InstanceType: Hashable, Sendable {
  public var name: String
  public var architecture: String
  public var operatingSystems: [String]
  /// Labels every node of the type carries; a label of other types that is missing here is absent on the type
  /// (`DoesNotExist`). Does not hold zone and capacity type, which belong to the offerings, nor instance type,
  /// arch and os, which are fields.
  public var labels = Labels()
  /// What the node's status says it has.
  public var capacity = ResourceVector()
  /// What pods may use, for a node class with default settings.
  public var allocatable = ResourceVector()
  public var offerings: [Offering] = []
  /// What the provider's formula needs to compute `allocatable` for other node class settings; nil where the
  /// catalog states allocatable as a fact.
  public var formula: AllocatableFormula?

  public init(name: String, architecture: String = "amd64", operatingSystems: [String] = ["linux"]) {
    self.name = name
    self.architecture = architecture
    self.operatingSystems = operatingSystems
  }
}

/// Facts of an EC2 type that Karpenter's AWS provider computes capacity and allocatable from.
public struct AllocatableFormula: Hashable, Sendable {
  public var vcpu: Int64
  /// Memory as EC2 describes it, in MiB.
  public var memoryMiB: Int64
  public var isArm: Bool
  /// Network interfaces of the default network card.
  public var networkInterfaces: Int64
  public var ipv4PerInterface: Int64
  /// Sum of the instance store disks in decimal gigabytes, 0 without any.
  public var instanceStoreGB: Int64

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
  public var zone: String
  /// on-demand, spot or reserved.
  public var capacityType: String
  public var price: Money
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

  public init(zone: String, capacityType: String, price: Money) {
    self.zone = zone
    self.capacityType = capacityType
    self.price = price
  }
}

public struct Reservation: Hashable, Sendable {
  public var id: String
  public var count: Int

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

  public init(name: String, types: [InstanceType]) {
    self.name = name
    self.types = types
  }
}

extension Catalog {
  /// Instance types that were left out of a catalog, and why.
  public struct Omission: Hashable, Sendable {
    public var reason: String
    public var names: [String]

    public init(reason: String, names: [String]) {
      self.reason = reason
      self.names = names
    }
  }
}
