import Foundation
import StowageModel
import StowageUnits
import StowageWire

/// A small cluster with what the scheduler of Karpenter v1.13 decided for it, from
/// `Fixtures/karpenter/scheduling-scenarios.jsonl.gz`.
package struct RecordedScenario: Sendable {
  package var name: String
  package var scene: Scene
  /// True where nothing but Karpenter's defaults was set.
  package var hasDefaultOptions: Bool
  /// Why the answer is surprising, or where a later version or another reader would differ.
  package var note: String?
  /// Every run of Karpenter gave the same answer.
  package var isDeterministic: Bool
  package var answer: Answer
  /// What was the same in every run: grouping, scheduledCount, newNodes, hourlyCost, …
  package var agreed: Set<String>

  /// Karpenter's most frequent answer.
  package struct Answer: Sendable {
    /// Where each placed pod is: `claim`, or the name of an existing node.
    package var places: [String: String] = [:]
    /// Pods that have no place, and those that Karpenter does not look at.
    package var unplaced: Set<String> = []
    /// The pods of each claim.
    package var groups: Set<[String]> = []
    package var hourly = Money.zero
  }

  /// All that are stored.
  package static func all() throws -> [RecordedScenario] {
    let bytes = try Fixture("karpenter/scheduling-scenarios.jsonl.gz").unpackedBytes()
    return try bytes.split(separator: UInt8(ascii: "\n")).map { try RecordedScenario(Data($0)) }
  }

  private typealias Object = [String: Any]
  private struct Malformed: Error {}

  private init(_ line: Data) throws {
    guard let row = try JSONSerialization.jsonObject(with: line) as? Object,
      let name = row["name"] as? String, let items = row["items"], let catalog = row["catalog"],
      let options = row["options"] as? Object, let truth = row["karpenter"] as? Object,
      let isDeterministic = truth["deterministic"] as? Bool, let agree = truth["agree"] as? [String: Bool]
    else { throw Malformed() }
    self.name = name
    note = row["note"] as? String
    hasDefaultOptions = options.isEmpty
    self.isDeterministic = isDeterministic
    agreed = Set(agree.filter(\.value).keys)
    answer = try Self.answer(truth)
    var reader = SnapshotReader()
    let list: Object = ["apiVersion": "v1", "kind": "List", "items": items]
    try reader.read([UInt8](JSONSerialization.data(withJSONObject: list)), source: name)
    scene = Scene()
    scene.snapshot = reader.finish()
    scene.catalog = try CatalogReader.read(
      [UInt8](JSONSerialization.data(withJSONObject: catalog)), source: name)
    if options["ignorePreferences"] as? Bool == true { scene.options.preferences = .ignore }
    if options["minValuesBestEffort"] as? Bool == true { scene.options.minValues = .bestEffort }
  }

  private static func answer(_ truth: Object) throws -> Answer {
    guard let pods = truth["pods"] as? [String: Object], let claims = truth["claims"] as? [Object],
      let hourly = truth["hourlyCost"] as? NSNumber
    else { throw Malformed() }
    var answer = Answer()
    for (pod, place) in pods {
      switch place["on"] as? String {
      case "claim": answer.places[pod] = "claim"
      case "node": answer.places[pod] = place["node"] as? String
      default: answer.unplaced.insert(pod)
      }
    }
    answer.groups = Set(claims.map { ($0["pods"] as? [String] ?? []).sorted() })
    answer.hourly = Money(dollars: hourly.doubleValue)
    return answer
  }
}
