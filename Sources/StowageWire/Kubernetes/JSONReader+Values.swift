import StowageModel
import StowageUnits

/// Values that many Kubernetes objects share.
extension JSONReader {
  /// The elements of an array.
  @inline(__always) mutating func array<Element>(
    _ element: (inout JSONReader) throws(JSONFault) -> Element
  ) throws(JSONFault) -> [Element] {
    var result: [Element] = []
    try enterArray()
    while try nextElement() { result.append(try element(&self)) }
    return result
  }

  mutating func strings() throws(JSONFault) -> [String] {
    try array { reader throws(JSONFault) in try reader.interned() }
  }

  /// An object whose values are texts.
  mutating func labels() throws(JSONFault) -> Labels {
    var result = Labels()
    try enterObject()
    while let key = try nextKey() {
      let name = interner.string(key)
      result[name] = try interned()
    }
    return result
  }

  /// Amounts by resource name, none below `least`. A null amount is zero, as in Go.
  mutating func resources(least: Int64 = .min) throws(JSONFault) -> ResourceList {
    var result = ResourceList()
    try enterObject()
    while let key = try nextKeyOfAnyValue() {
      let name = ResourceName(interner.string(key))
      skipWhitespace()
      let start = position
      let amount = try skipNull() ? 0 : try amount(of: name)
      if amount < least {
        throw JSONFault(
          "NegativeQuantity", at: start, found: shownText(at: start), rule: "is below zero",
          hint: "The API server takes no pod that asks for less than nothing")
      }
      result[name] = amount
    }
    return result
  }

  /// A quantity, as a text or a bare number, in the unit that the resource is counted in.
  mutating func amount(of name: ResourceName) throws(JSONFault) -> Int64 {
    skipWhitespace()
    let start = position
    if peek() == UInt8(ascii: "\""), let bytes = try plainString() {
      if let amount = Quantity.plainAmount(bytes, isMilli: name.isMilli) { return amount }
      position = start
    }
    let quantity = try quantity()
    let amount = quantity.amount(of: name)
    if amount.isSaturated {
      remark(
        "QuantityTooLarge", at: start, "\(quantity) does not fit in 64 bits and counts as \(amount.value)")
    }
    return amount.value
  }

  /// A quantity, as a text or a bare number.
  mutating func quantity() throws(JSONFault) -> Quantity {
    skipWhitespace()
    let start = position
    let text = try numberOrString()
    // Go trims blanks around the text of a JSON value, though its parser refuses them.
    let trimmed = text.trimmingBlanks()
    do {
      let quantity = try Quantity(trimmed)
      if !quantity.hasDigits { remark("QuantityWithoutDigits", at: start, "\"\(text)\" counts as 0") }
      return quantity
    } catch {
      throw JSONFault("InvalidQuantity", at: start, found: error.found, rule: error.rule, hint: error.hint)
    }
  }

  mutating func timestamp() throws(JSONFault) -> Timestamp {
    skipWhitespace()
    let start = position
    if let bytes = try plainString(), let timestamp = Timestamp(rfc3339: bytes) { return timestamp }
    throw JSONFault(
      "InvalidTimestamp", at: start, found: shownText(at: start), rule: "is not a time",
      hint: "Maybe 2025-03-14T09:26:53Z was meant")
  }

  /// A Go duration; nil for `Never`.
  mutating func durationOrNever() throws(JSONFault) -> Duration? {
    skipWhitespace()
    let start = position
    let text = try string()
    if text == "Never" { return nil }
    guard let duration = Duration(go: text) else {
      throw JSONFault(
        "InvalidDuration", at: start, found: text, rule: "is not a duration", hint: "Maybe 1h30m was meant")
    }
    return duration
  }

  mutating func metadata(isNamespaced: Bool) throws(JSONFault) -> ObjectMeta {
    var result = ObjectMeta(name: "")
    var generateName = ""
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "name": result.name = try string()
      case "generateName": generateName = try interned()
      case "namespace": result.namespace = try interned()
      case "uid": result.uid = try string()
      case "labels":
        result.labels = try remembered(\.labels) { reader throws(JSONFault) in try reader.labels() }
      case "annotations": result.annotations = try decidingAnnotations()
      case "ownerReferences": result.owners = try ownerReferences()
      case "creationTimestamp": result.creationTimestamp = try timestamp()
      case "deletionTimestamp": result.deletionTimestamp = try timestamp()
      default: try skip()
      }
    }
    if result.name.isEmpty { result.name = generateName }
    if !isNamespaced {
      result.namespace = ""
    } else if result.namespace.isEmpty {
      result.namespace = "default"
    }
    return result
  }

  private mutating func ownerReferences() throws(JSONFault) -> [OwnerReference] {
    try remembered(\.owners) { reader throws(JSONFault) in
      try reader.array { reader throws(JSONFault) in try reader.ownerReference() }
    }
  }

  private mutating func ownerReference() throws(JSONFault) -> OwnerReference {
    var result = OwnerReference(kind: "", name: "", isController: false)
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "apiVersion": result.apiVersion = try interned()
      case "kind": result.kind = try interned()
      case "name": result.name = try interned()
      case "uid": result.uid = try interned()
      case "controller": result.isController = try boolean()
      default: try skip()
      }
    }
    return result
  }

  /// The annotations that somebody acts on when pods are placed or nodes are disrupted; the others (which can be
  /// whole copies of the object) are passed over.
  private mutating func decidingAnnotations() throws(JSONFault) -> Labels {
    var result = Labels()
    try enterObject()
    while let key = try nextKey() {
      guard JSONReader.decides(annotation: key) else {
        try skip()
        continue
      }
      let name = interner.string(key)
      result[name] = try interned()
    }
    return result
  }

  private static func decides(annotation key: Key) -> Bool {
    decidingDomains.contains { domain in
      let length = domain.utf8CodeUnitCount
      var start = key.count
      // The domain ends at the slash, and begins there or after a dot.
      for position in 0..<key.count where key.start[position] == UInt8(ascii: "/") {
        start = position - length
        break
      }
      guard start >= 0, start + length < key.count else { return false }
      guard start == 0 || key.start[start - 1] == UInt8(ascii: ".") else { return false }
      return equalBytes(key.start + start, domain.utf8Start, length)
    }
  }

  private static let decidingDomains: [StaticString] = [
    "karpenter.sh", "karpenter.k8s.aws", "controller.kubernetes.io", "cluster-autoscaler.kubernetes.io",
    "pv.kubernetes.io", "volume.kubernetes.io", "volume.beta.kubernetes.io", "storageclass.kubernetes.io",
    "storageclass.beta.kubernetes.io", "storage.alpha.kubernetes.io", "scheduler.alpha.kubernetes.io",
    "stowage.dev",
  ]

  mutating func condition(keepsMessage: Bool) throws(JSONFault) -> Condition {
    var result = Condition(type: "", status: "")
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "type": result.type = try interned()
      case "status": result.status = try interned()
      case "reason": result.reason = try interned()
      case "message": if keepsMessage { result.message = try interned() } else { try skip() }
      case "lastTransitionTime": result.lastTransitionTime = try timestamp()
      default: try skip()
      }
    }
    return result
  }

  mutating func conditions() throws(JSONFault) -> [Condition] {
    try array { reader throws(JSONFault) in try reader.condition(keepsMessage: true) }
  }
}

extension StringInterner {
  @inline(__always) func string(_ key: JSONReader.Key) -> String {
    string(UnsafeBufferPointer(start: key.start, count: key.count))
  }
}

extension String {
  fileprivate func trimmingBlanks() -> String {
    guard utf8.first.map({ $0 <= 0x20 }) == true || utf8.last.map({ $0 <= 0x20 }) == true else { return self }
    let bytes = Array(utf8.drop { $0 <= 0x20 })
    return String(decoding: bytes[..<(bytes.lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? 0)], as: UTF8.self)
  }
}
