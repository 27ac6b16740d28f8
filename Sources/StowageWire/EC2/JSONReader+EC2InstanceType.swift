import StowageModel
import StowageUnits

/// Entries of `aws ec2 describe-instance-types`.
extension JSONReader {
  mutating func ec2InstanceType() throws(JSONFault) -> EC2InstanceType {
    skipWhitespace()
    let start = position
    var result = EC2InstanceType(name: "")
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "InstanceType": result.name = try string()
      case "Hypervisor": result.hypervisor = try interned()
      case "ProcessorInfo": try processor(into: &result)
      case "VCpuInfo": result.vcpu = try member("DefaultVCpus") ?? 0
      case "MemoryInfo": result.memoryMiB = try member("SizeInMiB") ?? 0
      case "InstanceStorageInfo": try instanceStore(into: &result)
      case "EbsInfo": result.ebsBandwidth = try ebsBandwidth()
      case "NetworkInfo": try network(into: &result)
      case "GpuInfo": result.gpus = try devices("Gpus")
      case "InferenceAcceleratorInfo":
        let devices = try devices("Accelerators")
        if !devices.isEmpty { result.accelerators = devices }
      case "NeuronInfo":
        let devices = try devices("NeuronDevices", maker: "AWS")
        if result.accelerators.isEmpty { result.accelerators = devices }
      default: try skip()
      }
    }
    guard !result.name.isEmpty, result.vcpu > 0, result.memoryMiB > 0, !result.architectures.isEmpty else {
      throw JSONFault(
        "IncompleteType", at: start, found: result.name,
        rule: "lacks one of InstanceType, ProcessorInfo, VCpuInfo and MemoryInfo")
    }
    return result
  }

  /// One whole number of an object; nil where it is not there.
  private mutating func member(_ name: StaticString) throws(JSONFault) -> Int64? {
    var result: Int64?
    try enterObject()
    while let key = try nextKey() {
      if name ~= key { result = Int64(try integer()) } else { try skip() }
    }
    return result
  }

  private mutating func processor(into type: inout EC2InstanceType) throws(JSONFault) {
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "SupportedArchitectures": type.architectures = try strings()
      case "Manufacturer": type.processorMaker = try interned()
      case "SustainedClockSpeedInGhz": type.sustainedClockMHz = Int64((try double() * 1000).rounded())
      default: try skip()
      }
    }
  }

  private mutating func instanceStore(into type: inout EC2InstanceType) throws(JSONFault) {
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "TotalSizeInGB": type.instanceStoreGB = Int64(try integer())
      case "NvmeSupport": type.isInstanceStoreNVMe = try interned() != "unsupported"
      default: try skip()
      }
    }
  }

  private mutating func ebsBandwidth() throws(JSONFault) -> Int64? {
    var result: Int64?
    try enterObject()
    while let key = try nextKey() {
      if "EbsOptimizedInfo" ~= key { result = try member("MaximumBandwidthInMbps") } else { try skip() }
    }
    return result
  }

  private struct NetworkCard {
    var index: Int64 = 0
    var interfaces: Int64 = 0
    var baselineMbps: Int64?
  }

  private mutating func network(into type: inout EC2InstanceType) throws(JSONFault) {
    var cards: [NetworkCard] = []
    var interfaces: Int64 = 0
    var defaultCard: Int64 = 0
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "MaximumNetworkInterfaces": interfaces = Int64(try integer())
      case "DefaultNetworkCardIndex": defaultCard = Int64(try integer())
      case "Ipv4AddressesPerInterface": type.ipv4PerInterface = Int64(try integer())
      case "EncryptionInTransitSupported": type.encryptsInTransit = try boolean()
      case "EfaInfo": type.efaInterfaces = try member("MaximumEfaInterfaces") ?? 0
      case "NetworkCards": cards = try array { reader throws(JSONFault) in try reader.networkCard() }
      default: try skip()
      }
    }
    type.networkInterfaces = cards.first { $0.index == defaultCard }?.interfaces ?? interfaces
    let speeds = cards.compactMap(\.baselineMbps)
    if !speeds.isEmpty { type.networkBandwidth = speeds.reduce(0, +) }
  }

  private mutating func networkCard() throws(JSONFault) -> NetworkCard {
    var result = NetworkCard()
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "NetworkCardIndex": result.index = Int64(try integer())
      case "MaximumNetworkInterfaces": result.interfaces = Int64(try integer())
      case "BaselineBandwidthInGbps": result.baselineMbps = Int64((try double() * 1000).rounded())
      default: try skip()
      }
    }
    return result
  }

  private mutating func devices(_ name: StaticString, maker: String = "") throws(JSONFault) -> [EC2Device] {
    var result: [EC2Device] = []
    try enterObject()
    while let key = try nextKey() {
      if name ~= key {
        result = try array { reader throws(JSONFault) in try reader.device(maker: maker) }
      } else {
        try skip()
      }
    }
    return result
  }

  private mutating func device(maker: String) throws(JSONFault) -> EC2Device {
    var result = EC2Device(name: "", maker: maker, count: 0)
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "Name": result.name = try interned()
      case "Manufacturer": result.maker = try interned()
      case "Count": result.count = Int64(try integer())
      case "MemoryInfo": result.memoryMiB = try member("SizeInMiB")
      default: try skip()
      }
    }
    return result
  }
}
