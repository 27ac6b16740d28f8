/// Rules of the checklist that no test covers, each with the reason.
enum Exemption: Equatable {
  /// Nothing that a planner of snapshots decides.
  case notADecision(String)
  case notYet(String)
}

enum Exemptions {
  static let all: [(rules: ClosedRange<Int>, exemption: Exemption)] = [
    (25...25, .notADecision("the API server refuses such NodePools before anyone plans with them")),
    (51...51, .notYet("NodeOverlay is off by default in Karpenter and not applied")),
    (70...73, .notADecision("a controller holds static pools at their number of nodes; no pods are planned")),
    (74...74, .notADecision("the API server refuses such NodePools")),
    (
      102...102,
      .notADecision("the snapshot says whether a node is initialized; Karpenter's controller set it")
    ),
    (104...104, .notADecision("a snapshot is complete by definition; a live cache may not be")),
    (
      152...154,
      .notYet("cluster-wide default constraints came after v1.14.0 and are in no object of a snapshot")
    ),
    (155...155, .notADecision("an option of Karpenter's own process")),
    (
      179...179,
      .notYet(
        "a plan of one moment has nothing to wait for: what no reservation holds goes elsewhere at once")
    ),
    (182...182, .notYet("a case of consolidation")),
    (183...188, .notYet("NodeOverlay is off by default in Karpenter and not applied")),
    (189...193, .notYet("CapacityBuffer is off by default in Karpenter and not applied")),
    (
      195...203,
      .notADecision("Karpenter ignores dynamic resources by default; such pods are reported (K194)")
    ),
    (204...204, .notADecision("a snapshot is one batch")),
    (206...207, .notADecision("copied from the pool when the NodeClaim is made")),
    (208...208, .notADecision("a controller removes claims that do not launch")),
    (
      307...307, .notADecision("the provider drops exotic types at launch, from the types that a claim lists")
    ),
    (309...310, .notADecision("the provider drops spot types dearer than on demand at launch")),
    (314...314, .notADecision("free addresses of subnets are in no object of a snapshot")),
    (315...317, .notADecision("chosen by the provider at launch")),
    (318...319, .notADecision("chosen by the provider at launch")),
    (321...321, .notYet("NodeOverlay is off by default in Karpenter and not applied")),
    (322...322, .notADecision("the provider finds drift and sets the NodeClaim's condition")),
    (323...323, .notADecision("the provider marks such offerings unavailable")),
  ]

  static func of(_ rule: Int) -> Exemption? { all.first { $0.rules.contains(rule) }?.exemption }
}
