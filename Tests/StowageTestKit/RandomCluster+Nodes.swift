import StowageModel
import StowageUnits

/// Nodes that are there already, with the pods that run on them.
extension RandomCluster {
  mutating func addNodes() {
    guard has(.nodes), extent.nodes.upperBound > 0 else { return }
    for number in 0..<draw.number(extent.nodes) {
      let type = draw.one(of: scene.catalog.types)
      let pool = draw.one(of: scene.snapshot.nodePools)
      let isForeign = draw.chance(0.2)
      var draft = node(
        "node-\(number)", type: type.name, zone: draw.one(of: defaultZones),
        capacityType: has(.spot) && draw.chance(0.5) ? "spot" : "on-demand",
        pool: isForeign ? nil : pool.metadata.name)
      if !isForeign {
        draft = draft.labeled(pool.template.labels)
        for taint in pool.template.taints {
          draft = draft.tainted(taint.key, taint.value, effect: taint.effect)
        }
        if has(.customLabels) && draw.chance(0.5) {
          draft = draft.labeled(["team": draw.one(of: ["red", "blue"])])
        }
        if draw.chance(0.5) { draft = draft.claimed() }
      }
      if has(.oddNodes) && draw.chance(0.4) { spoil(&draft) }
      draft = fill(draft, type: type)
      draft.add(to: &scene)
      if has(.volumes) && draw.chance(0.7) {
        attachLimit(draft.node.metadata.name, draw.number(0...2)).add(to: &scene)
      }
    }
  }

  private mutating func spoil(_ draft: inout NodeDraft) {
    switch draw.number(0...5) {
    case 0: draft = draft.deleting()
    case 1: draft.node.isUnschedulable = true
    case 2: draft = draft.tainted("starting")
    case 3: draft.node.conditions = [Condition(type: "Ready", status: "False")]
    case 4: draft.node.metadata.labels[Key.zone] = nil
    default: draft.node.metadata.labels[Key.initialized] = nil
    }
  }

  /// Pods of the cluster's own apps, as many as fit half of the type.
  private mutating func fill(_ draft: NodeDraft, type: InstanceType) -> NodeDraft {
    var draft = draft
    var room = type.allocatable.cpu / 2
    var count = 0
    while draw.chance(0.75), count < 6 {
      let name = draw.one(of: appNames)
      let cpu = Int64(draw.one(of: [100, 250, 500]))
      room -= cpu
      if room < 0 { break }
      var runner = pod(name, cpu: "\(cpu)m", memory: "128Mi")
      runner.pod.metadata.name = "\(name)-old-\(draft.node.metadata.name)-\(count)"
      if has(.antiAffinity) && draw.chance(0.15) {
        runner = runner.apart(by: draw.one(of: [Key.host, Key.zone]))
      }
      if has(.hostPorts) && draw.chance(0.15) { runner = runner.hostPort(8000 + count) }
      if has(.namespaces) && draw.chance(0.3) { runner = runner.namespace("other") }
      if has(.oddPods) && draw.chance(0.15) {
        runner.pod.status.phase = draw.one(of: ["Succeeded", "Failed"])
        draft.pods += [runner.with { $0.spec.nodeName = draft.node.metadata.name }.pod]
      } else {
        draft = draft.running(runner)
      }
      count += 1
    }
    return draft
  }
}
