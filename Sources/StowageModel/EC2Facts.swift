import StowageUnits

/// What the EC2 API and the AWS price list say of one region: enough to make a catalog of.
///
/// Amounts are as AWS states them; what it leaves out is nil, never guessed.
public struct EC2Facts: Hashable, Sendable {
  /// `describe-instance-types`.
  public var types: [EC2InstanceType] = []
  /// `describe-instance-type-offerings --location-type availability-zone`.
  public var places: [EC2Place] = []
  /// `describe-spot-price-history`, Linux only.
  public var spotPrices: [EC2SpotPrice] = []
  /// The price list of AmazonEC2: Linux, shared tenancy, on demand.
  public var onDemandPrices: [EC2OnDemandPrice] = []
  /// `describe-availability-zones`.
  public var zones: [EC2Zone] = []

  /// Facts of nothing; a catalog needs types, places and prices at least.
  public init() {}
}

/// One entry of `describe-instance-types`.
public struct EC2InstanceType: Hashable, Sendable {
  /// Such as `m7g.large`; types that are described twice count once.
  public var name: String
  /// `x86_64`, `arm64`, and for old types `i386` beside them; Macs have names of their own.
  public var architectures: [String] = []
  /// `VCpuInfo.DefaultVCpus`.
  public var vcpu: Int64 = 0
  /// `MemoryInfo.SizeInMiB`, before anything is reserved.
  public var memoryMiB: Int64 = 0
  /// nil for bare metal.
  public var hypervisor: String?
  /// `ProcessorInfo.Manufacturer`, such as `Intel`; nil where it is not stated.
  public var processorMaker: String?
  /// `SustainedClockSpeedInGhz` as a whole number of MHz; nil where it is not stated.
  public var sustainedClockMHz: Int64?
  /// The most that EBS volumes can be read and written at, in megabits per second.
  public var ebsBandwidth: Int64?
  /// The sum over the network cards of what is always there, in megabits per second.
  public var networkBandwidth: Int64?
  /// Interfaces of the default network card.
  public var networkInterfaces: Int64 = 0
  /// `NetworkInfo.Ipv4AddressesPerInterface`, the interface's own address included.
  public var ipv4PerInterface: Int64 = 0
  /// `EfaInfo.MaximumEfaInterfaces`, the resource `vpc.amazonaws.com/efa`; 0 for most types.
  public var efaInterfaces: Int64 = 0
  /// `NetworkInfo.EncryptionInTransitSupported`; a label of the type's nodes.
  public var encryptsInTransit = false
  /// All disks of the instance store together, decimal; nil without one.
  public var instanceStoreGB: Int64?
  /// The disks of the instance store are NVMe ones; Karpenter labels the size of no others.
  public var isInstanceStoreNVMe = false
  /// As listed; labels and resource are those of the first entry.
  public var gpus: [EC2Device] = []
  /// Inference accelerators and what succeeded them.
  public var accelerators: [EC2Device] = []

  /// A type with nothing known but its name, which no catalog can be made of.
  public init(name: String) { self.name = name }
}

/// Equal devices of an instance type.
public struct EC2Device: Hashable, Sendable {
  /// The model, such as `T4`.
  public var name: String
  /// Such as `NVIDIA`; decides which resource pods ask for.
  public var maker: String
  /// Of one instance.
  public var count: Int64
  /// Of each device.
  public var memoryMiB: Int64?

  /// Devices whose memory may be unknown.
  public init(name: String, maker: String, count: Int64, memoryMiB: Int64? = nil) {
    self.name = name
    self.maker = maker
    self.count = count
    self.memoryMiB = memoryMiB
  }
}

/// A type can be launched in a zone.
public struct EC2Place: Hashable, Sendable {
  /// Such as `m7g.large`.
  public var instanceType: String
  /// A zone's name, such as `us-east-1a`, not its id.
  public var zone: String

  /// One row of the answer.
  public init(instanceType: String, zone: String) {
    self.instanceType = instanceType
    self.zone = zone
  }
}

/// What a spot instance cost from a moment on.
public struct EC2SpotPrice: Hashable, Sendable {
  /// Such as `m7g.large`.
  public var instanceType: String
  /// A zone's name, such as `us-east-1a`.
  public var zone: String
  /// Of one Linux instance for an hour.
  public var price: Money
  /// Of several prices for one type and zone the latest is taken, of equally late ones the lower.
  public var since: Timestamp

  /// One row of the history.
  public init(instanceType: String, zone: String, price: Money, since: Timestamp) {
    self.instanceType = instanceType
    self.zone = zone
    self.price = price
    self.since = since
  }
}

/// What an instance of a type costs in any zone of a region.
public struct EC2OnDemandPrice: Hashable, Sendable {
  /// Such as `m7g.large`.
  public var instanceType: String
  /// A region's code, such as `us-east-1`.
  public var region: String
  /// Of one instance for an hour; 0 is no price. Of several prices for one type the lowest is taken.
  public var price: Money

  /// One product of the price list.
  public init(instanceType: String, region: String, price: Money) {
    self.instanceType = instanceType
    self.region = region
    self.price = price
  }
}

/// A zone with the id that is the same in every account.
public struct EC2Zone: Hashable, Sendable {
  /// Such as `us-east-1a`; may mean different zones in different accounts.
  public var name: String
  /// Such as `use1-az4`, the value of the label `topology.k8s.aws/zone-id`.
  public var id: String

  /// One row of the answer.
  public init(name: String, id: String) {
    self.name = name
    self.id = id
  }
}
