import Stowage
import StowageFiles

/// A service that keeps a cluster in memory and asks for the next nodes as its pods change.
struct NodePlanner {
  private let engine = Engine()
  private let catalog: Catalog
  private var snapshot = Snapshot()
  private var memory = PlanMemory()

  init(catalog: Catalog) {
    self.catalog = catalog
    snapshot.nodePools = [NodePool(metadata: ObjectMeta(name: "default"))]
  }

  /// From files: a catalog, and what `kubectl get nodepools,nodes,pods -A -o json` has printed, packed or not.
  init(catalogFile: String, clusterFiles: [String]) throws {
    catalog = try Catalog(contentsOf: catalogFile)
    snapshot = try Snapshot(contentsOf: clusterFiles)
  }

  /// An object as a watch of the API server reports it, when it is new or has changed, and when it is gone.
  mutating func put(json: [UInt8]) throws {
    snapshot.upsert(try Snapshot(kubernetesJSON: [("event", json)], addsMissingPods: false))
  }

  mutating func remove(json: [UInt8]) throws {
    snapshot.remove(try Snapshot(kubernetesJSON: [("event", json)], addsMissingPods: false))
  }

  /// A pod that waits for a place.
  mutating func add(_ name: String, milliCPU: Int64, mebibytes: Int64) {
    var container = Container(name: "main")
    container.resources.requests = ResourceList([
      .init(name: "cpu", amount: milliCPU), .init(name: "memory", amount: mebibytes << 20),
    ])
    var pod = Pod(metadata: ObjectMeta(name: name, namespace: "default"))
    pod.spec.containers = [container]
    var change = Snapshot()
    change.pods = [pod]
    snapshot.upsert(change)
  }

  /// The nodes to launch. The search ends within a second, or when `cancellation` is raised on another thread, and
  /// begins where the last one ended.
  mutating func plan(cancellation: Cancellation) -> ProvisioningPlan {
    engine.provision(
      snapshot, catalog: catalog, deadline: Deadline(after: .seconds(1), cancellation: cancellation),
      memory: &memory)
  }
}
