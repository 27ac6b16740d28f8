import StowageModel
import StowageProblem
import StowageRules

/// A spread rule with what its policies read of the pod that states it.
struct StatedSpread: Hashable {
  var rule: SpreadRule
  var alternatives: [Requirements]
  var tolerations: [Toleration]
}

extension RuleWriter {
  /// Pods that a spread counts without binding them could come last; the problem counts them like the others.
  static let spreadOrder = "spreadOrder"

  /// Hard topology spread: over host names a cap per bin, since an empty node can always be had and the least
  /// count is 0; over other keys a spread in the key's topology.
  mutating func writeSpread() {
    for index in classes.indices {
      var seen: Set<SpreadRule> = []
      for rule in shape(of: index).spread where rule.isHard && seen.insert(rule).inserted {
        if rule.key == LabelKeys.hostname {
          writeHostSpread(rule, of: index)
        } else {
          writeSpread(rule, of: index)
        }
      }
    }
  }

  private mutating func writeHostSpread(_ rule: SpreadRule, of index: Int) {
    let members = boundMembers(of: rule, stated: shape(of: index))
    if members.isEmpty { return }
    let present = presence(counts.counts(for: rule, of: shape(of: index)))
    let isEmpty = present.allSatisfy { $0 == 0 }
    if members == [ClassID(index)] && isEmpty { return limit(index, to: rule.maxSkew) }
    if members.contains(ClassID(index)) { limit(index, to: rule.maxSkew) }
    let cap = BinCap(
      members: members, subjects: [], cap: Int32(clamping: rule.maxSkew),
      present: isEmpty ? [] : present.map { Int32(clamping: $0) })
    add(ClassID(index), to: cap)
  }

  /// The classes that a rule counts and binds, or a stricter one does, ascending. Pods that are counted only may
  /// come after those that the rule binds, and then hinder nobody.
  private mutating func boundMembers(of rule: SpreadRule, stated pod: PodShape) -> [ClassID] {
    let key = StatedSpread(rule: rule, alternatives: pod.alternatives, tolerations: pod.tolerations)
    if let known = boundClasses[key] { return known }
    let bound = classes(selectedBy: rule.selector).filter { id in
      let other = shape(of: id.index)
      return other.spread.contains { $0.covers(rule, of: pod, from: other) }
    }
    boundClasses[key] = bound
    return bound
  }

  /// Caps that differ in nothing but their subjects are one.
  private mutating func add(_ subject: ClassID, to cap: BinCap) {
    let known = problem.binCaps.firstIndex { other in
      other.members == cap.members && other.cap == cap.cap && other.present == cap.present
    }
    if let known {
      problem.binCaps[known].subjects.append(subject)
    } else {
      var first = cap
      first.subjects = [subject]
      problem.binCaps.append(first)
    }
  }

  private mutating func writeSpread(_ rule: SpreadRule, of index: Int) {
    let shape = shape(of: index)
    let (eligible, present) = measure(rule, of: index)
    let spread = Spread(
      members: classes(selectedBy: rule.selector), subjects: [ClassID(index)],
      maxSkew: Int32(clamping: rule.maxSkew), minDomains: Int32(clamping: rule.minDomains ?? 0),
      domains: eligible, present: present)
    if boundMembers(of: rule, stated: shape) != spread.members {
      noteTightened(Self.spreadOrder)
    }
    let topology = topology(
      of: rule.key, counted: countedBins(of: rule, subject: index, members: spread.members))
    let known = problem.topologies[topology].spreads.firstIndex { other in
      var same = other
      same.subjects = spread.subjects
      return same == spread
    }
    if let known {
      problem.topologies[topology].spreads[known].subjects.append(ClassID(index))
    } else {
      problem.topologies[topology].spreads.append(spread)
    }
  }

  /// The domains over which a rule takes the least count, and the pods that it counts in each of all domains already.
  mutating func measure(_ rule: SpreadRule, of index: Int) -> (eligible: [Int32], present: [Int32]) {
    let shape = shape(of: index)
    let counts = counts.counts(for: rule, of: shape)
    let countOf = Dictionary(uniqueKeysWithValues: counts.entries.map { ($0.domain, $0.count) })
    let all = domains(of: rule.key)
    let eligible = all.indices.filter { position in
      countOf[all[position]] != nil
        && shape.alternatives.contains { $0.get(rule.key).allows(all[position]) }
    }
    return (eligible.map { Int32($0) }, all.map { Int32(clamping: countOf[$0] ?? 0) })
  }

  /// The bins in which the rule counts its members; nil where these could go to no other.
  mutating func countedBins(of rule: SpreadRule, subject index: Int, members: [ClassID]) -> CountedBins? {
    if !rule.honorsAffinity && !rule.honorsTaints { return nil }
    let shape = shape(of: index)
    let key = StatedSpread(rule: rule, alternatives: shape.alternatives, tolerations: shape.tolerations)
    var counted = countedPlaces[key] ?? CountedPlaces(bins: bins(countedBy: key), members, classes)
    countedPlaces[key] = counted
    // Under the letter of the rule a pod may go where it does not count itself: to a node with a soft taint that it
    // does not tolerate.
    if !counted.bins.includePlaces(of: classes[index]) {
      if rule.isHard { noteTightened("topologySpread") }
      counted.bins.offerings.formUnion(classes[index].offerings)
      counted.bins.nodes.formUnion(classes[index].nodes)
      counted = CountedPlaces(bins: counted.bins, members, classes)
    }
    return counted.areAll ? nil : counted.bins
  }

  /// The bins in which a rule counts, by what its policies read of the pod that states it.
  private mutating func bins(countedBy stated: StatedSpread) -> CountedBins {
    var counted = CountedBins(
      offerings: BitRow(count: offerings.count, filled: true), nodes: BitRow(count: nodes.count, filled: true)
    )
    if stated.rule.honorsAffinity {
      counted = CountedBins(offerings: BitRow(count: offerings.count), nodes: BitRow(count: nodes.count))
      for wanted in stated.alternatives {
        counted.offerings.formUnion(offeringLabels.row(for: wanted))
        counted.nodes.formUnion(nodeLabels.row(for: wanted))
      }
    }
    if stated.rule.honorsTaints {
      let ofPool = cluster.pools.map { $0.taints.areTolerated(by: stated.tolerations, countingSoft: true) }
      counted.offerings.filter { ofPool[offerings[$0].pool] }
      counted.nodes.filter {
        cluster.nodes[nodes[$0]].taints.areTolerated(by: stated.tolerations, countingSoft: true)
      }
    }
    return counted
  }
}

/// The bins in which a spread counts, and whether the classes that it counts can go to no other.
struct CountedPlaces {
  var bins: CountedBins
  let areAll: Bool

  fileprivate init(bins: CountedBins, _ members: [ClassID], _ classes: [ClassDraft]) {
    self.bins = bins
    areAll = members.allSatisfy { bins.includePlaces(of: classes[$0.index]) }
  }
}

extension CountedBins {
  fileprivate func includePlaces(of pod: ClassDraft) -> Bool {
    pod.offerings.isSubset(of: offerings) && pod.nodes.isSubset(of: nodes)
  }
}
