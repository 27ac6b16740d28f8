import StowageModel

extension NameVisitor {
  func visit(pod: inout Pod) {
    visit(.pod, metadata: &pod.metadata)
    visit(spec: &pod.spec)
    visit(.node, &pod.status.nominatedNodeName)
    clear(&pod.status.conditions)
    for index in pod.status.allocatedResources.indices {
      visit(.container, &pod.status.allocatedResources[index].name)
    }
  }

  private func visit(spec: inout PodSpec) {
    visit(.node, &spec.nodeName)
    visit(containers: &spec.containers)
    visit(containers: &spec.initContainers)
    visit(.runtimeClass, &spec.runtimeClassName)
    visit(labels: &spec.nodeSelector)
    visit(affinity: &spec.affinity)
    for index in spec.tolerations.indices {
      var taint = [Taint(key: spec.tolerations[index].key, value: spec.tolerations[index].value, effect: "")]
      visit(taints: &taint)
      spec.tolerations[index].value = taint[0].value
    }
    for index in spec.topologySpreadConstraints.indices {
      visit(selector: &spec.topologySpreadConstraints[index].labelSelector)
    }
    for index in spec.volumes.indices { visit(volume: &spec.volumes[index]) }
    visit(.gate, each: &spec.schedulingGates)
    visit(.resourceClaim, each: &spec.resourceClaims)
    visit(.priorityClass, &spec.priorityClassName)
    visit(.scheduler, &spec.schedulerName)
  }

  private func visit(containers: inout [Container]) {
    for index in containers.indices { visit(.container, &containers[index].name) }
  }

  private func visit(volume: inout PodVolume) {
    visit(.volume, &volume.name)
    switch volume.source {
    case .claim(var name):
      visit(.volumeClaim, &name)
      volume.source = .claim(name)
    case .ephemeral(var storageClass, let accessModes):
      visit(.storageClass, &storageClass)
      volume.source = .ephemeral(storageClassName: storageClass, accessModes: accessModes)
    case .csi, .hostPath, .emptyDir, .other: break
    }
  }

  private func visit(affinity: inout Affinity) {
    if var terms = affinity.requiredNodeTerms {
      for index in terms.indices { visit(term: &terms[index]) }
      affinity.requiredNodeTerms = terms
    }
    for index in affinity.preferredNodeTerms.indices { visit(term: &affinity.preferredNodeTerms[index].term) }
    visit(affinity: &affinity.podAffinity)
    visit(affinity: &affinity.podAntiAffinity)
  }

  private func visit(affinity: inout PodAffinity) {
    for index in affinity.required.indices { visit(term: &affinity.required[index]) }
    for index in affinity.preferred.indices { visit(term: &affinity.preferred[index].term) }
  }

  private func visit(term: inout PodAffinityTerm) {
    visit(selector: &term.labelSelector)
    visit(selector: &term.namespaceSelector)
    visit(.namespace, each: &term.namespaces)
  }
}
