import StowageModel
import StowageUnits

/// The AWS price list, as a file (all products, then all terms) and as `aws pricing get-products` answers (an array
/// of texts, each a product with its terms). Kept are Linux machines without software of their own, in shared
/// tenancy and used on demand.
extension JSONReader {
  private struct Product {
    var sku = ""
    var type = ""
    var region = ""
    /// The attributes that make it an ordinary Linux machine, as far as they are stated.
    var isOrdinary = true
  }

  /// One element of `PriceList`: JSON in a text; nil where it is not an ordinary machine.
  mutating func quotedPrice() throws(JSONFault) -> EC2OnDemandPrice? {
    skipWhitespace()
    let start = position
    // A product is an object where the answer was processed by other programs.
    guard peek() == UInt8(ascii: "\"") else { return try productWithTerms() }
    var text = try string()
    let result = text.withUTF8 { text in
      Result { () throws(JSONFault) in
        var reader = JSONReader(UnsafeRawBufferPointer(text))
        return try reader.productWithTerms()
      }
    }
    // Offsets inside of the text mean nothing outside.
    do { return try result.get() } catch {
      throw JSONFault(error.reason, at: start, found: error.found, rule: error.rule, hint: error.hint)
    }
  }

  private mutating func productWithTerms() throws(JSONFault) -> EC2OnDemandPrice? {
    var product: Product?
    var price: Money?
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "product": product = try self.product()
      case "terms":
        price = try onDemandTerms { reader throws(JSONFault) in try reader.hourlyPrice() }.first?.1
      default: try skip()
      }
    }
    guard let product, product.isOrdinary, let price else { return nil }
    return EC2OnDemandPrice(instanceType: product.type, region: product.region, price: price)
  }

  /// A whole price list file.
  mutating func priceList() throws(JSONFault) -> [EC2OnDemandPrice] {
    var products: [String: Product] = [:]
    var prices: [(String, Money)] = []
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "products":
        try enterObject()
        while try nextKey() != nil {
          let product = try self.product()
          if product.isOrdinary { products[product.sku] = product }
        }
      case "terms":
        prices = try onDemandTerms { reader throws(JSONFault) in
          var result: Money?
          try reader.enterObject()
          while try reader.nextKey() != nil {
            if let price = try reader.hourlyPrice() { result = price }
          }
          return result
        }
      default: try skip()
      }
    }
    return prices.compactMap { sku, price in
      products[sku].map { EC2OnDemandPrice(instanceType: $0.type, region: $0.region, price: price) }
    }
  }

  private mutating func product() throws(JSONFault) -> Product {
    var result = Product()
    var isMachine = false
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "sku": result.sku = try string()
      case "productFamily":
        let family = try interned()
        isMachine = family == "Compute Instance" || family == "Compute Instance (bare metal)"
      case "attributes": try attributes(into: &result)
      default: try skip()
      }
    }
    result.isOrdinary = result.isOrdinary && isMachine && !result.type.isEmpty
    return result
  }

  private mutating func attributes(into product: inout Product) throws(JSONFault) {
    var isOrdinary = true
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "instanceType": product.type = try interned()
      case "regionCode": product.region = try interned()
      case "operatingSystem": isOrdinary = try interned() == "Linux" && isOrdinary
      case "tenancy": isOrdinary = try interned() == "Shared" && isOrdinary
      case "preInstalledSw": isOrdinary = try interned() == "NA" && isOrdinary
      case "capacitystatus": isOrdinary = try interned() == "Used" && isOrdinary
      case "locationType": isOrdinary = try interned() == "AWS Region" && isOrdinary
      case "marketoption": isOrdinary = try interned() == "OnDemand" && isOrdinary
      default: try skip()
      }
    }
    product.isOrdinary = isOrdinary
  }

  /// The members of `terms.OnDemand`, each by its name and read by `price`.
  private mutating func onDemandTerms(
    _ price: (inout JSONReader) throws(JSONFault) -> Money?
  ) throws(JSONFault) -> [(String, Money)] {
    var result: [(String, Money)] = []
    try enterObject()
    while let key = try nextKey() {
      guard "OnDemand" ~= key else {
        try skip()
        continue
      }
      try enterObject()
      while let name = try nextKey() {
        let name = name.text
        if let found = try price(&self) { result.append((name, found)) }
      }
    }
    return result
  }

  /// The dollars per hour of one term; nil where it is priced otherwise.
  private mutating func hourlyPrice() throws(JSONFault) -> Money? {
    var result: Money?
    try enterObject()
    while let key = try nextKey() {
      guard "priceDimensions" ~= key else {
        try skip()
        continue
      }
      try enterObject()
      while try nextKey() != nil {
        if let price = try priceDimension() { result = price }
      }
    }
    return result
  }

  private mutating func priceDimension() throws(JSONFault) -> Money? {
    var unit = ""
    var result: Money?
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "unit": unit = try interned()
      case "pricePerUnit":
        try enterObject()
        while let currency = try nextKey() {
          if "USD" ~= currency { result = try money() } else { try skip() }
        }
      default: try skip()
      }
    }
    return unit == "Hrs" ? result : nil
  }
}
