import StowageModel
import StowageUnits

/// The workloads of Karpenter's own scheduling benchmark, drawn again: any number of pods from a seed.
package enum KarpenterMix {
  private static let cpus = ["100m", "250m", "500m", "1000m", "1500m"]
  private static let memories = ["100Mi", "256Mi", "512Mi", "1024Mi", "2048Mi", "4096Mi"]
  private static let labels = ["a", "b", "c", "d", "e", "f", "g"]
  private static let nginx: Labels = ["app": "nginx"]
  package static let zones = ["test-zone-1", "test-zone-2", "test-zone-3"]

  /// 400 types: type i has i cores, 2i GiB and 10i pods, at a price linear in both; on demand in three zones and spot
  /// in two of them, at one price.
  package static var types: [TypeDraft] {
    (1...400).map { step in
      let price = 0.1 * Double(step) + 0.1 * Double(step) * 2 * 1.073741824
      let draft = type(
        "fake-it-\(step - 1)", cpu: "\(step)", memory: "\(2 * step)Gi", pods: Int64(10 * step), price: price,
        zones: zones)
      return draft.spot(price, zones: Array(zones.prefix(2)))
    }
  }

  /// Fifths: pods without rules, spread over zones, spread over hosts, beside their like in a zone, and one group
  /// no two of which share a host.
  package static func pods(_ count: Int, seed: UInt64) -> [PodDraft] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { ordinal in
      let label = labels[random.below(labels.count)]
      let selector = LabelSelector(matchLabels: ["my-label": labels[random.below(labels.count)]])
      let kind = ordinal * 5 / count
      let own: Labels = kind == 3 ? ["my-affininity": label] : kind == 4 ? nginx : ["my-label": label]
      let draft = drawn("p\(ordinal)", own, &random)
      switch kind {
      case 0: return draft
      case 1: return draft.spread(over: Key.zone, matching: selector)
      case 2: return draft.spread(over: Key.host, matching: selector)
      case 3: return draft.near(LabelSelector(matchLabels: own), by: Key.zone)
      default: return draft.apart(from: LabelSelector(matchLabels: nginx), by: Key.host)
      }
    }
  }

  /// Pods that prefer one zone, hosts without their like, and zones without their like, which only one of them can
  /// have.
  package static func undecided(_ count: Int, seed: UInt64) -> [PodDraft] {
    var random = SplitMix64(seed: seed)
    let all = LabelSelector(matchLabels: nginx)
    return (0..<count).map { ordinal in
      drawn("p\(ordinal)", nginx, &random)
        .preferring(Key.zone, "In", zones[0], weight: 1)
        .preferringApart(from: all, by: Key.host, weight: 10)
        .preferringApart(from: all, by: Key.zone, weight: 1)
    }
  }

  private static func drawn(_ name: String, _ labels: Labels, _ random: inout SplitMix64) -> PodDraft {
    pod(name, cpu: cpus[random.below(cpus.count)], memory: memories[random.below(memories.count)])
      .with { $0.metadata.labels = labels }
  }
}
