import StowageModel
import StowageUnits

/// A NodeOverlay about the offerings that all of these requirements name.
package func overlay(
  _ name: String, _ requirements: NodeRequirement..., weight: Int = 1, price: String? = nil,
  adjustment: String? = nil, capacity: ResourceList = ResourceList()
) -> ObjectDraft {
  ObjectDraft { scene in
    var item = NodeOverlay(metadata: ObjectMeta(name: name))
    item.requirements = requirements
    item.weight = weight
    item.price = price
    item.priceAdjustment = adjustment
    item.capacity = capacity
    scene.snapshot.nodeOverlays.append(item)
  }
}

/// A CapacityBuffer of pods like the draft.
package func buffer(
  _ name: String, of draft: PodDraft, replicas: Int? = nil, limits: ResourceList = ResourceList()
) -> ObjectDraft {
  ObjectDraft { scene in
    var item = CapacityBuffer(metadata: ObjectMeta(name: name, namespace: "default"))
    item.podTemplate = draft.name
    item.replicas = replicas
    item.limits = limits
    scene.snapshot.capacityBuffers.append(item)
    let metadata = ObjectMeta(name: draft.name, namespace: "default")
    scene.snapshot.podTemplates.append(PodTemplate(metadata: metadata, template: draft.pod))
  }
}

/// A CapacityBuffer for a share of a Deployment's replicas.
package func buffer(
  _ name: String, percentage: Int, of deployment: String, replicas: Int? = nil,
  limits: ResourceList = ResourceList()
) -> ObjectDraft {
  ObjectDraft { scene in
    var item = CapacityBuffer(metadata: ObjectMeta(name: name, namespace: "default"))
    item.scalable = ScalableReference(kind: "Deployment", name: deployment)
    item.percentage = percentage
    item.replicas = replicas
    item.limits = limits
    scene.snapshot.capacityBuffers.append(item)
  }
}

extension ResourceList: ExpressibleByDictionaryLiteral {
  /// Amounts in the units that a snapshot is read into.
  public init(dictionaryLiteral elements: (String, Int64)...) {
    self.init(elements.map { Entry(name: ResourceName($0.0), amount: $0.1) })
  }
}
