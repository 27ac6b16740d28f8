import StowageModel
import StowageUnits

extension JSONWriter {
  mutating func write(pod: Pod) {
    item("v1", "Pod", pod.metadata) { writer in
      writer.write(spec: pod.spec)
      writer.write(status: pod.status)
    }
  }

  /// `template` of a workload: its namespace is the workload's and is not written.
  mutating func write(template: Pod) {
    object("template") { writer in
      var metadata = template.metadata
      metadata.namespace = ""
      if metadata != ObjectMeta(name: "") { writer.write(metadata: metadata) }
      writer.write(spec: template.spec)
    }
  }

  private mutating func write(spec: PodSpec) {
    object("spec") { writer in
      writer.nonEmpty("nodeName", spec.nodeName)
      writer.array("containers", spec.containers) { $0.write(container: $1) }
      if !spec.initContainers.isEmpty {
        writer.array("initContainers", spec.initContainers) { $0.write(container: $1) }
      }
      writer.nonEmpty("overhead", spec.overhead)
      writer.optional("runtimeClassName", spec.runtimeClassName)
      if let resources = spec.resources { writer.write(resources: resources) }
      writer.nonEmpty("nodeSelector", spec.nodeSelector)
      writer.write(affinity: spec.affinity)
      writer.nonEmpty("tolerations", spec.tolerations)
      writer.nonEmpty("topologySpreadConstraints", spec.topologySpreadConstraints)
      if !spec.volumes.isEmpty { writer.array("volumes", spec.volumes) { $0.write(volume: $1) } }
      writer.names("schedulingGates", spec.schedulingGates)
      writer.names("resourceClaims", spec.resourceClaims)
      writer.optional("priority", spec.priority)
      writer.nonEmpty("priorityClassName", spec.priorityClassName)
      writer.nonEmpty("preemptionPolicy", spec.preemptionPolicy)
      writer.nonEmpty("schedulerName", spec.schedulerName)
      writer.optional("terminationGracePeriodSeconds", spec.terminationGracePeriodSeconds)
      if spec.hostNetwork { writer.member("hostNetwork", true) }
    }
  }

  private mutating func names(_ name: StaticString, _ names: [String]) {
    if names.isEmpty { return }
    array(name, names) { writer, name in writer.object { $0.member("name", name) } }
  }

  private mutating func write(container: Container) {
    object { writer in
      writer.member("name", container.name)
      if container.resources != ContainerResources() { writer.write(resources: container.resources) }
      writer.nonEmpty("restartPolicy", container.restartPolicy)
      if container.ports.isEmpty { return }
      writer.array("ports", container.ports) { writer, port in
        writer.object { writer in
          writer.member("hostPort", port.hostPort)
          writer.nonEmpty("hostIP", port.hostIP)
          if port.networkProtocol != "TCP" { writer.member("protocol", port.networkProtocol) }
        }
      }
    }
  }

  private mutating func write(resources: ContainerResources) {
    object("resources") { writer in
      writer.nonEmpty("requests", resources.requests)
      writer.nonEmpty("limits", resources.limits)
    }
  }

  private mutating func write(volume: PodVolume) {
    object { writer in
      writer.member("name", volume.name)
      switch volume.source {
      case .claim(let name): writer.object("persistentVolumeClaim") { $0.member("claimName", name) }
      case .csi(let driver): writer.object("csi") { $0.member("driver", driver) }
      case .hostPath: writer.object("hostPath") { _ in }
      case .emptyDir(let medium): writer.object("emptyDir") { $0.nonEmpty("medium", medium) }
      case .ephemeral(let storageClassName, let accessModes):
        writer.object("ephemeral") { writer in
          writer.object("volumeClaimTemplate") { writer in
            writer.object("spec") { writer in
              writer.optional("storageClassName", storageClassName)
              writer.nonEmpty("accessModes", accessModes)
            }
          }
        }
      case .other(let field):
        writer.key(field)
        writer.object { _ in }
      }
    }
  }

  private mutating func write(status: PodStatus) {
    if status == PodStatus() { return }
    object("status") { writer in
      writer.nonEmpty("phase", status.phase)
      writer.write(conditions: status.conditions)
      writer.nonEmpty("nominatedNodeName", status.nominatedNodeName)
      writer.optional("startTime", status.startTime)
      if !status.allocatedResources.isEmpty {
        writer.array("containerStatuses", status.allocatedResources) { writer, allocated in
          writer.object { writer in
            writer.member("name", allocated.name)
            writer.key("allocatedResources")
            writer.write(allocated.resources)
          }
        }
      }
      if let allocated = status.podAllocatedResources {
        writer.key("allocatedResources")
        writer.write(allocated)
      }
    }
  }
}
