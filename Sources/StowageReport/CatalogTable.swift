import StowageModel
import StowageUnits

/// A catalog that can be named on the command line.
package struct CatalogEntry: Sendable {
  package var name: String
  package var path: String
  package var catalog: Catalog

  package init(name: String, path: String, catalog: Catalog) {
    self.name = name
    self.path = path
    self.catalog = catalog
  }
}

/// Catalogs and what is in them, for people.
package enum CatalogTable {
  /// A row a catalog.
  package static func list(_ entries: [CatalogEntry], palette: Palette = .plain) -> String {
    var table = Table([
      .init("NAME"), .init("TYPES", .right), .init("ZONES", .right), .init("OFFERINGS", .right),
      .init("PATH"),
    ])
    for entry in entries {
      let offerings = entry.catalog.types.flatMap(\.offerings)
      let zones = Set(offerings.map(\.zone)).count
      table.append([
        .init(entry.name, .strong), "\(entry.catalog.types.count)", "\(zones)", "\(offerings.count)",
        .init(entry.path),
      ])
    }
    return table.text(palette)
  }

  /// A row a type: what pods may use of it, and the lowest price on demand and as spot; `~` marks a spot price
  /// that is computed, not observed.
  package static func show(
    _ catalog: Catalog, detail: TableDetail = .short, palette: Palette = .plain
  ) -> String {
    let extended = extendedNames(in: catalog.types.map(\.capacity))
      .filter { detail == .wide || !$0.text.hasPrefix("vpc.amazonaws.com/") }
    var columns: [Table.Column] = [
      .init("TYPE"), .init("ARCH"), .init("CPU", .right), .init("MEMORY", .right), .init("PODS", .right),
    ]
    if detail == .wide { columns.append(.init("STORAGE", .right)) }
    columns += extended.map { .init(title(of: $0), .right) }
    columns += [.init("ON-DEMAND", .right), .init("SPOT", .right), .init("ZONES")]
    var table = Table(columns)
    for type in catalog.types {
      table.append(row(for: type, extended: extended, detail: detail))
    }
    return table.text(palette)
  }

  private static func row(
    for type: InstanceType, extended: [ResourceName], detail: TableDetail
  ) -> [Table.Cell] {
    func amount(_ name: ResourceName) -> Table.Cell {
      let amount = type.allocatable[name]
      return Table.Cell(amount == 0 ? "-" : Quantity.text(ofAmount: amount, of: name))
    }
    var cells: [Table.Cell] = [
      .init(type.name, .strong), .init(type.architecture), amount(.cpu), amount(.memory), amount(.pods),
    ]
    if detail == .wide { cells.append(amount(.ephemeralStorage)) }
    cells += extended.map(amount)
    cells += [price(of: type, capacityType: "on-demand"), price(of: type, capacityType: "spot")]
    return cells + [zones(of: type)]
  }

  private static func price(of type: InstanceType, capacityType: String) -> Table.Cell {
    let offered = type.offerings.filter { $0.capacityType == capacityType && $0.isAvailable }
    guard let cheapest = offered.min(by: { ($0.price, $0.zone) < ($1.price, $1.zone) }) else { return "-" }
    return Table.Cell((cheapest.isDerivedPrice ? "~" : "") + cheapest.price.hourlyText)
  }

  /// The zones by what sets them apart: `ap-northeast-2a,b,d`.
  private static func zones(of type: InstanceType) -> Table.Cell {
    let zones = Set(type.offerings.map(\.zone)).sorted()
    guard let first = zones.first else { return "" }
    let stem = first.dropLast()
    guard zones.count > 1, zones.allSatisfy({ $0.dropLast() == stem }) else {
      return Table.Cell(zones.joined(separator: ","))
    }
    return Table.Cell(stem + zones.map { $0.suffix(1) }.joined(separator: ","))
  }

  /// One line a type.
  package static func names(of catalog: Catalog) -> String {
    catalog.types.map { "instancetype/" + printable($0.name) + "\n" }.joined()
  }
}
