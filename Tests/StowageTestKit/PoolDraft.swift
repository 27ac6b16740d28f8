import StowageModel
import StowageUnits

/// A NodePool on the way into a scene.
package struct PoolDraft: Sendable {
  package var pool: NodePool

  /// Any change that no other modifier spells.
  package func with(_ change: (inout NodePool) -> Void) -> PoolDraft {
    var copy = self
    change(&copy.pool)
    return copy
  }

  package func requiring(
    _ key: String, _ op: String, _ values: String..., minValues: Int? = nil
  ) -> PoolDraft {
    with {
      $0.template.requirements.append(
        NodeRequirement(key: key, op: op, values: values, minValues: minValues))
    }
  }
  /// Labels of the node template.
  package func labeling(_ labels: Labels) -> PoolDraft {
    with { $0.template.labels = $0.template.labels.merging(labels) }
  }
  package func tainted(_ key: String, _ value: String = "", effect: String = "NoSchedule") -> PoolDraft {
    with { $0.template.taints.append(Taint(key: key, value: value, effect: effect)) }
  }
  package func startupTainted(_ key: String, effect: String = "NoSchedule") -> PoolDraft {
    with { $0.template.startupTaints.append(Taint(key: key, effect: effect)) }
  }
  package func weight(_ weight: Int) -> PoolDraft { with { $0.weight = weight } }
  package func limited(_ resource: ResourceName, _ quantity: String) -> PoolDraft {
    with { $0.limits[resource] = amount(quantity, of: resource) }
  }
}

/// A ready NodePool without requirements: everything that the catalog offers, spot included.
package func pool(_ name: String = "default") -> PoolDraft {
  var pool = NodePool(metadata: ObjectMeta(name: name))
  pool.metadata.uid = "nodepool/\(name)"
  pool.conditions = [Condition(type: "Ready", status: "True")]
  return PoolDraft(pool: pool)
}
