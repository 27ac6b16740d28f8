import StowageUnits

/// The amount that a plain quantity spells, such as `500m`, `2`, `1.5` (cpu) or `512Mi` (memory), in the units of
/// `ResourceName.isMilli`. Test cases only: anything else stops the test run with the text at fault.
package func amount(_ text: String, of name: ResourceName) -> Int64 {
  let suffixes: [(String, Int64)] = [
    ("Ki", 1 << 10), ("Mi", 1 << 20), ("Gi", 1 << 30), ("Ti", 1 << 40), ("k", 1000), ("M", 1_000_000),
    ("G", 1_000_000_000),
  ]
  if name.isMilli {
    if text.hasSuffix("m"), let milli = Int64(text.dropLast()) { return milli }
    guard let cores = Double(text) else { preconditionFailure("not a quantity of cpu: \(text)") }
    return Int64((cores * 1000).rounded())
  }
  for (suffix, factor) in suffixes where text.hasSuffix(suffix) {
    guard let count = Double(text.dropLast(suffix.count)) else { break }
    return Int64((count * Double(factor)).rounded())
  }
  guard let whole = Int64(text) else { preconditionFailure("not a quantity of \(name.text): \(text)") }
  return whole
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
