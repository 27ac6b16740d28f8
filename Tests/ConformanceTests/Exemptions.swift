/// Rules of the checklist that no test covers, each with the reason.
enum Exemption: Equatable {
  /// Nothing that a planner of snapshots decides.
  case notADecision(String)
  case notYet(String)
}

enum Exemptions {
  static let all: [(rules: ClosedRange<Int>, exemption: Exemption)] = [
    (70...73, .notADecision("a controller holds static pools at their number of nodes; no pods are planned")),
    (74...74, .notADecision("the API server refuses such NodePools")),
    (
      102...102,
      .notADecision("the snapshot says whether a node is initialized; Karpenter's controller set it")
    ),
    (104...104, .notADecision("a snapshot is complete by definition; a live cache may not be")),
    (
      152...154,
      .notYet(
        "v1.14, which --policy karpenter follows, has none: default constraints came to the main branch later, as a "
          + "file for the controller's own process (--scheduler-config, empty by default) that no object of the "
          + "cluster holds; pods that state the same constraints themselves are planned by them")
    ),
    (155...155, .notADecision("an option of Karpenter's own process")),
    (
      191...191,
      .notADecision(
        "a controller writes a buffer's status; the plan says which of its pods have room already")
    ),
    (
      195...203,
      .notADecision("Karpenter ignores dynamic resources by default; such pods are reported (K194)")
    ),
    (204...204, .notADecision("a snapshot is one batch")),
    (206...207, .notADecision("copied from the pool when the NodeClaim is made")),
    (208...208, .notADecision("a controller removes claims that do not launch")),
    (
      217...217, .notADecision("a live controller nominates nodes; here pending pods have their places first")
    ),
    (223...224, .notADecision("a controller sets the NodeClaim's condition from the pod events it sees")),
    (233...233, .notADecision("a snapshot has no second look after 15 seconds")),
    (255...255, .notADecision("validation after a wait: a snapshot has no second look")),
    (256...256, .notYet("the time limit is the caller's, and no test of it would be the same twice")),
    (261...263, .notADecision("validation after a wait: a snapshot has no second look")),
    (266...266, .notADecision("one plan holds pending and moved pods, each once")),
    (
      267...267,
      .notADecision("Karpenter ignores dynamic resources by default; such pods are reported (K194)")
    ),
    (280...280, .notADecision("a live controller remembers what it has looked at")),
    (286...289, .notADecision("a controller finds drift and sets the NodeClaim's condition")),
    (290...290, .notADecision("what a live controller does when a launch fails")),
    (292...292, .notADecision("node repair is off by default and acts on live nodes")),
    (293...294, .notADecision("static pools are off by default, and a controller holds their number")),
    (295...297, .notADecision("how a live controller carries a command out")),
    (
      307...307, .notADecision("the provider drops exotic types at launch, from the types that a claim lists")
    ),
    (309...310, .notADecision("the provider drops spot types dearer than on demand at launch")),
    (314...314, .notADecision("free addresses of subnets are in no object of a snapshot")),
    (315...317, .notADecision("chosen by the provider at launch")),
    (318...319, .notADecision("chosen by the provider at launch")),
    (322...322, .notADecision("the provider finds drift and sets the NodeClaim's condition")),
    (323...323, .notADecision("the provider marks such offerings unavailable")),
  ]

  /// Of the Cluster Autoscaler's checklist.
  static let autoscaler: [(rules: ClosedRange<Int>, exemption: Exemption)] = [
    (
      4...4,
      .notADecision(
        "NodePools have no groups of fixed size; offerings, limits and reservations stand for them")
    ),
    (
      6...7, .notYet("the baseline is Karpenter's way of deciding; there is none of the Cluster Autoscaler's")
    ),
    (10...11, .notADecision("groups of similar nodes and of all or nothing exist in no NodePool")),
    (12...13, .notYet("a ProvisioningRequest is no part of a snapshot yet; its kind is reported as ignored")),
    (15...18, .notADecision("scaling down is consolidation, whose rules are Karpenter's")),
    (19...21, .notADecision("scaling down is consolidation, whose rules are Karpenter's")),
    (23...24, .notADecision("scaling down is consolidation, whose rules are Karpenter's")),
    (26...26, .notADecision("one plan holds all nodes at once; there are no rounds")),
    (28...28, .notADecision("the price alone decides; other terms would be another objective")),
  ]

  /// Of a rule by its name, such as K12 or C3.
  static func of(_ rule: String) -> Exemption? {
    guard let number = Int(rule.dropFirst()) else { return nil }
    let list = rule.hasPrefix("C") ? autoscaler : all
    return list.first { $0.rules.contains(number) }?.exemption
  }
}
