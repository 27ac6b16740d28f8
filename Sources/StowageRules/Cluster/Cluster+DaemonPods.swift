import StowageModel
import StowageUnits

extension Cluster {
  /// The pods that DaemonSets start on a new node of this kind, as they will run there: room and host ports that a
  /// reader of the node's labels and taints alone would not expect to be taken.
  package func daemonPods(of type: PoolType, on node: String) -> [Pod] {
    let running = type.daemons.map { daemons[$0].reference }
    return snapshot.daemonSets.filter { running.contains($0.metadata.reference) }.map { set in
      var pod = set.template
      pod.metadata.name = "\(set.metadata.name)-\(node)"
      pod.metadata.namespace = set.metadata.namespace
      pod.metadata.uid = ""
      // Older than any that runs, since admission may have changed what those ask for.
      pod.metadata.creationTimestamp = nil
      pod.metadata.owners = [
        OwnerReference(kind: "DaemonSet", name: set.metadata.name, isController: true)
      ]
      pod.spec.nodeName = node
      pod.status.phase = "Running"
      pod.status.conditions = [Condition(type: "Ready", status: "True")]
      return pod
    }
  }
}
