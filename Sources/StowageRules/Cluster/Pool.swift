import StowageModel
import StowageUnits

/// A NodePool that may launch nodes, with what a node of it will be.
package struct Pool: Sendable {
  package var name: String
  package var weight: Int
  /// The NodePool as read.
  package var source: NodePool
  /// Template labels, requirements, pool name and node class: what a new node promises.
  package var requirements: Requirements
  /// Labels every node of it carries: the template's, pool name and node class.
  package var labels: Labels
  package var taints: [Taint]
  /// What the limits leave after its present nodes, by the names that are limited; nil where nothing is.
  /// `nodes` is the number of nodes left. Amounts can be negative.
  package var remaining: ResourceList?
  /// The types it may launch that have an available offering, in catalog order (by name).
  package var types: [PoolType] = []
}

/// An instance type as nodes of one pool have it. Where some offerings of a type make nodes of another size, the
/// type stands once per size, each with its own offerings.
package struct PoolType: Sendable {
  /// Into the catalog's types.
  package var type: Int
  package var capacity: ResourceVector
  /// With the pool's node class settings.
  package var allocatable: ResourceVector
  /// What the DaemonSets that run there ask for.
  package var daemonOverhead: ResourceVector
  /// The DaemonSets that run there, into `Cluster.daemons`.
  package var daemons: [Int] = []
  /// Host ports of those DaemonSets.
  package var daemonPorts: [HostPort] = []
  /// Available offerings that the pool allows, into the type's offerings.
  package var offerings: [Int]

  /// What a new node has for pods: allocatable less the daemons' requests.
  package var room: ResourceVector { allocatable - daemonOverhead }
}
