import StowageModel
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

/// One requirement from a short text such as `In a b`, `Gt 3`, `Exists`.
private func parse(_ text: String, minValues: Int? = nil) -> Requirement {
  let words = text.split(separator: " ").map(String.init)
  let written = NodeRequirement(
    key: "key", op: words[0], values: Array(words.dropFirst()), minValues: minValues)
  guard let requirement = Requirement(written) else { preconditionFailure("bad requirement \(text)") }
  return requirement
}

@Suite struct RequirementTests {
  @Test(
    "K2: the intersection of two requirements",
    arguments: [
      ("In a b", "In b c", "In b"), ("In a", "In b", "DoesNotExist"), ("In a b", "NotIn a", "In b"),
      ("In a", "NotIn a", "DoesNotExist"), ("In a", "Exists", "In a"),
      ("In a", "DoesNotExist", "DoesNotExist"),
      ("NotIn a", "NotIn b", "NotIn a b"), ("NotIn a", "Exists", "NotIn a"), ("Exists", "Exists", "Exists"),
      ("NotIn a", "DoesNotExist", "DoesNotExist"), ("DoesNotExist", "DoesNotExist", "DoesNotExist"),
      ("Exists", "DoesNotExist", "DoesNotExist"), ("In 1 5 9", "Gt 1", "In 5 9"),
      ("In 1 5 9", "Lt 9", "In 1 5"),
      ("In a 5", "Gt 1", "In 5"), ("Gt 1", "Gt 3", "Gte 4"), ("Gt 3", "Lt 4", "DoesNotExist"),
      ("Gt 8", "Lt 2", "DoesNotExist"), ("Gte 3", "Exists", "Gte 3"), ("NotIn 1 5", "Gt 2", "Gte 3 NotIn 5"),
      ("Gt 1", "DoesNotExist", "DoesNotExist"), ("In 1", "Gt 1", "DoesNotExist"),
    ])
  func intersection(left: String, right: String, expected: String) {
    for result in [parse(left).intersection(parse(right)), parse(right).intersection(parse(left))] {
      let text = result.written.map { ([$0.op] + $0.values).joined(separator: " ") }.joined(separator: " ")
      #expect(text == expected)
    }
  }

  @Test("overlap holds exactly where the intersection admits a value", arguments: 0..<400)
  func overlapAgreesWithIntersection(seed: UInt64) {
    var draw = Draw(seed: seed)
    let left = random(&draw)
    let right = random(&draw)
    let both = left.intersection(right)
    let values = (0..<12).map(String.init) + ["a", "b"]
    for value in values {
      #expect(
        both.allows(value) == (left.allows(value) && right.allows(value)), "seed \(seed) value \(value)")
    }
    #expect(left.overlaps(right) == right.overlaps(left), "seed \(seed)")
    if values.contains(where: both.allows) { #expect(left.overlaps(right), "seed \(seed)") }
    if !left.isComplement || !right.isComplement {
      #expect(left.overlaps(right) == !both.values.isEmpty, "seed \(seed)")
    }
  }

  private func random(_ draw: inout Draw) -> Requirement {
    let values = draw.some(of: ["a", "1", "4", "9"])
    switch draw.number(0...6) {
    case 0: return parse("In " + values.joined(separator: " "))
    case 1: return parse("NotIn " + values.joined(separator: " "))
    case 2: return parse("Exists")
    case 3: return parse("DoesNotExist")
    case 4: return parse("Gt \(draw.number(0...9))")
    case 5: return parse("Lte \(draw.number(0...9))")
    default: return parse("Gte 2").intersection(parse("Lt \(draw.number(3...9))"))
    }
  }

  @Test("K3: the larger minValues stays")
  func minValues() {
    #expect(parse("In a b", minValues: 2).intersection(parse("Exists", minValues: 3)).minValues == 3)
    #expect(parse("In a b").intersection(parse("Exists", minValues: 3)).minValues == 3)
    #expect(parse("In a b", minValues: 2).intersection(parse("NotIn a")).minValues == 2)
    #expect(parse("In a").intersection(parse("In a")).minValues == nil)
  }

  @Test("K4, K5: bounds are inclusive, Gt n is Gte n+1, Lt n is Lte n-1")
  func bounds() {
    #expect(parse("Gt 4") == parse("Gte 5"))
    #expect(parse("Lt 4") == parse("Lte 3"))
    let range = parse("Gte 2").intersection(parse("Lte 4"))
    #expect(["1", "2", "4", "5", "x"].map(range.allows) == [false, true, true, false, false])
  }

  @Test("K6: greater than the largest integer, and bounds that are no integers, match nothing")
  func impossibleBounds() {
    #expect(parse("Gt \(Int64.max)").isDoesNotExist)
    #expect(parse("Gt x").isDoesNotExist)
    #expect(parse("Lt \(Int64.min)").isDoesNotExist)
  }

  @Test("K7: a two-sided bound is written as two requirements")
  func twoSidedBound() {
    let range = parse("Gt 2").intersection(parse("Lt 9"))
    #expect(range.written.map(\.op) == ["Gte", "Lte"])
    #expect(range.written.map(\.values) == [["3"], ["8"]])
  }

  @Test("an unknown operator is no requirement")
  func unknownOperator() {
    #expect(Requirement(NodeRequirement(key: "a", op: "Matches", values: ["b"])) == nil)
  }

  @Test("a long list of values is cut in messages")
  func description() {
    #expect(parse("In a b").description == "key In a,b")
    #expect(parse("In a b c d e f g").description == "key In a,b,c,d,e and 2 more")
  }
}

@Suite struct RequirementsTests {
  private func requirements(_ lines: NodeRequirement...) -> Requirements { Requirements(lines) }

  @Test("K1: older names of a key mean the stable one")
  func aliases() {
    let old = requirements(
      require("failure-domain.beta.kubernetes.io/zone", "In", "zone-a"),
      require("beta.kubernetes.io/arch", "In", "arm64"))
    #expect(old[Key.zone]?.values == ["zone-a"])
    #expect(old[Key.arch]?.values == ["arm64"])
    #expect(requirements(require("topology.ebs.csi.aws.com/zone", "Exists"))[Key.zone] != nil)
  }

  @Test("two requirements on one key are intersected")
  func oneKey() {
    let both = requirements(require("a", "In", "x", "y"), require("a", "NotIn", "x"))
    #expect(both.all.count == 1)
    #expect(both["a"]?.onlyValue == "y")
  }

  @Test(
    "overlap of a key that both name",
    arguments: [
      (require("a", "In", "x"), require("a", "In", "y"), false),
      (require("a", "In", "x"), require("b", "In", "y"), true),
      (require("a", "NotIn", "x"), require("a", "DoesNotExist"), true),
      (require("a", "DoesNotExist"), require("a", "DoesNotExist"), true),
      (require("a", "DoesNotExist"), require("a", "Exists"), false),
      (require("a", "Exists"), require("a", "NotIn", "x"), true),
      (require("a", "Gt", "5"), require("a", "Lt", "3"), false),
    ])
  func intersects(left: NodeRequirement, right: NodeRequirement, expected: Bool) {
    #expect(requirements(left).intersects(requirements(right)) == expected)
    #expect(requirements(right).intersects(requirements(left)) == expected)
  }

  @Test("K8: a well-known key that is undefined is compatible where that is allowed")
  func undefinedWellKnown() {
    let zone = requirements(require(Key.zone, "In", "zone-a"))
    #expect(Requirements().isCompatible(zone, undefined: .allowedIfWellKnown))
    #expect(!Requirements().isCompatible(zone, undefined: .fails))
  }

  @Test("K9, K18, K19: an undefined custom key satisfies NotIn and DoesNotExist only")
  func undefinedCustom() {
    let expected = [
      (require("team", "In", "a"), false), (require("team", "Exists"), false),
      (require("team", "Gt", "1"), false),
      (require("team", "NotIn", "a"), true), (require("team", "DoesNotExist"), true),
    ]
    for (line, isCompatible) in expected {
      let result = Requirements().isCompatible(requirements(line), undefined: .allowedIfWellKnown)
      #expect(result == isCompatible, "\(line.op)")
    }
  }

  @Test("the first conflicting key is named")
  func conflict() {
    let mine = requirements(require("a", "In", "x"), require("b", "In", "x"))
    #expect(mine.conflict(with: requirements(require("a", "In", "x"), require("b", "In", "y"))) == "b")
    #expect(mine.conflict(with: mine) == nil)
  }

  @Test("keys with one value become labels")
  func labels() {
    let mixed = requirements(require("a", "In", "x"), require("b", "In", "x", "y"), require("c", "Exists"))
    #expect(mixed.labels == ["a": "x"])
  }
}

@Suite struct LabelKeysTests {
  @Test("K15, K16, K17: which keys a user may not set")
  func restricted() {
    let restricted = [
      "kubernetes.io/hostname", "karpenter.sh/other", "sub.karpenter.sh/x", "karpenter.k8s.aws/other",
    ]
    for key in restricted { #expect(LabelKeys.isRestricted(key), "\(key)") }
    let free = [
      Key.zone, "karpenter.k8s.aws/instance-family", Key.capacityType, Key.nodePool, "team",
      "example.com/team",
      "node.kubernetes.io/custom", "kops.k8s.io/x", "mykarpenter.sh/x",
    ]
    for key in free { #expect(!LabelKeys.isRestricted(key), "\(key)") }
  }

  @Test("K10: the well-known key that a mistyped one most likely means")
  func nearest() {
    #expect(LabelKeys.nearest(to: "topology.kubernetesio/zone") == Key.zone)
    #expect(LabelKeys.nearest(to: "zone") == Key.zone)
    #expect(LabelKeys.nearest(to: "karpenter.sh/instance-family") == "karpenter.k8s.aws/instance-family")
    #expect(LabelKeys.nearest(to: "node.kubernetes.io/instancetype") == Key.instanceType)
    #expect(LabelKeys.nearest(to: "example.com/team") == nil)
  }
}
