import Foundation
import StowageModel
import StowageTestKit
import StowageUnits
import StowageWire
import Testing

/// A snapshot without what a recording leaves out on purpose.
private func recorded(_ snapshot: Snapshot) -> Snapshot {
  var result = snapshot
  result.ignoredKinds = []
  result.warnings = []
  // Templates have no name and no status.
  for index in result.daemonSets.indices {
    result.daemonSets[index].template.metadata.name = ""
    result.daemonSets[index].template.status = PodStatus()
  }
  return result
}

/// The first stored property, at any depth, in which two values of one type differ.
private func firstDifference(_ left: Any, _ right: Any, path: String = "") -> String {
  let pairs = zip(Mirror(reflecting: left).children, Mirror(reflecting: right).children)
  for (index, (a, b)) in pairs.enumerated() where String(reflecting: a.value) != String(reflecting: b.value) {
    return firstDifference(a.value, b.value, path: path + "." + (a.label ?? String(index)))
  }
  return "\(path): \(left) became \(right)"
}

@Suite struct Recordings {
  @Test func everyFieldThatDecidesIsKept() throws {
    let text = try String(contentsOfFile: Fixture("every-kind.json").path, encoding: .utf8)
    let snapshot = try readSnapshot(text)
    let recording = SnapshotWriter.text(of: snapshot)
    expectStored(recording, as: "every-kind.recording.json")
    #expect(try readSnapshot(recording) == snapshot)
    #expect(SnapshotWriter.text(of: try readSnapshot(recording)) == recording)
  }

  @Test func randomClustersSurviveARecording() throws {
    for seed in 0..<300 as Range<UInt64> {
      let snapshot = RandomCluster(seed: seed).scene.snapshot
      let recording = SnapshotWriter.text(of: snapshot)
      let again = try readSnapshot(recording)
      let difference = lineDifference(from: recording, to: SnapshotWriter.text(of: again))
      #expect(difference == "", "seed \(seed)")
      // The text of a whole cluster would bury the difference.
      if recorded(again) != recorded(snapshot) {
        Issue.record("seed \(seed): \(firstDifference(recorded(snapshot), recorded(again)))")
      }
    }
  }

  @Test func theOrderOfTheInputDoesNotMatter() throws {
    let snapshot = RandomCluster(seed: 8, extent: .medium).scene.snapshot
    let recording = SnapshotWriter.text(of: snapshot)
    var lines = recording.split(separator: "\n").dropFirst().dropLast().map { line in
      line.hasSuffix(",") ? line.dropLast() : line
    }
    var random = SplitMix64(seed: 3)
    for position in lines.indices.dropFirst() { lines.swapAt(position, random.below(position + 1)) }
    let shuffled = #"{"kind":"List","items":["# + lines.joined(separator: ",") + "]}"
    #expect(SnapshotWriter.text(of: try readSnapshot(shuffled)) == recording)
  }
}
