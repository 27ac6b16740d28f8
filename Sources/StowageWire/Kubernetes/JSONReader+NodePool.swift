import StowageModel
import StowageUnits

extension JSONReader {
  mutating func nodePool() throws(JSONFault) -> NodePool {
    var result = NodePool(metadata: ObjectMeta(name: ""))
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "metadata": result.metadata = try metadata(isNamespaced: false)
      case "spec": try nodePoolSpec(into: &result)
      case "status":
        try enterObject()
        while let key = try nextKey() {
          if "conditions" ~= key { result.conditions = try conditions() } else { try skip() }
        }
      default: try skip()
      }
    }
    return result
  }

  private mutating func nodePoolSpec(into pool: inout NodePool) throws(JSONFault) {
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "template": pool.template = try nodeTemplate()
      case "weight": pool.weight = try integer()
      case "limits": pool.limits = try resources()
      case "replicas": pool.replicas = try integer()
      case "disruption": pool.disruption = try disruption()
      default: try skip()
      }
    }
  }

  private mutating func nodeTemplate() throws(JSONFault) -> NodeTemplate {
    var result = NodeTemplate()
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "metadata":
        try enterObject()
        while let key = try nextKey() {
          switch key {
          case "labels": result.labels = try labels()
          case "annotations": result.annotations = try labels()
          default: try skip()
          }
        }
      case "spec": try nodeTemplateSpec(into: &result)
      default: try skip()
      }
    }
    return result
  }

  private mutating func nodeTemplateSpec(into template: inout NodeTemplate) throws(JSONFault) {
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "taints": template.taints = try taints()
      case "startupTaints": template.startupTaints = try taints()
      case "requirements": template.requirements = try requirements()
      case "nodeClassRef": template.nodeClassRef = try nodeClassRef()
      case "expireAfter": template.expireAfter = try durationOrNever()
      case "terminationGracePeriod": template.terminationGracePeriod = try durationOrNever()
      default: try skip()
      }
    }
  }

  private mutating func disruption() throws(JSONFault) -> Disruption {
    var result = Disruption()
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "consolidateAfter": result.consolidateAfter = try durationOrNever()
      case "consolidationPolicy": result.consolidationPolicy = try interned()
      case "budgets": result.budgets = try array { reader throws(JSONFault) in try reader.budget() }
      default: try skip()
      }
    }
    return result
  }

  private mutating func budget() throws(JSONFault) -> Budget {
    var result = Budget(nodes: "10%")
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "nodes": result.nodes = try numberOrString()
      case "reasons": result.reasons = try strings()
      case "schedule": result.schedule = try interned()
      case "duration": result.duration = try durationOrNever()
      default: try skip()
      }
    }
    return result
  }
}
