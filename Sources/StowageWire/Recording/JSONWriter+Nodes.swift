import StowageModel
import StowageUnits

/// Nodes, and what Karpenter keeps about them.
extension JSONWriter {
  mutating func write(node: Node) {
    item("v1", "Node", node.metadata) { writer in
      writer.object("spec") { writer in
        writer.nonEmpty("providerID", node.providerID)
        writer.nonEmpty("taints", node.taints)
        if node.isUnschedulable { writer.member("unschedulable", true) }
      }
      writer.object("status") { writer in
        writer.nonEmpty("capacity", node.capacity)
        writer.nonEmpty("allocatable", node.allocatable)
        writer.write(conditions: node.conditions)
      }
    }
  }

  mutating func write(nodeClaim claim: NodeClaim) {
    item("karpenter.sh/v1", "NodeClaim", claim.metadata) { writer in
      writer.object("spec") { writer in
        writer.nonEmpty("requirements", claim.requirements)
        if !claim.requests.isEmpty {
          writer.object("resources") { $0.nonEmpty("requests", claim.requests) }
        }
        writer.nonEmpty("taints", claim.taints)
        writer.nonEmpty("startupTaints", claim.startupTaints)
        writer.write(nodeClassRef: claim.nodeClassRef)
        writer.optional("expireAfter", claim.expireAfter?.goText)
        writer.optional("terminationGracePeriod", claim.terminationGracePeriod?.goText)
      }
      writer.object("status") { writer in
        writer.nonEmpty("nodeName", claim.nodeName)
        writer.nonEmpty("providerID", claim.providerID)
        writer.nonEmpty("capacity", claim.capacity)
        writer.nonEmpty("allocatable", claim.allocatable)
        writer.optional("lastPodEventTime", claim.lastPodEventTime)
        writer.write(conditions: claim.conditions)
      }
    }
  }

  mutating func write(nodePool pool: NodePool) {
    item("karpenter.sh/v1", "NodePool", pool.metadata) { writer in
      writer.object("spec") { writer in
        writer.write(template: pool.template)
        if pool.weight != 0 { writer.member("weight", pool.weight) }
        writer.nonEmpty("limits", pool.limits)
        writer.optional("replicas", pool.replicas)
        writer.write(disruption: pool.disruption)
      }
      writer.status(conditions: pool.conditions)
    }
  }

  private mutating func write(template: NodeTemplate) {
    object("template") { writer in
      if !template.labels.isEmpty || !template.annotations.isEmpty {
        writer.object("metadata") { writer in
          writer.nonEmpty("labels", template.labels)
          writer.nonEmpty("annotations", template.annotations)
        }
      }
      writer.object("spec") { writer in
        writer.nonEmpty("requirements", template.requirements)
        writer.nonEmpty("taints", template.taints)
        writer.nonEmpty("startupTaints", template.startupTaints)
        writer.write(nodeClassRef: template.nodeClassRef)
        writer.member("expireAfter", template.expireAfter?.goText ?? "Never")
        writer.optional("terminationGracePeriod", template.terminationGracePeriod?.goText)
      }
    }
  }

  private mutating func write(nodeClassRef reference: NodeClassRef) {
    if reference == NodeClassRef() { return }
    object("nodeClassRef") { writer in
      writer.nonEmpty("group", reference.group)
      writer.nonEmpty("kind", reference.kind)
      writer.nonEmpty("name", reference.name)
    }
  }

  private mutating func write(disruption: Disruption) {
    object("disruption") { writer in
      writer.member("consolidationPolicy", disruption.consolidationPolicy)
      writer.member("consolidateAfter", disruption.consolidateAfter?.goText ?? "Never")
      guard let budgets = disruption.budgets else { return }
      writer.array("budgets", budgets) { writer, budget in
        writer.object { writer in
          writer.member("nodes", budget.nodes)
          writer.nonEmpty("reasons", budget.reasons)
          writer.optional("schedule", budget.schedule)
          writer.optional("duration", budget.duration?.goText)
        }
      }
    }
  }

  mutating func write(nodeClass: EC2NodeClass) {
    item("karpenter.k8s.aws/v1", "EC2NodeClass", nodeClass.metadata) { writer in
      writer.object("spec") { writer in
        writer.member("amiFamily", nodeClass.amiFamily)
        writer.nonEmpty("instanceStorePolicy", nodeClass.instanceStorePolicy)
        if let size = nodeClass.rootVolumeSize {
          // The device that was found to be the root one, marked as such.
          writer.array("blockDeviceMappings", [size]) { writer, size in
            writer.object { writer in
              writer.member("rootVolume", true)
              writer.object("ebs") { writer in
                writer.member("volumeSize", Quantity.text(ofAmount: size, of: .ephemeralStorage))
              }
            }
          }
        }
        writer.write(kubelet: nodeClass.kubelet)
      }
      writer.status(conditions: nodeClass.conditions)
    }
  }

  private mutating func write(kubelet: KubeletConfiguration) {
    if kubelet == KubeletConfiguration() { return }
    object("kubelet") { writer in
      writer.optional("maxPods", kubelet.maxPods)
      writer.optional("podsPerCore", kubelet.podsPerCore)
      writer.nonEmpty("kubeReserved", kubelet.kubeReserved)
      writer.nonEmpty("systemReserved", kubelet.systemReserved)
      writer.nonEmpty("evictionHard", kubelet.evictionHard)
      writer.nonEmpty("evictionSoft", kubelet.evictionSoft)
    }
  }

  // MARK: - Workloads

  mutating func write(daemonSet: DaemonSet) {
    item("apps/v1", "DaemonSet", daemonSet.metadata) { writer in
      writer.object("spec") { $0.write(template: daemonSet.template) }
    }
  }

  mutating func write(workload: Workload) {
    item(workload.kind == .job ? "batch/v1" : "apps/v1", workload.kind.rawValue, workload.metadata) {
      writer in
      writer.object("spec") { writer in
        // What is left to do of a Job is all that is recorded of it.
        writer.member(workload.kind == .job ? "parallelism" : "replicas", workload.replicas)
        writer.optional("selector", workload.selector)
        writer.write(template: workload.template)
      }
    }
  }
}
