import StowageModel
import StowageUnits

/// What a pod takes on a node: per resource the larger of the sum of its containers and sidecars and the peak of
/// its init sequence (with the sidecars started so far), replaced by pod-level requests where given, never less
/// than what an in-place resize still holds, plus overhead, plus one pod.
///
/// A limit stands in for a missing request of the same container, as the API server defaults it.
package func effectiveRequests(of pod: Pod) -> ResourceVector {
  let spec = pod.spec
  var steady = ResourceVector()
  for container in spec.containers { steady += requests(of: container, in: pod) }
  var sidecars = ResourceVector()
  var peak = ResourceVector()
  for container in spec.initContainers {
    let own = requests(of: container, in: pod)
    if container.restartPolicy == "Always" {
      sidecars += own
      peak = peak.maximum(with: sidecars)
    } else {
      peak = peak.maximum(with: sidecars + own)
    }
  }
  var total = (steady + sidecars).maximum(with: peak)
  if let podLevel = spec.resources { replace(&total, by: podLevel) }
  if let allocated = pod.status.podAllocatedResources, spec.resources != nil {
    total = total.maximum(with: ResourceVector(allocated))
  }
  total += ResourceVector(spec.overhead)
  total.pods = 1
  return total
}

private func requests(of container: Container, in pod: Pod) -> ResourceVector {
  var written = container.resources.requests
  for limit in container.resources.limits.entries where written[limit.name] == nil {
    written[limit.name] = limit.amount
  }
  let asked = ResourceVector(written)
  guard let held = pod.status.allocatedResources.first(where: { $0.name == container.name }) else {
    return asked
  }
  return asked.maximum(with: ResourceVector(held.resources))
}

/// Pod-level requests win over the sum of the containers. A pod-level limit without a request counts only where
/// no container requests the resource.
private func replace(_ total: inout ResourceVector, by podLevel: ContainerResources) {
  for limit in podLevel.limits.entries where podLevel.requests[limit.name] == nil && total[limit.name] == 0 {
    total[limit.name] = limit.amount
  }
  for request in podLevel.requests.entries { total[request.name] = request.amount }
}
