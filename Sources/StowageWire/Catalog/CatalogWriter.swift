import StowageModel
import StowageUnits

/// Writes catalogs in our own format (see `CatalogReader`): a line a type, sorted, for `grep` and `diff`.
package enum CatalogWriter {
  package static func text(of catalog: Catalog) -> String {
    var writer = JSONWriter(.line)
    writer.object { writer in
      writer.member("apiVersion", "stowage.dev/v1alpha1")
      writer.member("kind", "Catalog")
      writer.member("name", catalog.name)
      writer.lines("types", catalog.types) { $0.write(type: $1) }
    }
    return writer.text
  }
}

extension JSONWriter {
  fileprivate mutating func write(type: InstanceType) {
    object { writer in
      writer.member("name", type.name)
      writer.member("architecture", type.architecture)
      writer.member("operatingSystems", type.operatingSystems)
      writer.nonEmpty("labels", type.labels)
      writer.key("capacity")
      writer.write(type.capacity)
      if type.allocatable != type.capacity {
        writer.key("allocatable")
        writer.write(type.allocatable)
      }
      if let formula = type.formula { writer.write(formula: formula) }
      writer.array("offerings", type.offerings) { $0.write(offering: $1) }
    }
  }

  private mutating func write(formula: AllocatableFormula) {
    object("formula") { writer in
      writer.member("vcpu", formula.vcpu)
      writer.member("memoryMiB", formula.memoryMiB)
      writer.member("networkInterfaces", formula.networkInterfaces)
      writer.member("ipv4PerInterface", formula.ipv4PerInterface)
      writer.member("instanceStoreGB", formula.instanceStoreGB)
    }
  }

  private mutating func write(offering: Offering) {
    object { writer in
      writer.member("zone", offering.zone)
      writer.member("capacityType", offering.capacityType)
      writer.member("price", offering.price)
      if !offering.isAvailable { writer.member("available", false) }
      if offering.isDerivedPrice { writer.member("derivedPrice", true) }
      if let band = offering.interruptionBand { writer.member("interruptionBand", band) }
      writer.nonEmpty("labels", offering.labels)
      if let reservation = offering.reservation {
        writer.object("reservation") { writer in
          writer.member("id", reservation.id)
          writer.member("count", reservation.count)
        }
      }
      if let capacity = offering.capacityOverride {
        writer.key("capacity")
        writer.write(capacity)
      }
    }
  }
}
