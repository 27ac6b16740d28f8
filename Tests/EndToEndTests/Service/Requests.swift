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

  /// The params of a plan for `pods` equal pods of which two fit on a machine.
  static func small(pods: Int = 3, options: String = "{}") -> String {
    let pods = (0..<pods).map { pod("p-\($0)") }
    return #"{"snapshot":\#(list(pods)),"catalog":\#(catalog),"options":\#(options)}"#
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
