import StowageModel
import StowageRules
import StowageUnits
import Testing

/// The figures of real types: K299 to K305 of Karpenter's AWS provider.
@Suite struct AllocatableTests {
  static let mebibyte: Int64 = 1 << 20
  static let gibibyte: Int64 = 1 << 30

  /// vCPU, described MiB, interfaces, addresses and instance store as EC2 describes them.
  static let c5a2xlarge = type("c5a.2xlarge", vcpu: 8, memory: 16384, interfaces: 4, addresses: 15)
  static let m6gLarge = type("m6g.large", vcpu: 2, memory: 8192, interfaces: 3, addresses: 10, isArm: true)
  static let m5Large = type("m5.large", vcpu: 2, memory: 8192, interfaces: 3, addresses: 10)
  static let m5Xlarge = type("m5.xlarge", vcpu: 4, memory: 16384, interfaces: 4, addresses: 15)
  static let c5a4xlarge = type("c5a.4xlarge", vcpu: 16, memory: 32768, interfaces: 8, addresses: 30)
  static let p4d24xlarge = type(
    "p4d.24xlarge", vcpu: 96, memory: 1_179_648, interfaces: 15, addresses: 50, instanceStore: 8000)

  static func type(
    _ name: String, vcpu: Int64, memory: Int64, interfaces: Int64, addresses: Int64, isArm: Bool = false,
    instanceStore: Int64 = 0
  ) -> InstanceType {
    var type = InstanceType(name: name, architecture: isArm ? "arm64" : "amd64")
    type.formula = AllocatableFormula(
      vcpu: vcpu, memoryMiB: memory, isArm: isArm, networkInterfaces: interfaces, ipv4PerInterface: addresses,
      instanceStoreGB: instanceStore)
    return type
  }

  static func nodeClass(_ change: (inout EC2NodeClass) -> Void = { _ in }) -> EC2NodeClass {
    var result = EC2NodeClass(metadata: ObjectMeta(name: "default"))
    change(&result)
    return result
  }

  /// c5a.2xlarge as recorded on EKS in March 2025; the others from the provider's published AL2023 table.
  @Test(
    arguments: [
      (c5a2xlarge, 7910, 15155, 14162, 58), (m6gLarge, 1930, 7518, 6844, 29), (m5Large, 1930, 7577, 6903, 29),
      (c5a4xlarge, 15890, 30310, 27381, 234), (p4d24xlarge, 95690, 1_091_174, 1_082_712, 737),
    ] as [(InstanceType, Int64, Int64, Int64, Int64)])
  func recordedTypes(type: InstanceType, cpu: Int64, memory: Int64, usable: Int64, pods: Int64) {
    let figures = allocatable(of: type, for: Self.nodeClass())
    #expect(figures.capacity.cpu == type.formula!.vcpu * 1000)
    #expect(figures.capacity.memory == memory * Self.mebibyte)
    #expect(figures.capacity.ephemeralStorage == 20 * Self.gibibyte)
    #expect(figures.capacity.pods == pods)
    #expect(figures.allocatable.cpu == cpu)
    #expect(figures.allocatable.memory == usable * Self.mebibyte)
    #expect(figures.allocatable.ephemeralStorage == 17 * Self.gibibyte)
    #expect(figures.allocatable.pods == pods)
  }

  @Test func statedFiguresHoldWithoutANodeClassOrAFormula() {
    var type = Self.m5Large
    type.capacity = ResourceVector(cpu: 2000, memory: 5)
    type.allocatable = ResourceVector(cpu: 1000, memory: 4)
    #expect(allocatable(of: type, for: nil) == (type.capacity, type.allocatable))
    type.formula = nil
    #expect(allocatable(of: type, for: Self.nodeClass()) == (type.capacity, type.allocatable))
  }

  @Test("K299: allocatable never exceeds the capacity") func allocatableNeverExceedsTheCapacity() {
    for type in [Self.c5a2xlarge, Self.m6gLarge, Self.m5Large, Self.c5a4xlarge, Self.p4d24xlarge] {
      let figures = allocatable(of: type, for: Self.nodeClass())
      #expect(figures.allocatable.fits(in: figures.capacity))
      #expect(figures.allocatable.isNonNegative)
    }
  }

  @Test(
    "K300: interfaces held back cost pods, down to none",
    arguments: [(0, 29), (1, 20), (2, 11), (3, 0), (9, 0)] as [(Int64, Int64)])
  func reservedInterfacesCostPodsButNotMemory(reserved: Int64, pods: Int64) {
    let estimate = NodeEstimate(
      formula: Self.m5Large.formula!, nodeClass: Self.nodeClass(), reservedInterfaces: reserved)
    let capacity = estimate.capacity(of: Self.m5Large)
    #expect(capacity.pods == pods)
    #expect(estimate.allocatable(from: capacity).memory == 6903 * Self.mebibyte)
  }

  @Test(
    "K301: the smaller of maxPods and podsPerCore",
    arguments: [
      (110, nil, 110), (nil, 10, 20), (20, 11, 20), (30, 11, 22), (nil, 50, 29), (nil, 0, 29),
    ] as [(Int?, Int?, Int64)])
  func mostPodsIsTheSmallerOfBothSettings(maxPods: Int?, podsPerCore: Int?, pods: Int64) {
    let nodeClass = Self.nodeClass {
      $0.kubelet.maxPods = maxPods
      $0.kubelet.podsPerCore = podsPerCore
    }
    let figures = allocatable(of: Self.m5Large, for: nodeClass)
    #expect(figures.capacity.pods == pods)
    #expect(figures.allocatable.memory == 6903 * Self.mebibyte, "the reserve follows the interfaces")
  }

  @Test func bottlerocketIgnoresPodsPerCoreAndReservesForTheActualPods() {
    let nodeClass = Self.nodeClass {
      $0.amiFamily = "Bottlerocket"
      $0.kubelet.maxPods = 110
      $0.kubelet.podsPerCore = 1
    }
    let figures = allocatable(of: Self.m5Large, for: nodeClass)
    #expect(figures.capacity.pods == 110)
    #expect(figures.allocatable.memory == (7577 - (11 * 110 + 255) - 100) * Self.mebibyte)
  }

  @Test func windowsHasNoInterfaceDensity() {
    let figures = allocatable(of: Self.m5Large, for: Self.nodeClass { $0.amiFamily = "Windows2022" })
    #expect(figures.capacity.pods == 110)
    #expect(figures.capacity.ephemeralStorage == 50 * Self.gibibyte)
    #expect(figures.capacity["vpc.amazonaws.com/PrivateIPv4Address"] == 9)
    #expect(figures.allocatable["vpc.amazonaws.com/PrivateIPv4Address"] == 9)
    #expect(AMIFamily(name: "Windows2022").operatingSystem == "windows")
    #expect(AMIFamily(name: "AL2023").operatingSystem == "linux")
  }

  /// m5.xlarge has 15155Mi; 893Mi of it are kube-reserved.
  @Test(
    "K302: eviction thresholds in percent, 100 % meaning none",
    arguments: [
      ("5%", 758), ("50%", 7578), ("0%", 0), ("100%", 0), ("7.5%", 1137), ("500Mi", 500), ("1Gi", 1024),
      ("never", 100),
    ] as [(String, Int64)])
  func evictionThresholdOfMemory(text: String, reserve: Int64) {
    let nodeClass = Self.nodeClass { $0.kubelet.evictionHard["memory.available"] = text }
    let usable = allocatable(of: Self.m5Xlarge, for: nodeClass).allocatable.memory
    let expected = (15155 - 893 - reserve) * Self.mebibyte
    #expect(abs(usable - expected) < Self.mebibyte, "\(usable) is not about \(expected)")
  }

  @Test func evictionThresholdIsRoundedUpToBytes() {
    let nodeClass = Self.nodeClass { $0.kubelet.evictionHard["memory.available"] = "3%" }
    let usable = allocatable(of: Self.m5Xlarge, for: nodeClass).allocatable.memory
    let capacity = 15155 * Self.mebibyte
    #expect(usable == capacity - 893 * Self.mebibyte - (capacity * 3 + 99) / 100)
  }

  @Test func evictionThresholdOfStorage() {
    let nodeClass = Self.nodeClass { $0.kubelet.evictionHard["nodefs.available"] = "25%" }
    let usable = allocatable(of: Self.m5Large, for: nodeClass).allocatable.ephemeralStorage
    #expect(usable == (20 - 1 - 5) * Self.gibibyte)
  }

  @Test("K303: soft eviction thresholds do not count") func softThresholdsDoNotCount() {
    let nodeClass = Self.nodeClass { $0.kubelet.evictionSoft["memory.available"] = "50%" }
    #expect(
      allocatable(of: Self.m5Large, for: nodeClass) == allocatable(of: Self.m5Large, for: Self.nodeClass()))
  }

  @Test("K304: reserves of the user replace the default per resource")
  func reservesOfTheUserReplaceTheDefaultPerResource() {
    let nodeClass = Self.nodeClass {
      $0.kubelet.kubeReserved[.cpu] = 500
      $0.kubelet.kubeReserved["pid"] = 1000
      $0.kubelet.systemReserved[.memory] = 200 << 20
      $0.kubelet.systemReserved[.ephemeralStorage] = 2 << 30
    }
    let usable = allocatable(of: Self.m5Large, for: nodeClass).allocatable
    #expect(usable.cpu == 1500)
    #expect(usable.memory == (6903 - 200) * Self.mebibyte)
    #expect(usable.ephemeralStorage == 15 * Self.gibibyte)
    #expect(usable.isNonNegative, "a reserve of something the node lacks takes nothing")
  }

  @Test("K305: the instance store is ephemeral storage only as RAID0")
  func instanceStoreServesPodsOnlyAsRAID0() {
    let raid = Self.nodeClass {
      $0.instanceStorePolicy = "RAID0"
      $0.rootVolumeSize = 80 << 30
    }
    let figures = allocatable(of: Self.p4d24xlarge, for: raid)
    #expect(figures.capacity.ephemeralStorage == 8_000_000_000_000)
    #expect(figures.allocatable.ephemeralStorage == 7_200_000_000_000 - Self.gibibyte)
    #expect(allocatable(of: Self.m5Large, for: raid).capacity.ephemeralStorage == 80 * Self.gibibyte)
    let plain = Self.nodeClass { $0.rootVolumeSize = 80 << 30 }
    #expect(allocatable(of: Self.p4d24xlarge, for: plain).capacity.ephemeralStorage == 80 * Self.gibibyte)
  }

  @Test("K50: huge pages are taken off the memory") func devicesAndHugePages() {
    var type = Self.m5Large
    type.capacity["nvidia.com/gpu"] = 2
    type.capacity["hugepages-2Mi"] = 1 << 30
    let usable = allocatable(of: type, for: Self.nodeClass()).allocatable
    #expect(usable["nvidia.com/gpu"] == 2)
    #expect(usable.memory == (6903 - 1024) * Self.mebibyte)
    type.capacity["hugepages-2Mi"] = 1 << 40
    #expect(allocatable(of: type, for: Self.nodeClass()).allocatable.memory == 0)
  }
}
