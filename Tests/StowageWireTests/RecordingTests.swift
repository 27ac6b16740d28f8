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

  /// A reader remembers what it has read by its bytes; that must never show.
  @Test func whatIsRepeatedIsReadAsIfForTheFirstTime() throws {
    var lines: [String] = []
    var expected: [Pod] = []
    for seed in 0..<20 as Range<UInt64> {
      var snapshot = Snapshot()
      snapshot.pods = RandomCluster(seed: seed, extent: .medium).scene.snapshot.pods
      // Names in the order of all pods together.
      for index in snapshot.pods.indices {
        snapshot.pods[index].metadata.namespace = "default"
        snapshot.pods[index].metadata.name = "p\(10_000 + expected.count + index)"
      }
      let text = SnapshotWriter.text(of: snapshot)
      lines += text.split(separator: "\n").dropFirst().dropLast().map {
        $0.hasSuffix(",") ? $0.dropLast() : $0
      }
      .map(String.init)
      for pod in snapshot.pods {
        var single = Snapshot()
        single.pods = [pod]
        expected += try readSnapshot(SnapshotWriter.text(of: single)).pods
      }
    }
    let together = try readSnapshot(#"{"kind":"List","items":["# + lines.joined(separator: ",") + "]}")
    #expect(expected.count > 2000)
    #expect(together.pods.count == expected.count)
    for (pod, alone) in zip(together.pods, expected) where pod != alone {
      Issue.record("\(alone.metadata.reference): \(firstDifference(alone, pod))")
    }
  }

  @Test func theLastOfManyHoldsInAnyOrder() throws {
    var random = SplitMix64(seed: 11)
    var last: [String: Int] = [:]
    var items: [String] = []
    for priority in 0..<500 {
      let name = "p\(random.below(120))"
      last["default/" + name] = priority
      items.append(#"{"kind":"Pod","metadata":{"name":"\#(name)"},"spec":{"priority":\#(priority)}}"#)
    }
    let snapshot = try readSnapshot(items.joined(), "")
    #expect(snapshot.pods.map(\.metadata.reference) == last.keys.sorted())
    for pod in snapshot.pods { #expect(pod.spec.priority == last[pod.metadata.reference]) }
    #expect(Set(snapshot.warnings.map(\.object)).count == snapshot.warnings.count)
  }
}
