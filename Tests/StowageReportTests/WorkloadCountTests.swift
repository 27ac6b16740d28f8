import StowageReport
import Testing

@Suite struct WorkloadCountTests {
  @Test(
    arguments: [
      (["default/web-0", "default/web-1", "default/web-11"], "default/web x3"),
      (["batch/index-7d4b9cdf6-x2x4z", "batch/index-7d4b9cdf6-vvbq7"], "batch/index x2"),
      (["kube-system/aws-node-x2x4z"], "kube-system/aws-node"),
      (["default/api-server"], "default/api-server"),
      (["default/pod"], "default/pod"),
      (["default/a-b-c-d"], "default/a-b-c-d"),
      (["ns-1/web-0", "ns-2/web-0"], "ns-1/web, ns-2/web"),
      (["default/-0"], "default/-0"),
      ([], ""),
    ] as [([String], String)])
  func podsAreCountedByWorkload(pods: [String], text: String) {
    #expect(WorkloadCount.text(of: pods) == text)
  }

  @Test func longListsAreCut() {
    let pods = ["default/a-0", "default/a-1", "default/b", "default/c", "default/d"]
    #expect(WorkloadCount.text(of: pods, limit: 2) == "default/a x2, default/b, 2 more")
  }
}
