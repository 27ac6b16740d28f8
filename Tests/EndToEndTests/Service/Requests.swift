/// Texts that the tests of the service send.
enum Requests {
  static let catalog =
    #"{"kind":"Catalog","name":"lab/one","types":[{"name":"m.large","capacity":{"cpu":"2","memory":"8Gi","pods":"29"},"#
    + #""allocatable":{"cpu":"2","memory":"8Gi","pods":"29"},"offerings":[{"zone":"lab-1a","#
    + #""capacityType":"on-demand","price":0.1}]}]}"#

  static func pod(_ name: String, cpu: String = "900m") -> String {
    #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"\#(name)"},"spec":{"containers":[{"name":"c","#
      + #""resources":{"requests":{"cpu":"\#(cpu)","memory":"1Gi"}}}]}}"#
  }

  static func list(_ objects: [String]) -> String {
    #"{"apiVersion":"v1","kind":"List","items":[\#(objects.joined(separator: ","))]}"#
  }

  static func event(_ type: String, _ object: String) -> String {
    #"{"type":"\#(type)","object":\#(object)}"#
  }

  /// A pod that a ReplicaSet would make again, running on a node.
  static func running(_ name: String, on node: String, cpu: String = "300m") -> String {
    pod(name, cpu: cpu).replacing(
      #""metadata":{"#,
      with: #""metadata":{"ownerReferences":[{"kind":"ReplicaSet","name":"r","controller":true}],"#
    )
    .replacing(#""spec":{"#, with: #""status":{"phase":"Running"},"spec":{"nodeName":"\#(node)","#)
  }

  static func node(_ name: String) -> String {
    let labels = [
      "karpenter.sh/nodepool": "default", "node.kubernetes.io/instance-type": "m.large",
      "topology.kubernetes.io/zone": "lab-1a", "karpenter.sh/capacity-type": "on-demand",
      "kubernetes.io/hostname": name,
    ]
    let text = labels.map { #""\#($0)":"\#($1)""# }.sorted().joined(separator: ",")
    return #"{"apiVersion":"v1","kind":"Node","metadata":{"name":"\#(name)","labels":{\#(text)}},"status":{"#
      + #""allocatable":{"cpu":"2","memory":"8Gi","pods":"29"},"conditions":[{"type":"Ready","status":"True"}]}}"#
  }

  /// Nodes with one small pod each, all of which may be disrupted at once.
  static func cluster(nodes: Int) -> String {
    let pool =
      #"{"apiVersion":"karpenter.sh/v1","kind":"NodePool","metadata":{"name":"default"},"spec":{"disruption":{"#
      + #""budgets":[{"nodes":"100%"}]},"template":{"spec":{}}}}"#
    return list(
      [pool]
        + (0..<nodes).flatMap {
          [node("n-\($0)"), running("r-\($0)", on: "n-\($0)", cpu: "\(200 + $0 * 7)m")]
        })
  }

  /// The params of a plan for `pods` equal pods of which two fit on a machine.
  static func small(pods: Int = 3, options: String = "{}") -> String {
    let pods = (0..<pods).map { pod("p-\($0)") }
    return #"{"snapshot":\#(list(pods)),"catalog":\#(catalog),"options":\#(options)}"#
  }

  /// The same for nodes that could be packed anew in a great many ways.
  static func endlessConsolidation(progressToken: Int) -> String {
    let cluster = cluster(nodes: 60).replacing("m.large", with: "m5.large")
      .replacing("lab-1a", with: "ap-northeast-2a")
    return #"{"snapshot":\#(cluster),"catalog":"aws/ap-northeast-2","progressToken":\#(progressToken),"#
      + #""options":{"gap":0,"timeLimit":"10m"}}"#
  }

  /// The params of a plan that is not proven for hours: many sizes of pods, and a whole region to choose from.
  static func endless(progressToken: Int? = nil) -> String {
    let pods = (0..<150).map { index in
      let cpu = 100 + index * 7919 % 3701
      let memory = 128 + index * 6007 % 15013
      return
        #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p-\#(index)"},"spec":{"containers":[{"name":"c","#
        + #""resources":{"requests":{"cpu":"\#(cpu)m","memory":"\#(memory)Mi"}}}]}}"#
    }
    let token = progressToken.map { #","progressToken":\#($0)"# } ?? ""
    return
      #"{"snapshot":\#(list(pods)),"catalog":"aws/ap-northeast-2","options":{"gap":0,"timeLimit":"10m"}\#(token)}"#
  }
}
