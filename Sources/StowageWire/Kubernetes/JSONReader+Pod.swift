import StowageModel
import StowageUnits

extension JSONReader {
  /// A Pod object, or a pod template, which looks the same.
  mutating func pod() throws(JSONFault) -> Pod {
    var metadata = ObjectMeta(name: "", namespace: "default")
    var spec = PodSpec()
    var status = PodStatus()
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "metadata": metadata = try self.metadata(isNamespaced: true)
      case "spec": spec = try remembered(\.podSpec) { reader throws(JSONFault) in try reader.podSpec() }
      case "status": status = try podStatus()
      default: try skip()
      }
    }
    status.allocatedResources.removeAll { $0.resources == spec.requests(ofContainer: $0.name) }
    return Pod(metadata: metadata, spec: spec, status: status)
  }

  private mutating func podSpec() throws(JSONFault) -> PodSpec {
    var spec = PodSpec()
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "nodeName": spec.nodeName = try interned()
      case "containers":
        spec.containers = try array { reader throws(JSONFault) in try reader.container() }
      case "initContainers":
        spec.initContainers = try array { reader throws(JSONFault) in try reader.container() }
      case "overhead": spec.overhead = try resources(least: 0)
      case "runtimeClassName": spec.runtimeClassName = try interned()
      case "resources": spec.resources = try containerResources()
      case "nodeSelector": spec.nodeSelector = try labels()
      case "affinity":
        spec.affinity = try remembered(\.affinity) { reader throws(JSONFault) in try reader.affinity() }
      case "tolerations":
        spec.tolerations = try remembered(\.tolerations) { reader throws(JSONFault) in
          try reader.array { reader throws(JSONFault) in try reader.toleration() }
        }
      case "topologySpreadConstraints":
        spec.topologySpreadConstraints = try remembered(\.spreads) { reader throws(JSONFault) in
          try reader.array { reader throws(JSONFault) in try reader.topologySpreadConstraint() }
        }
      case "volumes": spec.volumes = try podVolumes()
      case "schedulingGates":
        spec.schedulingGates = try array { reader throws(JSONFault) in try reader.nameOfObject() }
      case "resourceClaims":
        spec.resourceClaims = try array { reader throws(JSONFault) in try reader.nameOfObject() }
      case "priority": spec.priority = try integer()
      case "priorityClassName": spec.priorityClassName = try interned()
      case "preemptionPolicy": spec.preemptionPolicy = try interned()
      case "schedulerName": spec.schedulerName = try interned()
      case "terminationGracePeriodSeconds": spec.terminationGracePeriodSeconds = Int64(try integer())
      case "hostNetwork": spec.hostNetwork = try boolean()
      default: try skip()
      }
    }
    for index in spec.containers.indices { spec.containers[index].ports.settle(isOnHost: spec.hostNetwork) }
    for index in spec.initContainers.indices {
      spec.initContainers[index].ports.settle(isOnHost: spec.hostNetwork)
    }
    return spec
  }

  /// The `name` of an object of which nothing else counts.
  private mutating func nameOfObject() throws(JSONFault) -> String {
    var result = ""
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "name": result = try interned()
      default: try skip()
      }
    }
    return result
  }

  private mutating func container() throws(JSONFault) -> Container {
    var result = Container(name: "")
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "name": result.name = try interned()
      case "resources":
        result.resources = try remembered(\.resources) { reader throws(JSONFault) in
          try reader.containerResources()
        }
      case "ports": result.ports = try ports()
      case "restartPolicy": result.restartPolicy = try interned()
      default: try skip()
      }
    }
    return result
  }

  private mutating func containerResources() throws(JSONFault) -> ContainerResources {
    var result = ContainerResources()
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "requests": result.requests = try resources(least: 0)
      case "limits": result.limits = try resources(least: 0)
      default: try skip()
      }
    }
    return result
  }

  /// All ports; those that ask for none on the host have the negative of their own in its place, until it is known
  /// whether the pod is on the host's network.
  private mutating func ports() throws(JSONFault) -> [ContainerPort] {
    var result: [ContainerPort] = []
    try enterArray()
    while try nextElement() {
      var port = ContainerPort(hostPort: 0)
      var own = 0
      try enterObject()
      while let key = try nextKey() {
        switch key {
        case "hostPort": port.hostPort = max(0, try integer())
        case "containerPort": own = max(0, try integer())
        case "hostIP": port.hostIP = try interned()
        case "protocol": port.networkProtocol = try interned()
        default: try skip()
        }
      }
      if port.hostPort == 0 { port.hostPort = -own }
      result.append(port)
    }
    return result
  }

  // MARK: - Volumes

  /// Volumes that may bind a pod to a place or be lost with it; configuration that is mounted into pods is left
  /// out.
  private mutating func podVolumes() throws(JSONFault) -> [PodVolume] {
    var result: [PodVolume] = []
    try enterArray()
    while try nextElement() {
      var name = ""
      var source: PodVolume.Source?
      try enterObject()
      while let key = try nextKey() {
        switch key {
        case "name": name = try string()
        case "configMap", "secret", "projected", "downwardAPI": try skip()
        default: source = try volumeSource(key)
        }
      }
      if let source { result.append(PodVolume(name: name, source: source)) }
    }
    return result
  }

  private mutating func volumeSource(_ field: Key) throws(JSONFault) -> PodVolume.Source {
    switch field {
    case "persistentVolumeClaim": return .claim(try textField("claimName"))
    case "emptyDir": return .emptyDir(medium: try textField("medium"))
    case "csi": return .csi(driver: try textField("driver"))
    case "ephemeral": return try ephemeralVolume()
    case "hostPath":
      try skip()
      return .hostPath
    default:
      let name = field.text
      try skip()
      return .other(name)
    }
  }

  /// One text field of an object, empty where it is absent.
  mutating func textField(_ name: StaticString) throws(JSONFault) -> String {
    var result = ""
    try enterObject()
    while let key = try nextKey() {
      if name ~= key { result = try interned() } else { try skip() }
    }
    return result
  }

  private mutating func ephemeralVolume() throws(JSONFault) -> PodVolume.Source {
    var result = PodVolume.Source.ephemeral(storageClassName: nil, accessModes: [])
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "volumeClaimTemplate": result = try claimTemplate().source
      default: try skip()
      }
    }
    return result
  }

  /// A claim that is yet to be made: an element of `volumeClaimTemplates`, or `ephemeral.volumeClaimTemplate`.
  mutating func claimTemplate() throws(JSONFault) -> PodVolume {
    var name = ""
    var storageClassName: String?
    var accessModes: [String] = []
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "metadata": name = try metadata(isNamespaced: true).name
      case "spec":
        try enterObject()
        while let key = try nextKey() {
          switch key {
          case "storageClassName": storageClassName = try interned()
          case "accessModes": accessModes = try strings()
          default: try skip()
          }
        }
      default: try skip()
      }
    }
    return PodVolume(
      name: name, source: .ephemeral(storageClassName: storageClassName, accessModes: accessModes))
  }

  // MARK: - Status

  private mutating func podStatus() throws(JSONFault) -> PodStatus {
    var result = PodStatus()
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "phase": result.phase = try interned()
      case "conditions": result.conditions = try podConditions()
      case "nominatedNodeName": result.nominatedNodeName = try interned()
      case "startTime": result.startTime = try timestamp()
      case "containerStatuses", "initContainerStatuses": try allocatedResources(into: &result)
      case "allocatedResources": result.podAllocatedResources = try resources()
      default: try skip()
      }
    }
    return result
  }

  /// The conditions of a pod that anyone decides by; their messages are for people.
  private mutating func podConditions() throws(JSONFault) -> [Condition] {
    var result: [Condition] = []
    try enterArray()
    while try nextElement() {
      let condition = try condition(keepsMessage: false)
      switch condition.type {
      case "ContainersReady", "Initialized", "PodReadyToStartContainers": break
      default: result.append(condition)
      }
    }
    return result
  }

  private mutating func allocatedResources(into status: inout PodStatus) throws(JSONFault) {
    try enterArray()
    while try nextElement() {
      var name = ""
      var allocated: ResourceList?
      try enterObject()
      while let key = try nextKey() {
        switch key {
        case "name": name = try interned()
        case "allocatedResources": allocated = try resources()
        default: try skip()
        }
      }
      if let allocated { status.allocatedResources.append(NamedResources(name: name, resources: allocated)) }
    }
  }
}

extension PodSpec {
  fileprivate func requests(ofContainer name: String) -> ResourceList? {
    (containers.first { $0.name == name } ?? initContainers.first { $0.name == name })?.resources.requests
  }
}

extension [ContainerPort] {
  /// Keeps those that bind one of the host's. On the host's network every port is one, as the API server says of pods
  /// that it stores; manifests leave it out.
  fileprivate mutating func settle(isOnHost: Bool) {
    for index in indices where self[index].hostPort < 0 {
      self[index].hostPort = isOnHost ? -self[index].hostPort : 0
    }
    removeAll { $0.hostPort == 0 }
  }
}
