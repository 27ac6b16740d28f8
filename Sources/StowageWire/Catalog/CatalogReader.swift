import StowageModel
import StowageUnits

/// Reads a catalog of instance types with prices, in either of two formats that the first character tells apart.
///
/// Our own (`catalogs/README.md` has the meaning of every field; amounts are Kubernetes quantities, prices
/// dollars per hour, read exactly):
///
///     {"apiVersion": "stowage.dev/v1alpha1", "kind": "Catalog", "name": "aws/us-east-1",
///      "labels": {…of every type},
///      "zones": [{"name": "us-east-1a", "labels": {…of every offering there}}],
///      "types": [{"name", "architecture", "operatingSystems", "labels", "capacity", "allocatable",
///        "formula": {"vcpu", "memoryMiB", "networkInterfaces", "ipv4PerInterface", "instanceStoreGB"},
///        "offerings": [{"zone", "capacityType", "price", "available", "derivedPrice", "interruptionBand",
///          "labels", "reservation": {"id", "count"}, "capacity": {…instead of the type's}}]}]}
///
/// Karpenter's kwok provider's: an array of `{name, architecture, operatingSystems, resources, offerings:
/// [{Price, Available, Requirements}]}`, with `allocatable` and `labels` as additions.
package struct CatalogReader {
  private var reader: JSONReader
  private let source: String

  /// The catalog in `bytes`. Its name is the one it states, else `source`, which also names it in errors.
  package static func read(
    _ bytes: UnsafeRawBufferPointer, source: String, limit: ReadingLimit? = nil
  ) throws(InputError) -> Catalog {
    var reader = CatalogReader(bytes, source: source)
    reader.reader.limit = limit
    do throws(JSONFault) {
      return try reader.catalog()
    } catch { throw JSONLocator(bytes).inputError(error, source: source) }
  }

  package static func read(_ bytes: [UInt8], source: String) throws(InputError) -> Catalog {
    let result = bytes.withUnsafeBytes { bytes in
      Result { () throws(InputError) in try read(bytes, source: source) }
    }
    return try result.get()
  }

  private init(_ bytes: UnsafeRawBufferPointer, source: String) {
    self.source = source
    reader = JSONReader(bytes)
  }

  private mutating func catalog() throws(JSONFault) -> Catalog {
    try reader.validateUTF8()
    reader.skipByteOrderMark()
    var result = Catalog(name: source, types: [])
    if reader.peek() == UInt8(ascii: "[") {
      result.types = try reader.array { reader throws(JSONFault) in try reader.kwokInstanceType() }
    } else {
      try ownFormat(into: &result)
    }
    guard reader.isAtEnd() else { throw reader.syntax("stands after the end of the catalog") }
    result.types.sort { $0.name < $1.name }
    if let twice = zip(result.types, result.types.dropFirst()).first(where: { $0.name == $1.name }) {
      throw JSONFault("DuplicateType", at: 0, found: twice.0.name, rule: "is the name of two instance types")
    }
    return result
  }

  private mutating func ownFormat(into catalog: inout Catalog) throws(JSONFault) {
    let start = reader.position
    let type = try reader.peekObjectType()
    guard type.kind == "Catalog" else {
      throw JSONFault(
        "NotACatalog", at: start, found: type.kind, rule: "is no catalog of instance types",
        hint: "A catalog has the kind Catalog, or is a JSON array of instance types in kwok's format")
    }
    var shared = CatalogShared()
    var typesStart: Int?
    var isSharedKnown = true
    try reader.enterObject()
    while let key = try reader.nextKey() {
      switch key {
      case "name": catalog.name = try reader.string()
      case "labels":
        shared.labels = try reader.labels()
        isSharedKnown = typesStart == nil
      case "zones":
        shared.zones = try reader.array { reader throws(JSONFault) in try reader.zoneLabels() }
        isSharedKnown = typesStart == nil
      case "types":
        typesStart = reader.position
        catalog.types = try reader.array { reader throws(JSONFault) in try reader.instanceType(shared) }
      default: try reader.skip()
      }
    }
    guard let typesStart else { throw JSONFault("MissingField", at: start, rule: "has no types") }
    if isSharedKnown { return }
    // What the types share stood behind them.
    let end = reader.position
    reader.position = typesStart
    catalog.types = try reader.array { reader throws(JSONFault) in try reader.instanceType(shared) }
    reader.position = end
  }
}

/// What types and offerings of a catalog have in common.
struct CatalogShared {
  var labels = Labels()
  var zones: [ZoneLabels] = []

  struct ZoneLabels {
    var name: String
    var labels: Labels
  }

  func labels(ofZone name: String) -> Labels { zones.first { $0.name == name }?.labels ?? Labels() }
}

extension JSONReader {
  mutating func zoneLabels() throws(JSONFault) -> CatalogShared.ZoneLabels {
    var result = CatalogShared.ZoneLabels(name: "", labels: Labels())
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "name": result.name = try interned()
      case "labels": result.labels = try labels()
      default: try skip()
      }
    }
    return result
  }

  mutating func instanceType(_ shared: CatalogShared) throws(JSONFault) -> InstanceType {
    skipWhitespace()
    let start = position
    var result = InstanceType(name: "")
    var allocatable: ResourceVector?
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "name": result.name = try string()
      case "architecture": result.architecture = try interned()
      case "operatingSystems": result.operatingSystems = try strings()
      case "labels": result.labels = try labels()
      case "capacity": result.capacity = ResourceVector(try resources())
      case "allocatable": allocatable = ResourceVector(try resources())
      case "formula": result.formula = try formula()
      case "offerings":
        result.offerings = try array { reader throws(JSONFault) in try reader.offering(shared) }
      default: try skip()
      }
    }
    if result.name.isEmpty { throw JSONFault("MissingName", at: start, rule: "an instance type has no name") }
    result.allocatable = allocatable ?? result.capacity
    result.formula?.isArm = result.architecture == "arm64"
    if !shared.labels.isEmpty { result.labels = shared.labels.merging(result.labels) }
    return result
  }

  private mutating func formula() throws(JSONFault) -> AllocatableFormula {
    var result = AllocatableFormula(
      vcpu: 0, memoryMiB: 0, isArm: false, networkInterfaces: 0, ipv4PerInterface: 0, instanceStoreGB: 0)
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "vcpu": result.vcpu = Int64(try integer())
      case "memoryMiB": result.memoryMiB = Int64(try integer())
      case "networkInterfaces": result.networkInterfaces = Int64(try integer())
      case "ipv4PerInterface": result.ipv4PerInterface = Int64(try integer())
      case "instanceStoreGB": result.instanceStoreGB = Int64(try integer())
      default: try skip()
      }
    }
    return result
  }

  private mutating func offering(_ shared: CatalogShared) throws(JSONFault) -> Offering {
    skipWhitespace()
    let start = position
    var result = Offering(zone: "", capacityType: "", price: .zero)
    var price: Money?
    var own: Labels?
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "zone": result.zone = try interned()
      case "capacityType": result.capacityType = try interned()
      case "price": price = try money()
      case "available": result.isAvailable = try boolean()
      case "derivedPrice": result.isDerivedPrice = try boolean()
      case "interruptionBand": result.interruptionBand = try integer()
      case "labels": own = try labels()
      case "reservation": result.reservation = try reservation()
      case "capacity": result.capacityOverride = ResourceVector(try resources())
      default: try skip()
      }
    }
    result.labels = shared.labels(ofZone: result.zone)
    if let own { result.labels = result.labels.merging(own) }
    return try completed(result, price: price, at: start)
  }

  /// The offering with its price, if it says everything that an offering must.
  func completed(_ offering: Offering, price: Money?, at start: Int) throws(JSONFault) -> Offering {
    guard let price else { throw JSONFault("MissingPrice", at: start, rule: "an offering has no price") }
    guard !offering.zone.isEmpty else {
      throw JSONFault("MissingZone", at: start, rule: "an offering has no zone")
    }
    guard !offering.capacityType.isEmpty else {
      throw JSONFault("MissingCapacityType", at: start, rule: "an offering has no capacity type")
    }
    guard price >= .zero else {
      throw JSONFault("InvalidPrice", at: start, found: "\(price.dollars)", rule: "is a price below zero")
    }
    var result = offering
    result.price = price
    return result
  }

  private mutating func reservation() throws(JSONFault) -> Reservation {
    var result = Reservation(id: "", count: 0)
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "id": result.id = try interned()
      case "count": result.count = try integer()
      default: try skip()
      }
    }
    return result
  }
}
