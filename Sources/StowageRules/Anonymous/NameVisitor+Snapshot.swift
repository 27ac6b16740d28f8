import StowageModel

extension NameVisitor {
  func visit(snapshot: inout Snapshot) {
    visitWorkloads(of: &snapshot)
    visitNodes(of: &snapshot)
    visitHeadroom(of: &snapshot)
    visitStorage(of: &snapshot)
    // Told of the reading, and naming what was read.
    snapshot.warnings = []
  }

  private func visitWorkloads(of snapshot: inout Snapshot) {
    for index in snapshot.pods.indices { visit(pod: &snapshot.pods[index]) }
    for index in snapshot.daemonSets.indices {
      visit(.daemonSet, metadata: &snapshot.daemonSets[index].metadata)
      visit(pod: &snapshot.daemonSets[index].template)
    }
    for index in snapshot.workloads.indices {
      visit(.workload, metadata: &snapshot.workloads[index].metadata)
      visit(selector: &snapshot.workloads[index].selector)
      visit(pod: &snapshot.workloads[index].template)
    }
    for index in snapshot.disruptionBudgets.indices {
      visit(.disruptionBudget, metadata: &snapshot.disruptionBudgets[index].metadata)
      visit(selector: &snapshot.disruptionBudgets[index].selector)
    }
    for index in snapshot.priorityClasses.indices {
      visit(.priorityClass, metadata: &snapshot.priorityClasses[index].metadata)
    }
    for index in snapshot.namespaces.indices {
      visit(.namespace, metadata: &snapshot.namespaces[index].metadata)
    }
  }

  private func visitNodes(of snapshot: inout Snapshot) {
    for index in snapshot.nodes.indices {
      visit(.node, metadata: &snapshot.nodes[index].metadata)
      visit(taints: &snapshot.nodes[index].taints)
      visit(.provider, &snapshot.nodes[index].providerID)
      clear(&snapshot.nodes[index].conditions)
    }
    for index in snapshot.nodeClaims.indices { visit(nodeClaim: &snapshot.nodeClaims[index]) }
    for index in snapshot.nodePools.indices {
      visit(.nodePool, metadata: &snapshot.nodePools[index].metadata)
      visit(template: &snapshot.nodePools[index].template)
      clear(&snapshot.nodePools[index].conditions)
    }
    for index in snapshot.nodeClasses.indices {
      visit(.nodeClass, metadata: &snapshot.nodeClasses[index].metadata)
      clear(&snapshot.nodeClasses[index].conditions)
    }
  }

  private func visit(nodeClaim: inout NodeClaim) {
    visit(.nodeClaim, metadata: &nodeClaim.metadata)
    visit(requirements: &nodeClaim.requirements)
    visit(taints: &nodeClaim.taints)
    visit(taints: &nodeClaim.startupTaints)
    visit(.nodeClass, &nodeClaim.nodeClassRef.name)
    visit(.node, &nodeClaim.nodeName)
    visit(.provider, &nodeClaim.providerID)
    clear(&nodeClaim.conditions)
  }

  private func visit(template: inout NodeTemplate) {
    visit(labels: &template.labels)
    // Unlike those of objects they are kept whatever they are.
    visit(labels: &template.annotations)
    visit(taints: &template.taints)
    visit(taints: &template.startupTaints)
    visit(requirements: &template.requirements)
    visit(.nodeClass, &template.nodeClassRef.name)
  }

  private func visitHeadroom(of snapshot: inout Snapshot) {
    for index in snapshot.nodeOverlays.indices {
      visit(.nodeOverlay, metadata: &snapshot.nodeOverlays[index].metadata)
      visit(requirements: &snapshot.nodeOverlays[index].requirements)
    }
    for index in snapshot.podTemplates.indices {
      visit(.podTemplate, metadata: &snapshot.podTemplates[index].metadata)
      visit(pod: &snapshot.podTemplates[index].template)
    }
    for index in snapshot.capacityBuffers.indices {
      visit(.capacityBuffer, metadata: &snapshot.capacityBuffers[index].metadata)
      visit(.podTemplate, &snapshot.capacityBuffers[index].podTemplate)
      guard var scalable = snapshot.capacityBuffers[index].scalable else { continue }
      visit(.workload, &scalable.name)
      snapshot.capacityBuffers[index].scalable = scalable
    }
  }

  private func visitStorage(of snapshot: inout Snapshot) {
    for index in snapshot.claims.indices {
      visit(.volumeClaim, metadata: &snapshot.claims[index].metadata)
      visit(.storageClass, &snapshot.claims[index].storageClassName)
      visit(.persistentVolume, &snapshot.claims[index].volumeName)
    }
    for index in snapshot.volumes.indices {
      visit(.persistentVolume, metadata: &snapshot.volumes[index].metadata)
      visit(.storageClass, &snapshot.volumes[index].storageClassName)
      guard var terms = snapshot.volumes[index].nodeTerms else { continue }
      for term in terms.indices { visit(term: &terms[term]) }
      snapshot.volumes[index].nodeTerms = terms
    }
    for index in snapshot.storageClasses.indices {
      visit(.storageClass, metadata: &snapshot.storageClasses[index].metadata)
      for term in snapshot.storageClasses[index].allowedTopologies.indices {
        visit(term: &snapshot.storageClasses[index].allowedTopologies[term])
      }
    }
    for index in snapshot.csiNodes.indices { visit(.node, metadata: &snapshot.csiNodes[index].metadata) }
  }
}
