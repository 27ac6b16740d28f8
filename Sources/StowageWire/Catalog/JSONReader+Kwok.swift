import StowageModel
import StowageUnits

/// Instance types as Karpenter's kwok provider lists them.
extension JSONReader {
  mutating func kwokInstanceType() throws(JSONFault) -> InstanceType {
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
      case "resources": result.capacity = ResourceVector(try resources())
      case "allocatable": allocatable = ResourceVector(try resources())
      case "offerings": result.offerings = try kwokOfferings()
      default: try skip()
      }
    }
    if result.name.isEmpty { throw JSONFault("MissingName", at: start, rule: "an instance type has no name") }
    result.allocatable = allocatable ?? result.capacity
    return result
  }

  private mutating func kwokOfferings() throws(JSONFault) -> [Offering] {
    var result: [Offering] = []
    try enterArray()
    while try nextElement() {
      skipWhitespace()
      let start = position
      for offering in try kwokOffering() {
        result.append(try completed(offering, price: offering.price, at: start))
      }
    }
    return result
  }

  /// One offering, or several where a requirement lists several zones or capacity types.
  private mutating func kwokOffering() throws(JSONFault) -> [Offering] {
    let start = position
    var price: Money?
    var isAvailable = true
    var requirements: [NodeRequirement] = []
    var reservationCount: Int?
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "Price", "price": price = try money()
      case "Available", "available": isAvailable = try boolean()
      case "Requirements", "requirements": requirements = try self.requirements()
      case "ReservationCapacity", "reservationCapacity": reservationCount = try integer()
      default: try skip()
      }
    }
    guard let price else { throw JSONFault("MissingPrice", at: start, rule: "an offering has no price") }
    var labels = Labels()
    for requirement in requirements where requirement.op == "In" && requirement.values.count == 1 {
      labels[requirement.key] = requirement.values[0]
    }
    labels["topology.kubernetes.io/zone"] = nil
    labels["karpenter.sh/capacity-type"] = nil
    let reservationID = labels["karpenter.k8s.aws/capacity-reservation-id"]
    var result: [Offering] = []
    for zone in requirements.values(of: "topology.kubernetes.io/zone") {
      for capacityType in requirements.values(of: "karpenter.sh/capacity-type") {
        var offering = Offering(zone: zone, capacityType: capacityType, price: price)
        offering.isAvailable = isAvailable
        offering.labels = labels
        if capacityType == "reserved" {
          offering.reservation = Reservation(id: reservationID ?? "", count: reservationCount ?? 0)
        }
        result.append(offering)
      }
    }
    return result
  }
}

extension [NodeRequirement] {
  /// The values that a key may have; one empty one where the key is not named, which is then missed.
  fileprivate func values(of key: String) -> [String] {
    first { $0.key == key && $0.op == "In" }?.values ?? [""]
  }
}
