import StowageModel
import StowageUnits

/// Everything a question about a cluster needs: what is there, what may be launched, how to decide.
package struct Scene: Sendable {
  package var snapshot = Snapshot()
  package var catalog = Catalog(name: "test", types: [])
  package var options = Options()

  package init() {}

  /// The scene under other options.
  package func with(_ change: (inout Options) -> Void) -> Scene {
    var copy = self
    change(&copy.options)
    return copy
  }
}

/// Anything that can stand as a line in a `cluster { … }`.
package protocol ScenePart: Sendable {
  func add(to scene: inout Scene)
}

/// The lines of a `cluster { … }`; `if`, `for` and arrays of parts work too.
@resultBuilder
package enum SceneBuilder {
  package static func buildExpression(_ part: any ScenePart) -> [any ScenePart] { [part] }
  package static func buildExpression(_ parts: [any ScenePart]) -> [any ScenePart] { parts }
  package static func buildBlock(_ lines: [any ScenePart]...) -> [any ScenePart] { lines.flatMap(\.self) }
  package static func buildOptional(_ lines: [any ScenePart]?) -> [any ScenePart] { lines ?? [] }
  package static func buildEither(first lines: [any ScenePart]) -> [any ScenePart] { lines }
  package static func buildEither(second lines: [any ScenePart]) -> [any ScenePart] { lines }
  package static func buildArray(_ lines: [[any ScenePart]]) -> [any ScenePart] { lines.flatMap(\.self) }
}

/// A scene of these parts, in any order: types go in first, then the rest, then everything is sorted as a reader
/// sorts it.
package func cluster(@SceneBuilder _ parts: () -> [any ScenePart]) -> Scene {
  var scene = Scene()
  let parts = parts()
  for part in parts where part is TypeDraft { part.add(to: &scene) }
  for part in parts where !(part is TypeDraft) { part.add(to: &scene) }
  scene.sort()
  return scene
}

extension Scene {
  /// Puts every array in the order that `Snapshot` and `Catalog` promise.
  package mutating func sort() {
    func sorted<Object>(_ objects: inout [Object], _ meta: (Object) -> ObjectMeta) {
      objects.sort { meta($0).reference < meta($1).reference }
    }
    catalog.types.sort { $0.name < $1.name }
    sorted(&snapshot.pods) { $0.metadata }
    sorted(&snapshot.nodes) { $0.metadata }
    sorted(&snapshot.nodeClaims) { $0.metadata }
    sorted(&snapshot.nodePools) { $0.metadata }
    sorted(&snapshot.nodeClasses) { $0.metadata }
    sorted(&snapshot.daemonSets) { $0.metadata }
    sorted(&snapshot.workloads) { $0.metadata }
    sorted(&snapshot.disruptionBudgets) { $0.metadata }
    sorted(&snapshot.priorityClasses) { $0.metadata }
    sorted(&snapshot.namespaces) { $0.metadata }
    sorted(&snapshot.claims) { $0.metadata }
    sorted(&snapshot.volumes) { $0.metadata }
    sorted(&snapshot.storageClasses) { $0.metadata }
    sorted(&snapshot.csiNodes) { $0.metadata }
  }
}

extension PodDraft: ScenePart {
  package func add(to scene: inout Scene) { scene.snapshot.pods += pods }
}

extension TypeDraft: ScenePart {
  package func add(to scene: inout Scene) { scene.catalog.types.append(type) }
}

extension PoolDraft: ScenePart {
  package func add(to scene: inout Scene) { scene.snapshot.nodePools.append(pool) }
}

extension NodeDraft: ScenePart {
  package func add(to scene: inout Scene) {
    let (node, claim) = resolved(types: scene.catalog.types)
    scene.snapshot.nodes.append(node)
    if let claim { scene.snapshot.nodeClaims.append(claim) }
    scene.snapshot.pods += pods
  }
}
