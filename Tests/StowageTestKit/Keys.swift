import StowageModel

/// The label keys that test cases name most.
package enum Key {
  package static let zone = "topology.kubernetes.io/zone"
  package static let region = "topology.kubernetes.io/region"
  package static let host = "kubernetes.io/hostname"
  package static let arch = "kubernetes.io/arch"
  package static let os = "kubernetes.io/os"
  package static let instanceType = "node.kubernetes.io/instance-type"
  package static let capacityType = "karpenter.sh/capacity-type"
  package static let nodePool = "karpenter.sh/nodepool"
  package static let registered = "karpenter.sh/registered"
  package static let initialized = "karpenter.sh/initialized"
}

/// The zones that a type is offered in unless the case says otherwise.
package let defaultZones = ["zone-a", "zone-b", "zone-c"]

/// A selector for `app = name`: the label every drafted pod carries with its own draft's name.
package func app(_ name: String) -> LabelSelector { LabelSelector(matchLabels: ["app": name]) }

/// One requirement, as in `require("zone", "NotIn", "zone-a")`.
package func require(
  _ key: String, _ op: String, _ values: String..., minValues: Int? = nil
) -> NodeRequirement {
  NodeRequirement(key: key, op: op, values: values, minValues: minValues)
}
