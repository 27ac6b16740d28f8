import StowageModel
import StowageUnits

/// One pod, or `count` pods alike, on the way into a `Scene`: every modifier returns the changed draft, so that a
/// case reads as one sentence.
///
/// A draft called `web` makes the pod `default/web`, or `default/web-0 …` where it has a count; all carry the label
/// `app=web`, which spread and affinity select unless told otherwise.
package struct PodDraft: Sendable {
  package var name: String
  package var count: Int?
  package var pod: Pod

  /// The pods of the draft, each with its own name.
  package var pods: [Pod] {
    guard let count else { return [pod] }
    return (0..<count).map { ordinal in
      var copy = pod
      copy.metadata.name = "\(name)-\(ordinal)"
      return copy
    }
  }
}

/// A pending pod (or `count` of them) with one container that requests the given amounts.
package func pod(
  _ name: String, cpu: String? = nil, memory: String? = nil, count: Int? = nil
) -> PodDraft {
  var pod = Pod(metadata: ObjectMeta(name: name, namespace: "default"))
  pod.metadata.labels = ["app": name]
  pod.spec.containers = [
    Container(
      name: "main", resources: ContainerResources(requests: resources(cpu: cpu, memory: memory)))
  ]
  pod.status.phase = "Pending"
  return PodDraft(name: name, count: count, pod: pod)
}

extension PodDraft {
  /// Any change that no other modifier spells.
  package func with(_ change: (inout Pod) -> Void) -> PodDraft {
    var copy = self
    change(&copy.pod)
    return copy
  }

  package func namespace(_ name: String) -> PodDraft { with { $0.metadata.namespace = name } }
  package func labeled(_ labels: Labels) -> PodDraft {
    with { $0.metadata.labels = $0.metadata.labels.merging(labels) }
  }
  package func annotated(_ annotations: Labels) -> PodDraft {
    with { $0.metadata.annotations = $0.metadata.annotations.merging(annotations) }
  }
  package func owned(by kind: String, _ name: String) -> PodDraft {
    with { $0.metadata.owners = [OwnerReference(kind: kind, name: name, uid: "\(kind)/\(name)")] }
  }
  package func priority(_ value: Int) -> PodDraft { with { $0.spec.priority = value } }
  package func created(at seconds: Int64) -> PodDraft {
    with { $0.metadata.creationTimestamp = Timestamp(seconds: seconds) }
  }

  /// Requests of the main container beyond cpu and memory.
  package func requesting(_ resource: ResourceName, _ quantity: String) -> PodDraft {
    with { $0.spec.containers[0].resources.requests[resource] = amount(quantity, of: resource) }
  }
  package func limited(_ resource: ResourceName, _ quantity: String) -> PodDraft {
    with { $0.spec.containers[0].resources.limits[resource] = amount(quantity, of: resource) }
  }
  package func initContainer(
    cpu: String? = nil, memory: String? = nil, isSidecar: Bool = false
  ) -> PodDraft {
    with { pod in
      var container = Container(name: "init-\(pod.spec.initContainers.count)")
      container.resources.requests = resources(cpu: cpu, memory: memory)
      container.restartPolicy = isSidecar ? "Always" : ""
      pod.spec.initContainers.append(container)
    }
  }
  package func hostPort(
    _ port: Int, ip: String = "", networkProtocol: String = "TCP"
  ) -> PodDraft {
    with {
      $0.spec.containers[0].ports.append(
        ContainerPort(hostPort: port, hostIP: ip, networkProtocol: networkProtocol))
    }
  }

  /// Bound to a node and running there.
  package func running(on node: String) -> PodDraft {
    with {
      $0.spec.nodeName = node
      $0.status.phase = "Running"
      $0.status.conditions = [Condition(type: "Ready", status: "True")]
    }
  }
  /// Uses the claim of this name, which the scene must hold too.
  package func mounting(_ claim: String) -> PodDraft {
    with { $0.spec.volumes.append(PodVolume(name: claim, source: .claim(claim))) }
  }
  /// Has a generic ephemeral volume of a storage class (nil: the default one).
  package func ephemeralVolume(_ name: String, storageClass: String?) -> PodDraft {
    with {
      $0.spec.volumes.append(
        PodVolume(
          name: name,
          source: .ephemeral(storageClassName: storageClass, accessModes: ["ReadWriteOnce"])))
    }
  }
}
