import StowageUnits

/// A pod, or the pod a workload would make.
///
/// Copies share their parts until one of them is changed: a cluster has a hundred thousand pods, and most of them are
/// the same from one moment to the next.
public struct Pod: Sendable {
  @usableFromInline var parts: Parts

  /// Never changed, and its accessors are inlined, so that reading a field of a part copies no more than the field.
  @usableFromInline final class Parts: Sendable {
    @usableFromInline let metadata: ObjectMeta
    @usableFromInline let spec: PodSpec
    @usableFromInline let status: PodStatus

    @usableFromInline init(metadata: ObjectMeta, spec: PodSpec, status: PodStatus) {
      self.metadata = metadata
      self.spec = spec
      self.status = status
    }
  }

  /// A pod, by default an unbound one without containers that has no status yet.
  public init(metadata: ObjectMeta, spec: PodSpec = PodSpec(), status: PodStatus = PodStatus()) {
    parts = Parts(metadata: metadata, spec: spec, status: status)
  }

  /// Name and namespace, labels, owners and annotations that decide.
  @inlinable public var metadata: ObjectMeta {
    _read { yield parts.metadata }
    _modify {
      var metadata = parts.metadata
      defer { parts = Parts(metadata: metadata, spec: parts.spec, status: parts.status) }
      yield &metadata
    }
  }

  /// What the pod asks for and where it may run.
  @inlinable public var spec: PodSpec {
    _read { yield parts.spec }
    _modify {
      var spec = parts.spec
      defer { parts = Parts(metadata: parts.metadata, spec: spec, status: parts.status) }
      yield &spec
    }
  }

  /// What became of the pod; without any it has yet to run.
  @inlinable public var status: PodStatus {
    _read { yield parts.status }
    _modify {
      var status = parts.status
      defer { parts = Parts(metadata: parts.metadata, spec: parts.spec, status: status) }
      yield &status
    }
  }

  /// The two are copies of one that nobody has changed: equal, and known to be without looking at them.
  package func isCopy(of other: Pod) -> Bool { parts === other.parts }
}

extension Pod: Hashable {
  public static func == (left: Pod, right: Pod) -> Bool {
    left.isCopy(of: right)
      || left.metadata == right.metadata && left.spec == right.spec && left.status == right.status
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(metadata)
    hasher.combine(spec)
    hasher.combine(status)
  }
}

/// The part of a pod's `spec` that binds it to a node.
public struct PodSpec: Hashable, Sendable {
  /// Empty while the pod is not bound.
  public var nodeName = ""
  /// Run at the same time, so that their requests add up.
  public var containers: [Container] = []
  /// Run one after the other before `containers`; sidecars among them keep running.
  public var initContainers: [Container] = []
  /// RuntimeClass overhead, as admission wrote it into the pod.
  public var overhead = ResourceList()
  /// Decides nothing itself, as its overhead is in `overhead`; nil where the pod names none.
  public var runtimeClassName: String?
  /// Pod-level resources (`spec.resources`).
  public var resources: ContainerResources?
  /// Labels that the node must have, all of them.
  public var nodeSelector = Labels()
  /// Rules and wishes about nodes and about other pods.
  public var affinity = Affinity()
  /// Every taint that keeps pods away must be tolerated by one of them.
  public var tolerations: [Toleration] = []
  /// Hard and soft ones; all hard ones hold.
  public var topologySpreadConstraints: [TopologySpreadConstraint] = []
  /// Those that may bind the pod to a place or be lost with it; mounted configuration is left out by reading.
  public var volumes: [PodVolume] = []
  /// Names of `schedulingGates`; a pod with any is not planned.
  public var schedulingGates: [String] = []
  /// Names of the pod's `resourceClaims` (dynamic resource allocation).
  public var resourceClaims: [String] = []
  /// As admission wrote it, higher is more important; nil: that of `priorityClassName`, else the cluster's default.
  public var priority: Int?
  /// Empty where none is named; the two `system-` classes are known without a PriorityClass object.
  public var priorityClassName = ""
  /// PreemptLowerPriority (also when empty) or Never. Plans preempt nothing.
  public var preemptionPolicy = ""
  /// Empty: `default-scheduler`. Pods of every scheduler are planned.
  public var schedulerName = ""
  /// How long the pod may take to stop; nil: 30 seconds by the API server's default. No plan depends on it.
  public var terminationGracePeriodSeconds: Int64?
  /// The pod uses the node's network: reading then takes every container port for a host port.
  public var hostNetwork = false

  /// A pod without containers that may run anywhere.
  public init() {}
}

/// Requests and limits as written.
public struct ContainerResources: Hashable, Sendable {
  /// What is set aside for it. For a resource that is absent here but has a limit, the limit stands in.
  public var requests = ResourceList()
  /// What it may use at most.
  public var limits = ResourceList()

  /// Nothing asked for, unless it is given.
  public init(requests: ResourceList = ResourceList(), limits: ResourceList = ResourceList()) {
    self.requests = requests
    self.limits = limits
  }
}

/// A container of a pod, its init containers included.
public struct Container: Hashable, Sendable {
  /// Unique within the pod.
  public var name: String
  /// As written; no limit is filled in for a missing request yet.
  public var resources: ContainerResources
  /// Reading keeps those that take a port of the node.
  public var ports: [ContainerPort] = []
  /// `Always` on an init container makes it a sidecar.
  public var restartPolicy = ""

  /// An ordinary container without ports.
  public init(name: String, resources: ContainerResources = ContainerResources()) {
    self.name = name
    self.resources = resources
  }
}

/// A container port; only those with a host port bind.
public struct ContainerPort: Hashable, Sendable {
  /// A port of the node: no two pods of a node have it with the same protocol and address. 0: none.
  public var hostPort: Int
  /// Empty, `0.0.0.0` and `::` mean every address.
  public var hostIP: String
  /// TCP (also when empty), UDP or SCTP.
  public var networkProtocol: String

  /// A TCP port on every address of the node, unless said otherwise.
  public init(hostPort: Int, hostIP: String = "", networkProtocol: String = "TCP") {
    self.hostPort = hostPort
    self.hostIP = hostIP
    self.networkProtocol = networkProtocol
  }
}

/// The part of a pod's `status` that decides anything.
public struct PodStatus: Hashable, Sendable {
  /// Pending, Running, Succeeded, Failed, Unknown, or empty.
  public var phase = ""
  /// `Ready` tells whether a PodDisruptionBudget counts the pod as healthy; reading leaves out most others.
  public var conditions: [Condition] = []
  /// The node that the scheduler makes room on by preemption, empty for most; the pod counts as pending all the same.
  public var nominatedNodeName = ""
  /// A do-not-disrupt annotation with a duration counts from here; nil: it blocks for good.
  public var startTime: Timestamp?
  /// Per container name: `status.containerStatuses[].allocatedResources`, set during in-place resizes.
  public var allocatedResources: [NamedResources] = []
  /// `status.resources` / pod-level allocated resources, where present.
  public var podAllocatedResources: ResourceList?

  /// A pod that has yet to run.
  public init() {}
}

/// Amounts under a name.
public struct NamedResources: Hashable, Sendable {
  /// That of a container of the pod.
  public var name: String
  /// May differ from the container's requests; the larger of the two counts.
  public var resources: ResourceList

  /// Amounts of one container.
  public init(name: String, resources: ResourceList) {
    self.name = name
    self.resources = resources
  }
}

/// A `status.conditions` entry of any object.
public struct Condition: Hashable, Sendable {
  /// Such as `Ready` or `Drifted`; unique within an object.
  public var type: String
  /// True, False or Unknown.
  public var status: String
  /// A CamelCase word for machines; may be empty.
  public var reason: String
  /// For people; reading leaves it out for pods.
  public var message: String
  /// When `status` last changed; nil where it is not known.
  public var lastTransitionTime: Timestamp?

  /// A condition of which only type and status decide.
  public init(
    type: String, status: String, reason: String = "", message: String = "",
    lastTransitionTime: Timestamp? = nil
  ) {
    self.type = type
    self.status = status
    self.reason = reason
    self.message = message
    self.lastTransitionTime = lastTransitionTime
  }
}

extension Array where Element == Condition {
  /// True where a condition of this type has status True.
  public func isTrue(_ type: String) -> Bool { contains { $0.type == type && $0.status == "True" } }
}
