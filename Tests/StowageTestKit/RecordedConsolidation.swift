import Foundation
import StowageModel
import StowagePlan
import StowageUnits
import StowageWire

/// A small cluster with what the disruption code of Karpenter v1.13 decided for it, from
/// `Fixtures/karpenter/consolidation-scenarios.jsonl.gz`.
package struct RecordedConsolidation: Sendable {
  package var name: String
  package var area: String
  package var scene: Scene
  package var note: String?
  /// Every order of equal candidates gave the same first command.
  package var isDeterministic: Bool
  package var first: Command?
  package var costBefore = Money.zero
  /// When Karpenter found nothing more to do; nil where it never came to that.
  package var costAtEnd: Money?
  /// The same with v1.14's order of candidates.
  package var isDeterministicV114 = false
  package var firstV114: Command?
  /// What the nodes cost when no more command was found; nil where ties decide it.
  package var costAtFixedPointV114: Money?
  /// Nodes that stayed to the end although nothing else was found, with Karpenter's reason.
  package var leftAlone: [String: String] = [:]

  package struct Command: Sendable {
    /// empty, multi or single.
    package var method: String
    package var nodes: [String]
    package var costAfter: Money
    /// `to` is `replacement` for the new node.
    package var moves: [PodMove]
    package var pendingPods: [String: String]
    package var replacement: Replacement?
  }

  package struct Replacement: Sendable {
    package var nodePool: String
    package var offering: PlannedOffering
    /// The ten cheapest.
    package var instanceTypes: [String]
    package var requirements: [NodeRequirement]
    package var pods: [String]
  }

  /// All that are stored.
  package static func all() throws -> [RecordedConsolidation] {
    let bytes = try Fixture("karpenter/consolidation-scenarios.jsonl.gz").unpackedBytes()
    return try bytes.split(separator: UInt8(ascii: "\n")).map { try RecordedConsolidation(Data($0)) }
  }

  private typealias Object = [String: Any]
  private struct Malformed: Error {}

  private init(_ line: Data) throws {
    guard let row = try JSONSerialization.jsonObject(with: line) as? Object,
      let name = row["name"] as? String,
      let area = row["area"] as? String, let items = row["items"], let catalog = row["catalog"],
      let flags = row["flags"] as? Object, let truth = row["karpenter"] as? Object,
      let isDeterministic = truth["deterministic"] as? Bool,
      let before = truth["hourlyCostBefore"] as? NSNumber
    else { throw Malformed() }
    self.name = name
    self.area = area
    note = row["note"] as? String
    self.isDeterministic = isDeterministic
    costBefore = Money(dollars: before.doubleValue)
    var reader = SnapshotReader()
    let list: Object = ["apiVersion": "v1", "kind": "List", "items": items]
    try reader.read([UInt8](JSONSerialization.data(withJSONObject: list)), source: name)
    scene = Scene()
    scene.snapshot = reader.finish()
    scene.catalog = try CatalogReader.read(
      [UInt8](JSONSerialization.data(withJSONObject: catalog)), source: name)
    scene.options.now = (row["now"] as? String).flatMap { Timestamp(rfc3339: $0) }
    scene.options.spotToSpot = flags["spotToSpot"] as? Bool == true
    if flags["ignorePreferences"] as? Bool == true { scene.options.preferences = .ignore }
    if flags["minValuesBestEffort"] as? Bool == true { scene.options.minValues = .bestEffort }
    if let first = truth["firstCommand"] as? Object { self.first = try Self.command(first) }
    try readV114(truth["orderV114"] as? Object ?? [:])
    let fixedPoint = truth["fixedPoint"] as? Object
    if fixedPoint?["reached"] as? Bool == true, let end = fixedPoint?["hourlyCostAfter"] as? NSNumber {
      costAtEnd = Money(dollars: end.doubleValue)
    }
    for (node, verdict) in fixedPoint?["leftAlone"] as? [String: Object] ?? [:] {
      leftAlone[node] = verdict["code"] as? String
    }
  }

  private mutating func readV114(_ truth: Object) throws {
    isDeterministicV114 = truth["deterministic"] as? Bool == true
    firstV114 = first
    if truth["sameAsV113"] as? Bool != true {
      firstV114 = try (truth["firstCommand"] as? Object).map(Self.command)
    }
    guard let end = truth["fixedPoint"] as? Object, end["reached"] as? Bool == true,
      end["deterministic"] as? Bool == true, let cost = end["hourlyCostAfter"] as? NSNumber
    else { return }
    costAtFixedPointV114 = Money(dollars: cost.doubleValue)
  }

  private static func command(_ row: Object) throws -> Command {
    guard let method = row["method"] as? String, let nodes = row["nodes"] as? [String],
      let after = row["hourlyCostAfter"] as? NSNumber
    else { throw Malformed() }
    let moves = (row["moves"] as? [[String: String]] ?? []).map {
      PodMove(pod: $0["pod"] ?? "", from: $0["from"] ?? "", to: $0["to"] ?? "")
    }
    var pending: [String: String] = [:]
    for place in row["pendingPods"] as? [[String: String]] ?? [] { pending[place["pod"] ?? ""] = place["to"] }
    return Command(
      method: method, nodes: nodes, costAfter: Money(dollars: after.doubleValue), moves: moves,
      pendingPods: pending, replacement: try (row["replacement"] as? Object).map(replacement))
  }

  private static func replacement(_ row: Object) throws -> Replacement {
    guard let pool = row["nodePool"] as? String, let cheapest = row["cheapest"] as? Object,
      let type = cheapest["instanceType"] as? String, let zone = cheapest["zone"] as? String,
      let capacityType = cheapest["capacityType"] as? String, let price = cheapest["price"] as? NSNumber
    else { throw Malformed() }
    let requirements = (row["requirements"] as? [String: String] ?? [:]).sorted { $0.key < $1.key }.map {
      key, text in
      let words = text.split(separator: " ", maxSplits: 1).map(String.init)
      let values = words.count > 1 ? words[1].split(separator: ",").map(String.init) : []
      return NodeRequirement(key: key, op: words.first ?? "", values: values)
    }
    return Replacement(
      nodePool: pool,
      offering: PlannedOffering(
        instanceType: type, zone: zone, capacityType: capacityType, price: Money(dollars: price.doubleValue)),
      instanceTypes: row["instanceTypes"] as? [String] ?? [], requirements: requirements,
      pods: row["pods"] as? [String] ?? [])
  }
}

extension RecordedConsolidation {
  /// The first command written as a plan of one command; nil where there is none, or where pending pods share its
  /// replacement, which a plan cannot say.
  package func firstCommandAsPlan(pending: [String], deleting: Set<String>) -> ConsolidationPlan? {
    guard let first, !first.pendingPods.values.contains("replacement") else { return nil }
    var places = first.pendingPods
    for move in first.moves where deleting.contains(move.from) { places[move.pod] = move.to }
    if places.values.contains("replacement") { return nil }
    var plan = ConsolidationPlan()
    for (node, pods) in Dictionary(grouping: places, by: \.value).sorted(by: { $0.key < $1.key }) {
      plan.placements.append(Placement(node: node, pods: pods.map(\.key).sorted()))
    }
    plan.unschedulable = pending.filter { places[$0] == nil }.map {
      Verdict(pod: $0, reason: "Test", message: "left out", hint: "")
    }
    var command = DisruptionCommand(
      action: first.replacement == nil ? .delete : .replace,
      reason: first.method == "empty" ? .empty : .underutilized, nodes: first.nodes)
    command.savings = costBefore - first.costAfter
    command.moves = first.moves.filter { !deleting.contains($0.from) }
    if let replacement = first.replacement {
      var claim = PlannedClaim(
        name: "new-1", nodePool: replacement.nodePool, offering: replacement.offering)
      claim.instanceTypes = replacement.instanceTypes
      claim.requirements = replacement.requirements
      claim.pods = replacement.pods
      command.replacements = [claim]
      for index in command.moves.indices where command.moves[index].to == "replacement" {
        command.moves[index].to = claim.name
      }
    }
    plan.commands = [command]
    plan.cost.before = costBefore
    plan.cost.after = first.costAfter
    return plan
  }
}
