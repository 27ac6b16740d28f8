import StowageModel
import StowageUnits

/// An instance type on the way into a scene's catalog.
package struct TypeDraft: Sendable {
  package var type: InstanceType

  /// Any change that no other modifier spells.
  package func with(_ change: (inout InstanceType) -> Void) -> TypeDraft {
    var copy = self
    change(&copy.type)
    return copy
  }

  package func labeled(_ labels: Labels) -> TypeDraft { with { $0.labels = $0.labels.merging(labels) } }
  package func arch(_ name: String) -> TypeDraft { with { $0.architecture = name } }
  /// More of a resource, in capacity and allocatable.
  package func having(_ resource: ResourceName, _ quantity: String) -> TypeDraft {
    with {
      $0.capacity[resource] = amount(quantity, of: resource)
      $0.allocatable[resource] = amount(quantity, of: resource)
    }
  }
  /// Allocatable below capacity.
  package func allocatable(cpu: String, memory: String) -> TypeDraft {
    with {
      $0.allocatable.cpu = amount(cpu, of: .cpu)
      $0.allocatable.memory = amount(memory, of: .memory)
    }
  }
  package func spot(_ price: Double, zones: [String] = defaultZones) -> TypeDraft {
    with { type in
      for zone in zones {
        type.offerings.append(
          Offering(zone: zone, capacityType: "spot", price: Money(dollars: price)))
      }
    }
  }
  package func offering(
    _ zone: String, _ capacityType: String, _ price: Double, available: Bool = true
  ) -> TypeDraft {
    with {
      var offering = Offering(zone: zone, capacityType: capacityType, price: Money(dollars: price))
      offering.isAvailable = available
      $0.offerings.append(offering)
    }
  }
}

/// A linux type whose allocatable is all of its capacity, on demand at one price in every zone given.
package func type(
  _ name: String, cpu: String, memory: String, pods: Int64 = 110, price: Double? = nil,
  zones: [String] = defaultZones
) -> TypeDraft {
  var type = InstanceType(name: name)
  type.capacity = ResourceVector(
    cpu: amount(cpu, of: .cpu), memory: amount(memory, of: .memory), ephemeralStorage: 20 << 30, pods: pods)
  type.allocatable = type.capacity
  if let price {
    type.offerings = zones.map {
      Offering(zone: $0, capacityType: "on-demand", price: Money(dollars: price))
    }
  }
  return TypeDraft(type: type)
}
