import StowageModel
import StowageUnits

/// What a node of `type` has and what of it pods may use, for the settings of `nodeClass`.
///
/// The catalog's own figures hold where there is no node class, or where the catalog states allocatable as a
/// fact; otherwise Karpenter's AWS provider's arithmetic (`pkg/providers/instancetype/types.go`) is followed. A
/// very small type may come out negative, and then holds nothing.
package func allocatable(
  of type: InstanceType, for nodeClass: EC2NodeClass?
) -> (capacity: ResourceVector, allocatable: ResourceVector) {
  guard let formula = type.formula, let nodeClass else { return (type.capacity, type.allocatable) }
  let estimate = NodeEstimate(formula: formula, nodeClass: nodeClass)
  let capacity = estimate.capacity(of: type)
  return (capacity, estimate.allocatable(from: capacity))
}

/// One type's formula together with the settings that its figures depend on.
package struct NodeEstimate {
  var formula: AllocatableFormula
  var nodeClass: EC2NodeClass
  var family: AMIFamily
  /// Interfaces that something other than pods uses (Karpenter's `aws.reservedENIs`).
  var reservedInterfaces: Int64

  package init(formula: AllocatableFormula, nodeClass: EC2NodeClass, reservedInterfaces: Int64 = 0) {
    self.formula = formula
    self.nodeClass = nodeClass
    self.reservedInterfaces = reservedInterfaces
    family = AMIFamily(name: nodeClass.amiFamily)
  }

  package func capacity(of type: InstanceType) -> ResourceVector {
    var result = type.capacity
    result.cpu = formula.vcpu * 1000
    result.memory = memory
    result.ephemeralStorage = ephemeralStorage
    result.pods = pods
    if family == .windows {
      result["vpc.amazonaws.com/PrivateIPv4Address"] = max(0, formula.ipv4PerInterface - 1)
    }
    return result
  }

  package func allocatable(from capacity: ResourceVector) -> ResourceVector {
    let systemReserved = ResourceVector(nodeClass.kubelet.systemReserved)
    var result = capacity - kubeReserved - systemReserved - evictionReserve(of: capacity)
    // Reserves for what the node does not have (such as `pid`) would leave negative amounts that fit nothing.
    for entry in result.extended where capacity[entry.name] == 0 { result[entry.name] = 0 }
    for entry in capacity.extended where entry.name.text.hasPrefix("hugepages-") {
      result.memory = max(0, result.memory - entry.amount)
    }
    return result
  }

  /// What EC2 describes, less 64 MiB that Graviton keeps for contiguous allocation, less 7.5 % (in whole MiB,
  /// rounded up) that the hypervisor keeps.
  private var memory: Int64 {
    let described = formula.memoryMiB - (formula.isArm ? 64 : 0)
    return (described - (described * 3 + 39) / 40) << 20
  }

  private var ephemeralStorage: Int64 {
    if nodeClass.instanceStorePolicy == "RAID0" && formula.instanceStoreGB > 0 {
      return formula.instanceStoreGB * 1_000_000_000
    }
    return nodeClass.rootVolumeSize ?? family.defaultVolumeSize
  }

  /// One address of each interface is the interface's own; two pods (the network plugin and the proxy) use the
  /// host's network and need none.
  private func podsByInterfaces(reserved: Int64) -> Int64 {
    let usable = max(0, formula.networkInterfaces - reserved)
    return usable == 0 ? 0 : usable * (formula.ipv4PerInterface - 1) + 2
  }

  private var pods: Int64 {
    let kubelet = nodeClass.kubelet
    var count: Int64
    if let maxPods = kubelet.maxPods {
      count = Int64(maxPods)
    } else if family.limitsPodsByInterfaces {
      count = podsByInterfaces(reserved: reservedInterfaces)
    } else {
      count = 110
    }
    if let podsPerCore = kubelet.podsPerCore, podsPerCore > 0, family.usesPodsPerCore {
      count = min(count, Int64(podsPerCore) * formula.vcpu)
    }
    return count
  }

  private var kubeReserved: ResourceVector {
    let countedPods = family.reservesMemoryByInterfaces ? podsByInterfaces(reserved: 0) : pods
    var result = ResourceVector(
      cpu: reservedCPU, memory: (11 * countedPods + 255) << 20, ephemeralStorage: 1 << 30)
    for entry in nodeClass.kubelet.kubeReserved.entries { result[entry.name] = entry.amount }
    return result
  }

  /// 6 % of the first core, 1 % of the second, 0.5 % of the next two and 0.25 % of the rest, each part cut to
  /// whole thousandths of a core.
  private var reservedCPU: Int64 {
    let cpu = formula.vcpu * 1000
    let first = min(cpu, 1000)
    let second = min(max(cpu - 1000, 0), 1000)
    let nextTwo = min(max(cpu - 2000, 0), 2000)
    let rest = max(cpu - 4000, 0)
    return first * 6 / 100 + second / 100 + nextTwo / 200 + rest / 400
  }

  /// What the kubelet keeps free so as not to evict: soft thresholds do not count.
  private func evictionReserve(of capacity: ResourceVector) -> ResourceVector {
    let thresholds = nodeClass.kubelet.evictionHard
    let storage = capacity.ephemeralStorage
    return ResourceVector(
      memory: threshold(thresholds["memory.available"], of: capacity.memory) ?? 100 << 20,
      ephemeralStorage: threshold(thresholds["nodefs.available"], of: storage) ?? (storage + 9) / 10)
  }

  /// A threshold in bytes; nil where it is absent or unreadable. 100 % switches a threshold off.
  private func threshold(_ text: String?, of total: Int64) -> Int64? {
    guard let text else { return nil }
    guard text.hasSuffix("%") else { return try? Quantity(text).value.value }
    guard let percentage = Double(text.dropLast()) else { return nil }
    return percentage == 100 ? 0 : Int64((Double(total) / 100 * percentage).rounded(.up))
  }
}
