import StowageModel
import StowageUnits

/// What changes the catalog, and room that is kept for later.
extension JSONReader {
  mutating func nodeOverlay() throws(JSONFault) -> NodeOverlay {
    var result = NodeOverlay(metadata: ObjectMeta(name: ""))
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "metadata": result.metadata = try metadata(isNamespaced: false)
      case "spec":
        try enterObject()
        while let key = try nextKey() {
          switch key {
          case "requirements": result.requirements = try requirements()
          case "price": result.price = try numberOrString()
          case "priceAdjustment": result.priceAdjustment = try numberOrString()
          case "capacity": result.capacity = try resources()
          case "weight": result.weight = try integer()
          default: try skip()
          }
        }
      default: try skip()
      }
    }
    return result
  }

  mutating func podTemplate() throws(JSONFault) -> PodTemplate {
    var result = PodTemplate(
      metadata: ObjectMeta(name: "", namespace: "default"),
      template: Pod(metadata: ObjectMeta(name: "", namespace: "default")))
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "metadata": result.metadata = try metadata(isNamespaced: true)
      case "template": result.template = try pod()
      default: try skip()
      }
    }
    result.template.metadata.namespace = result.metadata.namespace
    return result
  }

  mutating func capacityBuffer() throws(JSONFault) -> CapacityBuffer {
    var result = CapacityBuffer(metadata: ObjectMeta(name: "", namespace: "default"))
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "metadata": result.metadata = try metadata(isNamespaced: true)
      case "spec": try capacityBufferSpec(into: &result)
      default: try skip()
      }
    }
    return result
  }

  private mutating func capacityBufferSpec(into buffer: inout CapacityBuffer) throws(JSONFault) {
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "podTemplateRef": buffer.podTemplate = try objectReference().name
      case "scalableRef": buffer.scalable = try objectReference()
      case "replicas": buffer.replicas = try integer()
      case "percentage": buffer.percentage = try integer()
      case "limits": buffer.limits = try resources()
      default: try skip()
      }
    }
  }

  private mutating func objectReference() throws(JSONFault) -> ScalableReference {
    var result = ScalableReference(kind: "", name: "")
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "kind": result.kind = try interned()
      case "name": result.name = try interned()
      default: try skip()
      }
    }
    return result
  }
}
