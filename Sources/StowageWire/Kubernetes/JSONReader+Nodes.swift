import StowageModel
import StowageUnits

/// Nodes and what Karpenter keeps about them.
extension JSONReader {
  mutating func node() throws(JSONFault) -> Node {
    var result = Node(metadata: ObjectMeta(name: ""))
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "metadata": result.metadata = try metadata(isNamespaced: false)
      case "spec": try nodeSpec(into: &result)
      case "status": try nodeStatus(into: &result)
      default: try skip()
      }
    }
    return result
  }

  private mutating func nodeSpec(into node: inout Node) throws(JSONFault) {
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "taints": node.taints = try taints()
      case "unschedulable": node.isUnschedulable = try boolean()
      case "providerID": node.providerID = try string()
      default: try skip()
      }
    }
  }

  private mutating func nodeStatus(into node: inout Node) throws(JSONFault) {
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "capacity": node.capacity = try resources()
      case "allocatable": node.allocatable = try resources()
      case "conditions": node.conditions = try conditions()
      default: try skip()
      }
    }
  }

  mutating func nodeClaim() throws(JSONFault) -> NodeClaim {
    var result = NodeClaim(metadata: ObjectMeta(name: ""))
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "metadata": result.metadata = try metadata(isNamespaced: false)
      case "spec": try nodeClaimSpec(into: &result)
      case "status": try nodeClaimStatus(into: &result)
      default: try skip()
      }
    }
    return result
  }

  private mutating func nodeClaimSpec(into claim: inout NodeClaim) throws(JSONFault) {
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "requirements": claim.requirements = try requirements()
      case "resources": claim.requests = try requestsOfClaim()
      case "taints": claim.taints = try taints()
      case "startupTaints": claim.startupTaints = try taints()
      case "nodeClassRef": claim.nodeClassRef = try nodeClassRef()
      case "expireAfter": claim.expireAfter = try durationOrNever()
      case "terminationGracePeriod": claim.terminationGracePeriod = try durationOrNever()
      default: try skip()
      }
    }
  }

  private mutating func requestsOfClaim() throws(JSONFault) -> ResourceList {
    var result = ResourceList()
    try enterObject()
    while let key = try nextKey() {
      if "requests" ~= key { result = try resources() } else { try skip() }
    }
    return result
  }

  private mutating func nodeClaimStatus(into claim: inout NodeClaim) throws(JSONFault) {
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "nodeName": claim.nodeName = try interned()
      case "providerID": claim.providerID = try string()
      case "capacity": claim.capacity = try resources()
      case "allocatable": claim.allocatable = try resources()
      case "lastPodEventTime": claim.lastPodEventTime = try timestamp()
      case "conditions": claim.conditions = try conditions()
      default: try skip()
      }
    }
  }

  mutating func nodeClassRef() throws(JSONFault) -> NodeClassRef {
    var result = NodeClassRef()
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "group": result.group = try interned()
      case "kind": result.kind = try interned()
      case "name": result.name = try interned()
      default: try skip()
      }
    }
    return result
  }

  mutating func csiNode() throws(JSONFault) -> CSINode {
    var result = CSINode(metadata: ObjectMeta(name: ""))
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "metadata": result.metadata = try metadata(isNamespaced: false)
      case "spec":
        try enterObject()
        while let key = try nextKey() {
          switch key {
          case "drivers":
            result.drivers = try array { reader throws(JSONFault) in try reader.csiDriver() }
          default: try skip()
          }
        }
      default: try skip()
      }
    }
    return result
  }

  private mutating func csiDriver() throws(JSONFault) -> CSINode.Driver {
    var result = CSINode.Driver(name: "", allocatableCount: nil)
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "name": result.name = try interned()
      case "allocatable":
        try enterObject()
        while let key = try nextKey() {
          if "count" ~= key { result.allocatableCount = try integer() } else { try skip() }
        }
      default: try skip()
      }
    }
    return result
  }
}
