import StowageModel
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

/// What a pod asks for: K52 to K59.
@Suite struct RequestConformance {
  private func cpu(_ draft: PodDraft) -> Int64 { effectiveRequests(of: draft.pod).cpu }

  @Test("K52: sidecars add to the containers")
  func sidecars() {
    #expect(cpu(pod("a", cpu: "1").initContainer(cpu: "500m", isSidecar: true)) == 1500)
  }

  @Test("K53: an init container after a sidecar peaks with the sidecar started")
  func initAfterSidecar() {
    let draft = pod("a", cpu: "1").initContainer(cpu: "500m", isSidecar: true).initContainer(cpu: "2")
    #expect(cpu(draft) == 2500)
  }

  @Test("K54: only the sidecars before an init container run beside it")
  func interleaved() {
    let draft = pod("a", cpu: "1").initContainer(cpu: "500m", isSidecar: true).initContainer(cpu: "2")
      .initContainer(cpu: "1", isSidecar: true).initContainer(cpu: "1")
    #expect(cpu(draft) == 2500)
    #expect(cpu(draft.initContainer(cpu: "2")) == 3500)
  }

  @Test("K55: each resource takes its own maximum")
  func ownMaxima() {
    let requests = effectiveRequests(
      of: pod("a", cpu: "1", memory: "4Gi").initContainer(cpu: "2", memory: "1Gi").pod)
    #expect(requests.cpu == 2000)
    #expect(requests.memory == 4 << 30)
  }

  @Test("K56: requests of the pod itself replace the sum of its containers")
  func podLevel() {
    let draft = pod("a", cpu: "1", memory: "1Gi").with {
      $0.spec.resources = ContainerResources(requests: resources(cpu: "3"))
    }
    let requests = effectiveRequests(of: draft.pod)
    #expect(requests.cpu == 3000)
    #expect(requests.memory == 1 << 30)
  }

  @Test("K57: the pod's own limits stand in for its own requests")
  func podLevelLimits() {
    let draft = pod("a").with {
      $0.spec.resources = ContainerResources(limits: resources(cpu: "3"))
    }
    #expect(cpu(draft) == 3000)
  }

  @Test("K58: during a resize the larger of asked and held counts")
  func resize() {
    let draft = pod("a", cpu: "1").with {
      $0.status.allocatedResources = [NamedResources(name: "main", resources: resources(cpu: "2"))]
    }
    #expect(cpu(draft) == 2000)
  }

  @Test("K59: limits stand in for missing requests")
  func limits() {
    #expect(cpu(pod("a").limited(.cpu, "2")) == 2000)
    #expect(cpu(pod("a", cpu: "1").limited(.cpu, "2")) == 1000)
    decide(
      cluster {
        threeSizes
        pool()
        pod("a").limited(.cpu, "100")
      }
    ) { #expect(!$0.isPlaced("a")) }
  }
}
