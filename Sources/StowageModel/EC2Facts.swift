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

  public init() {}
}

/// One entry of `describe-instance-types`.
public struct EC2InstanceType: Hashable, Sendable {
  public var name: String
  /// `x86_64`, `arm64`, and for old types `i386` beside them; Macs have names of their own.
  public var architectures: [String] = []
  public var vcpu: Int64 = 0
  public var memoryMiB: Int64 = 0
  /// nil for bare metal.
  public var hypervisor: String?
  public var processorMaker: String?
  public var sustainedClockMHz: Int64?
  /// The most that EBS volumes can be read and written at, in megabits per second.
  public var ebsBandwidth: Int64?
  /// The sum over the network cards of what is always there, in megabits per second.
  public var networkBandwidth: Int64?
  /// Interfaces of the default network card.
  public var networkInterfaces: Int64 = 0
  public var ipv4PerInterface: Int64 = 0
  public var efaInterfaces: Int64 = 0
  public var encryptsInTransit = false
  /// All disks of the instance store together, decimal; nil without one.
  public var instanceStoreGB: Int64?
  public var isInstanceStoreNVMe = false
  public var gpus: [EC2Device] = []
  /// Inference accelerators and what succeeded them.
  public var accelerators: [EC2Device] = []

  public init(name: String) { self.name = name }
}

/// Equal devices of an instance type.
public struct EC2Device: Hashable, Sendable {
  public var name: String
  public var maker: String
  public var count: Int64
  /// Of each device.
  public var memoryMiB: Int64?

  public init(name: String, maker: String, count: Int64, memoryMiB: Int64? = nil) {
    self.name = name
    self.maker = maker
    self.count = count
    self.memoryMiB = memoryMiB
  }
}

/// A type can be launched in a zone.
public struct EC2Place: Hashable, Sendable {
  public var instanceType: String
  public var zone: String

  public init(instanceType: String, zone: String) {
    self.instanceType = instanceType
    self.zone = zone
  }
}

/// What a spot instance cost from a moment on.
public struct EC2SpotPrice: Hashable, Sendable {
  public var instanceType: String
  public var zone: String
  public var price: Money
  public var since: Timestamp

  public init(instanceType: String, zone: String, price: Money, since: Timestamp) {
    self.instanceType = instanceType
    self.zone = zone
    self.price = price
    self.since = since
  }
}

/// What an instance of a type costs in any zone of a region.
public struct EC2OnDemandPrice: Hashable, Sendable {
  public var instanceType: String
  public var region: String
  public var price: Money

  public init(instanceType: String, region: String, price: Money) {
    self.instanceType = instanceType
    self.region = region
    self.price = price
  }
}

/// A zone with the id that is the same in every account.
public struct EC2Zone: Hashable, Sendable {
  public var name: String
  public var id: String

  public init(name: String, id: String) {
    self.name = name
    self.id = id
  }
}
