import StowageModel
import StowageUnits

extension JSONReader {
  mutating func ec2NodeClass() throws(JSONFault) -> EC2NodeClass {
    var result = EC2NodeClass(metadata: ObjectMeta(name: ""))
    var devices: [BlockDevice] = []
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "metadata": result.metadata = try metadata(isNamespaced: false)
      case "spec": try ec2NodeClassSpec(into: &result, devices: &devices)
      case "status":
        try enterObject()
        while let key = try nextKey() {
          if "conditions" ~= key { result.conditions = try conditions() } else { try skip() }
        }
      default: try skip()
      }
    }
    result.rootVolumeSize = BlockDevice.rootVolumeSize(of: devices, amiFamily: result.amiFamily)
    return result
  }

  private mutating func ec2NodeClassSpec(
    into nodeClass: inout EC2NodeClass, devices: inout [BlockDevice]
  ) throws(JSONFault) {
    var statedFamily: String?
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "amiFamily": statedFamily = try interned()
      case "amiSelectorTerms":
        let aliases = try array { reader throws(JSONFault) in try reader.textField("alias") }
        if let family = aliases.lazy.compactMap(amiFamily(alias:)).first { nodeClass.amiFamily = family }
      case "instanceStorePolicy": nodeClass.instanceStorePolicy = try interned()
      case "blockDeviceMappings":
        devices = try array { reader throws(JSONFault) in try reader.blockDevice() }
      case "kubelet": nodeClass.kubelet = try kubeletConfiguration()
      default: try skip()
      }
    }
    if let statedFamily { nodeClass.amiFamily = statedFamily }
  }

  private mutating func kubeletConfiguration() throws(JSONFault) -> KubeletConfiguration {
    var result = KubeletConfiguration()
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "maxPods": result.maxPods = try integer()
      case "podsPerCore": result.podsPerCore = try integer()
      case "kubeReserved": result.kubeReserved = try resources()
      case "systemReserved": result.systemReserved = try resources()
      case "evictionHard": result.evictionHard = try labels()
      case "evictionSoft": result.evictionSoft = try labels()
      default: try skip()
      }
    }
    return result
  }

  private mutating func blockDevice() throws(JSONFault) -> BlockDevice {
    var result = BlockDevice()
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "deviceName": result.name = try interned()
      case "rootVolume": result.isRoot = try boolean()
      case "ebs":
        try enterObject()
        while let key = try nextKey() {
          if "volumeSize" ~= key { result.size = try amount(of: .ephemeralStorage) } else { try skip() }
        }
      default: try skip()
      }
    }
    return result
  }
}

/// An element of `spec.blockDeviceMappings`.
private struct BlockDevice {
  var name = ""
  var isRoot = false
  var size: Int64?

  /// The size that pods' ephemeral storage lives on: of the device marked as root, else of the device that the
  /// AMI family keeps it on (any custom AMI: the last one); nil where the class does not say it.
  static func rootVolumeSize(of devices: [BlockDevice], amiFamily: String) -> Int64? {
    if let marked = devices.first(where: \.isRoot)?.size { return marked }
    switch amiFamily {
    case "Custom": return devices.last?.size
    case "Bottlerocket": return devices.first { $0.name == "/dev/xvdb" }?.size
    case "Windows2019", "Windows2022", "Windows2025": return devices.first { $0.name == "/dev/sda1" }?.size
    default: return devices.first { $0.name == "/dev/xvda" }?.size
    }
  }
}

/// The family that an alias such as `al2023@latest` stands for.
private func amiFamily(alias: String) -> String? {
  switch alias.prefix(while: { $0 != "@" }) {
  case "al2": "AL2"
  case "al2023": "AL2023"
  case "bottlerocket": "Bottlerocket"
  case "windows2019": "Windows2019"
  case "windows2022": "Windows2022"
  case "windows2025": "Windows2025"
  default: nil
  }
}
