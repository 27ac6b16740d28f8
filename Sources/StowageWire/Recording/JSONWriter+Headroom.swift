import StowageModel
import StowageUnits

extension JSONWriter {
  mutating func write(nodeOverlay overlay: NodeOverlay) {
    item("karpenter.sh/v1alpha1", "NodeOverlay", overlay.metadata) { writer in
      writer.object("spec") { writer in
        writer.nonEmpty("requirements", overlay.requirements)
        writer.optional("price", overlay.price)
        writer.optional("priceAdjustment", overlay.priceAdjustment)
        writer.nonEmpty("capacity", overlay.capacity)
        if overlay.weight != 0 { writer.member("weight", overlay.weight) }
      }
    }
  }

  mutating func write(podTemplate: PodTemplate) {
    item("v1", "PodTemplate", podTemplate.metadata) { $0.write(template: podTemplate.template) }
  }

  mutating func write(capacityBuffer buffer: CapacityBuffer) {
    item("autoscaling.x-k8s.io/v1beta1", "CapacityBuffer", buffer.metadata) { writer in
      writer.object("spec") { writer in
        if let name = buffer.podTemplate { writer.object("podTemplateRef") { $0.member("name", name) } }
        if let scalable = buffer.scalable {
          writer.object("scalableRef") { writer in
            writer.member("kind", scalable.kind)
            writer.member("name", scalable.name)
          }
        }
        writer.optional("replicas", buffer.replicas)
        writer.optional("percentage", buffer.percentage)
        writer.nonEmpty("limits", buffer.limits)
      }
    }
  }
}
