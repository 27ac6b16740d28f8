import StowageModel
import StowageUnits

/// Reads what the AWS command line prints and the price list; each text says by its members what it is.
///
/// - `aws ec2 describe-instance-types`
/// - `aws ec2 describe-instance-type-offerings --location-type availability-zone`
/// - `aws ec2 describe-spot-price-history --product-descriptions Linux/UNIX`
/// - `aws ec2 describe-availability-zones`
/// - `aws pricing get-products --service-code AmazonEC2`, or the price list file of a region
///
/// Pages of an answer may follow one another in one text.
package struct EC2FactsReader {
  package private(set) var facts = EC2Facts()

  package init() {}

  package mutating func read(_ bytes: UnsafeRawBufferPointer, source: String) throws(InputError) {
    var reader = JSONReader(bytes)
    var start = 0
    do throws(JSONFault) {
      try reader.validateUTF8()
      reader.skipByteOrderMark()
      repeat {
        start = reader.position
        try read(&reader)
      } while !reader.isAtEnd()
    } catch { throw JSONLocator(bytes).inputError(error, source: source, root: start) }
  }

  package mutating func read(_ bytes: [UInt8], source: String) throws(InputError) {
    let result = bytes.withUnsafeBytes { bytes in
      Result { () throws(InputError) in try read(bytes, source: source) }
    }
    try result.get()
  }

  private mutating func read(_ reader: inout JSONReader) throws(JSONFault) {
    reader.skipWhitespace()
    let start = reader.position
    guard reader.peek() != UInt8(ascii: "[") else { throw unknown(at: start) }
    var isKnown = false
    try reader.enterObject()
    while let key = try reader.nextKey() {
      let count = reader.position
      switch key {
      case "InstanceTypes":
        facts.types += try reader.array { reader throws(JSONFault) in try reader.ec2InstanceType() }
      case "InstanceTypeOfferings":
        facts.places += try reader.array { reader throws(JSONFault) in try reader.ec2Place() }
      case "SpotPriceHistory":
        facts.spotPrices += try reader.array { reader throws(JSONFault) in try reader.ec2SpotPrice() }
          .compactMap(\.self)
      case "AvailabilityZones":
        facts.zones += try reader.array { reader throws(JSONFault) in try reader.ec2Zone() }
      case "PriceList":
        facts.onDemandPrices += try reader.array { reader throws(JSONFault) in try reader.quotedPrice() }
          .compactMap(\.self)
      case "products":
        reader.position = start
        facts.onDemandPrices += try reader.priceList()
        return
      default:
        try reader.skip()
        continue
      }
      isKnown = isKnown || reader.position > count
    }
    guard isKnown else { throw unknown(at: start) }
  }

  private func unknown(at start: Int) -> JSONFault {
    JSONFault(
      "NotEC2", at: start, rule: "is none of the answers that a catalog is made of",
      hint:
        "These are InstanceTypes, InstanceTypeOfferings, SpotPriceHistory, AvailabilityZones, PriceList "
        + "and price list files, as they come without --query")
  }
}

extension JSONReader {
  fileprivate mutating func ec2Place() throws(JSONFault) -> EC2Place {
    var result = EC2Place(instanceType: "", zone: "")
    var kindStart = position
    var kind = ""
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "InstanceType": result.instanceType = try interned()
      case "Location": result.zone = try interned()
      case "LocationType":
        skipWhitespace()
        kindStart = position
        kind = try interned()
      default: try skip()
      }
    }
    guard kind == "availability-zone" else {
      throw JSONFault(
        "WrongLocationType", at: kindStart, found: kind,
        rule: "does not say in which zones a type is offered",
        hint: "Ask with --location-type availability-zone")
    }
    return result
  }

  /// nil for operating systems other than Linux.
  fileprivate mutating func ec2SpotPrice() throws(JSONFault) -> EC2SpotPrice? {
    skipWhitespace()
    let start = position
    var result = EC2SpotPrice(instanceType: "", zone: "", price: .zero, since: Timestamp(seconds: 0))
    var price: Money?
    var product = ""
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "InstanceType": result.instanceType = try interned()
      case "AvailabilityZone": result.zone = try interned()
      case "SpotPrice": price = try money()
      case "ProductDescription": product = try interned()
      case "Timestamp": result.since = try timestamp()
      default: try skip()
      }
    }
    guard product.hasPrefix("Linux/UNIX") else { return nil }
    guard let price else { throw JSONFault("MissingPrice", at: start, rule: "has no SpotPrice") }
    result.price = price
    return result
  }

  fileprivate mutating func ec2Zone() throws(JSONFault) -> EC2Zone {
    var result = EC2Zone(name: "", id: "")
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "ZoneName": result.name = try string()
      case "ZoneId": result.id = try string()
      default: try skip()
      }
    }
    return result
  }
}
