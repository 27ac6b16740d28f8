import StowageModel
import StowageUnits

extension EC2InstanceType {
  /// The label values of nodes of this type, as Karpenter's AWS provider derives them; what EC2 does not state is
  /// absent (its documentation, "Well-Known Labels", and `pkg/providers/instancetype/types.go`).
  func labels(region: String) -> Labels {
    var result = Labels()
    func put(_ name: String, _ value: String?) { result["karpenter.k8s.aws/instance-" + name] = value }
    put("tenancy", "default")
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    let series = name.prefix { $0.isLowercaseASCII }
    put("category", String(series))
    put("family", parts.first)
    put("size", parts.count > 1 ? parts[1] : nil)
    put("generation", generation)
    put("capability-flex", name.contains("-flex") ? "true" : "false")
    put("cpu", String(vcpu))
    put("memory", String(memoryMiB))
    put("cpu-manufacturer", processorMaker?.kebabCased)
    put("cpu-sustained-clock-speed-mhz", sustainedClockMHz.map { String($0) })
    put("ebs-bandwidth", ebsBandwidth.map { String($0) })
    put("network-bandwidth", networkBandwidth.map { String($0) })
    put("hypervisor", hypervisor)
    put("encryption-in-transit-supported", encryptsInTransit ? "true" : "false")
    if isInstanceStoreNVMe { put("local-nvme", instanceStoreGB.map { String($0) }) }
    put("gpu", gpus.first)
    // Karpenter has no labels for programmable gate arrays, which EC2 lists elsewhere.
    put("accelerator", accelerators.first)
    result["topology.kubernetes.io/region"] = region

    func put(_ kind: String, _ device: EC2Device?) {
      guard let device, device.count > 0 else { return }
      put(kind + "-name", device.name.kebabCased)
      put(kind + "-manufacturer", device.maker.kebabCased)
      put(kind + "-count", String(device.count))
      if kind == "gpu" { put("gpu-memory", device.memoryMiB.map { String($0) }) }
    }
    return result
  }

  /// The number behind the letters: 7 of `m7i`, 1 of `u-6tb1`.
  private var generation: String? {
    let family = name.prefix { $0 != "." }
    var rest = family.drop { $0.isLowercaseASCII }
    let size = rest.dropFirst().drop { $0.isASCIIDigit }
    if rest.first == "-", size.hasPrefix("tb") { rest = size.dropFirst(2) }
    let digits = rest.prefix { $0.isASCIIDigit }
    return digits.isEmpty ? nil : String(digits)
  }

  /// Devices that pods ask for by name.
  var devices: [(name: ResourceName, count: Int64)] {
    var result: [(name: ResourceName, count: Int64)] = []
    if let gpu = gpus.first, let name = EC2InstanceType.gpuResources[gpu.maker] {
      result.append((name, gpu.count))
    }
    if let accelerator = accelerators.first, accelerator.maker.lowercased() == "aws" {
      result.append((ResourceName("aws.amazon.com/neuron"), accelerator.count))
    }
    if efaInterfaces > 0 { result.append((ResourceName("vpc.amazonaws.com/efa"), efaInterfaces)) }
    return result.filter { $0.count > 0 }
  }

  private static let gpuResources: [String: ResourceName] = [
    "NVIDIA": ResourceName("nvidia.com/gpu"), "AMD": ResourceName("amd.com/gpu"),
    "Habana": ResourceName("habana.ai/gaudi"),
  ]
}

extension Character {
  fileprivate var isLowercaseASCII: Bool { isASCII && isLowercase }
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}

extension String {
  fileprivate var kebabCased: String { String(lowercased().map { $0 == " " ? "-" : $0 }) }
}
