import StowageModel
import StowageUnits

/// What makes pods, and what protects them.
extension JSONReader {
  /// A Deployment, StatefulSet, ReplicaSet or Job.
  mutating func workload(_ kind: Workload.Kind) throws(JSONFault) -> Workload {
    var result = Workload(
      kind: kind, metadata: ObjectMeta(name: "", namespace: "default"), replicas: 1,
      template: Pod(metadata: ObjectMeta(name: "", namespace: "default")))
    var job = JobState()
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "metadata": result.metadata = try metadata(isNamespaced: true)
      case "spec": try workloadSpec(into: &result, job: &job)
      case "status": try jobStatus(into: &job)
      default: try skip()
      }
    }
    if kind == .job { result.replicas = job.podsAtOnce }
    result.template.metadata.namespace = result.metadata.namespace
    return result
  }

  /// What decides how many pods of a Job may run at once.
  private struct JobState {
    var parallelism = 1
    var completions: Int?
    var isSuspended = false
    var succeeded = 0
    var isFinished = false

    var podsAtOnce: Int {
      if isSuspended || isFinished { return 0 }
      // Without a number of completions, the first success ends the making of pods.
      guard let completions else { return succeeded > 0 ? 0 : parallelism }
      return max(0, min(parallelism, completions - succeeded))
    }
  }

  private mutating func workloadSpec(
    into workload: inout Workload, job: inout JobState
  ) throws(JSONFault) {
    var claims: [PodVolume] = []
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "replicas": workload.replicas = try replicaCount()
      case "selector": workload.selector = try labelSelector()
      case "template": workload.template = try pod()
      case "volumeClaimTemplates":
        claims = try array { reader throws(JSONFault) in try reader.claimTemplate() }
      case "parallelism": job.parallelism = try replicaCount()
      case "completions": job.completions = try replicaCount()
      case "suspend": job.isSuspended = try boolean()
      default: try skip()
      }
    }
    // A claim of a StatefulSet takes the place of a volume of the same name in its template.
    for claim in claims {
      workload.template.spec.volumes.removeAll { $0.name == claim.name }
      workload.template.spec.volumes.append(claim)
    }
  }

  private mutating func jobStatus(into job: inout JobState) throws(JSONFault) {
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "succeeded": job.succeeded = try replicaCount()
      case "conditions":
        let conditions = try conditions()
        job.isFinished = conditions.isTrue("Complete") || conditions.isTrue("Failed")
      default: try skip()
      }
    }
  }

  mutating func daemonSet() throws(JSONFault) -> DaemonSet {
    var result = DaemonSet(
      metadata: ObjectMeta(name: "", namespace: "default"),
      template: Pod(metadata: ObjectMeta(name: "", namespace: "default")))
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "metadata": result.metadata = try metadata(isNamespaced: true)
      case "spec":
        try enterObject()
        while let key = try nextKey() {
          if "template" ~= key { result.template = try pod() } else { try skip() }
        }
      default: try skip()
      }
    }
    result.template.metadata.namespace = result.metadata.namespace
    return result
  }

  mutating func podDisruptionBudget() throws(JSONFault) -> PodDisruptionBudget {
    var result = PodDisruptionBudget(metadata: ObjectMeta(name: "", namespace: "default"))
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "metadata": result.metadata = try metadata(isNamespaced: true)
      case "spec": try podDisruptionBudgetSpec(into: &result)
      case "status":
        try enterObject()
        while let key = try nextKey() {
          if "disruptionsAllowed" ~= key { result.disruptionsAllowed = try integer() } else { try skip() }
        }
      default: try skip()
      }
    }
    return result
  }

  private mutating func podDisruptionBudgetSpec(into budget: inout PodDisruptionBudget) throws(JSONFault) {
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "selector": budget.selector = try labelSelector()
      case "minAvailable": budget.minAvailable = try numberOrString()
      case "maxUnavailable": budget.maxUnavailable = try numberOrString()
      case "unhealthyPodEvictionPolicy": budget.unhealthyPodEvictionPolicy = try interned()
      default: try skip()
      }
    }
  }

  mutating func priorityClass() throws(JSONFault) -> PriorityClass {
    var result = PriorityClass(metadata: ObjectMeta(name: ""), value: 0)
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "metadata": result.metadata = try metadata(isNamespaced: false)
      case "value": result.value = try integer()
      case "globalDefault": result.isGlobalDefault = try boolean()
      default: try skip()
      }
    }
    return result
  }

  mutating func namespace() throws(JSONFault) -> Namespace {
    var result = Namespace(metadata: ObjectMeta(name: ""))
    try enterObject()
    while let key = try nextKey() {
      if "metadata" ~= key { result.metadata = try metadata(isNamespaced: false) } else { try skip() }
    }
    return result
  }
}
