import StowageModel
import StowageRules
import StowageTestKit
import StowageUnits
import Testing

@Suite struct EffectiveRequestsTests {
  private func expect(_ draft: PodDraft, cpu: Int64, memoryMi: Int64, line: SourceLocation = #_sourceLocation)
  {
    let requests = effectiveRequests(of: draft.pod)
    #expect(requests.cpu == cpu, sourceLocation: line)
    #expect(requests.memory == memoryMi << 20, sourceLocation: line)
    #expect(requests.pods == 1, sourceLocation: line)
  }

  @Test("containers add up")
  func containers() {
    let two = pod("p", cpu: "500m", memory: "64Mi").with {
      $0.spec.containers.append(
        Container(name: "b", resources: ContainerResources(requests: resources(cpu: "1"))))
    }
    expect(two, cpu: 1500, memoryMi: 64)
  }

  @Test("K35: an init container counts as a maximum, per resource")
  func initContainer() {
    expect(
      pod("p", cpu: "1", memory: "100Mi").initContainer(cpu: "2", memory: "10Mi"), cpu: 2000, memoryMi: 100)
    expect(
      pod("p", cpu: "1", memory: "100Mi").initContainer(cpu: "500m", memory: "10Mi"), cpu: 1000, memoryMi: 100
    )
  }

  @Test("K52: sidecars add to containers")
  func sidecar() {
    expect(
      pod("p", cpu: "1", memory: "100Mi").initContainer(cpu: "2", memory: "10Mi", isSidecar: true), cpu: 3000,
      memoryMi: 110)
  }

  @Test("K53: an init container after a sidecar runs beside it, one before does not")
  func order() {
    let after = pod("p", cpu: "1", memory: "1Mi").initContainer(cpu: "1", isSidecar: true).initContainer(
      cpu: "4")
    expect(after, cpu: 5000, memoryMi: 1)
    let before = pod("p", cpu: "1", memory: "1Mi").initContainer(cpu: "4").initContainer(
      cpu: "1", isSidecar: true)
    expect(before, cpu: 4000, memoryMi: 1)
  }

  @Test("K54: sidecars and init containers in turn")
  func interleaved() {
    let mixed = pod("p", cpu: "1", memory: "1Mi")
      .initContainer(cpu: "3").initContainer(cpu: "1", isSidecar: true).initContainer(cpu: "3")
      .initContainer(cpu: "2", isSidecar: true).initContainer(cpu: "1")
    expect(mixed, cpu: 4000, memoryMi: 1)
  }

  @Test("K55: the peak of each resource may come from another phase")
  func phases() {
    let mixed = pod("p", cpu: "1", memory: "500Mi").initContainer(cpu: "2", memory: "100Mi")
    expect(mixed, cpu: 2000, memoryMi: 500)
  }

  @Test("K37: overhead is added")
  func overhead() {
    expect(
      pod("p", cpu: "1", memory: "100Mi").with { $0.spec.overhead = resources(cpu: "250m", memory: "20Mi") },
      cpu: 1250, memoryMi: 120)
  }

  @Test("K56: pod-level requests replace the sum, resource by resource")
  func podLevel() {
    let draft = pod("p", cpu: "1", memory: "100Mi").with {
      $0.spec.resources = ContainerResources(requests: resources(cpu: "3"))
    }
    expect(draft, cpu: 3000, memoryMi: 100)
  }

  @Test("K57: a pod-level limit stands in where no container requests the resource")
  func podLevelLimit() {
    let draft = pod("p", memory: "100Mi").with {
      $0.spec.resources = ContainerResources(limits: resources(cpu: "2", memory: "1Gi"))
    }
    expect(draft, cpu: 2000, memoryMi: 100)
  }

  @Test("K58: during a resize the larger of asked and held counts")
  func resize() {
    let held = [NamedResources(name: "main", resources: resources(cpu: "4", memory: "10Mi"))]
    let draft = pod("p", cpu: "1", memory: "100Mi").with { $0.status.allocatedResources = held }
    expect(draft, cpu: 4000, memoryMi: 100)
  }

  @Test("K59: a limit stands in for a missing request, but not for a zero one")
  func limits() {
    expect(pod("p", memory: "1Mi").limited(.cpu, "2"), cpu: 2000, memoryMi: 1)
    expect(pod("p", cpu: "0", memory: "1Mi").limited(.cpu, "2"), cpu: 0, memoryMi: 1)
  }

  @Test("K36: zero requests are fine, also of extended resources")
  func zero() {
    let requests = effectiveRequests(of: pod("p").requesting("nvidia.com/gpu", "0").pod)
    #expect(requests == ResourceVector(pods: 1))
  }

  @Test("extended resources add up")
  func extended() {
    #expect(effectiveRequests(of: pod("p").limited("nvidia.com/gpu", "2").pod)["nvidia.com/gpu"] == 2)
  }
}
