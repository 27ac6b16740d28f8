import StowageUnits

/// The amount that a quantity spells, in the units of `ResourceName.isMilli`. Test cases only: a text that is no
/// quantity stops the test run.
package func amount(_ text: String, of name: ResourceName) -> Int64 {
  guard let quantity = try? Quantity(text) else {
    preconditionFailure("not a quantity of \(name.text): \(text)")
  }
  return quantity.amount(of: name).value
}

/// The list that names exactly the amounts given.
package func resources(
  cpu: String? = nil, memory: String? = nil, _ others: [String: String] = [:]
) -> ResourceList {
  var list = ResourceList()
  if let cpu { list[.cpu] = amount(cpu, of: .cpu) }
  if let memory { list[.memory] = amount(memory, of: .memory) }
  for (name, text) in others.sorted(by: { $0.key < $1.key }) {
    list[ResourceName(name)] = amount(text, of: ResourceName(name))
  }
  return list
}
