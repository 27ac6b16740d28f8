import StowageModel
import StowageUnits

/// Values that many objects share. Members whose value is the one that an absent member has are left out.
extension JSONWriter {
  mutating func write(_ labels: Labels) {
    object { writer in
      for pair in labels.pairs {
        writer.key(pair.key)
        writer.write(pair.value)
      }
    }
  }

  mutating func write(_ list: ResourceList) {
    object { writer in
      for entry in list.entries {
        writer.key(entry.name.text)
        writer.write(Quantity.text(ofAmount: entry.amount, of: entry.name))
      }
    }
  }

  mutating func write(_ vector: ResourceVector) {
    object { writer in
      for name in vector.names {
        writer.key(name.text)
        writer.write(Quantity.text(ofAmount: vector[name], of: name))
      }
    }
  }

  mutating func nonEmpty(_ name: StaticString, _ text: String) {
    if !text.isEmpty { member(name, text) }
  }

  mutating func nonEmpty(_ name: StaticString, _ texts: [String]) {
    if !texts.isEmpty { member(name, texts) }
  }

  mutating func nonEmpty(_ name: StaticString, _ labels: Labels) {
    if labels.isEmpty { return }
    key(name)
    write(labels)
  }

  mutating func nonEmpty(_ name: StaticString, _ list: ResourceList) {
    if list.isEmpty { return }
    key(name)
    write(list)
  }

  mutating func nonEmpty(_ name: StaticString, _ vector: ResourceVector) {
    if vector == .zero { return }
    key(name)
    write(vector)
  }

  mutating func optional(_ name: StaticString, _ text: String?) {
    if let text { member(name, text) }
  }

  mutating func optional(_ name: StaticString, _ number: (some BinaryInteger)?) {
    if let number { member(name, number) }
  }

  mutating func optional(_ name: StaticString, _ timestamp: Timestamp?) {
    if let timestamp { member(name, timestamp.rfc3339) }
  }

  mutating func write(requirement: NodeRequirement) {
    object { writer in
      writer.member("key", requirement.key)
      writer.member("operator", requirement.op)
      writer.nonEmpty("values", requirement.values)
      writer.optional("minValues", requirement.minValues)
    }
  }
}
