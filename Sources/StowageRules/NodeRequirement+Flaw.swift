import StowageModel

extension NodeRequirement {
  /// What is wrong with a requirement as written, in words that follow "its requirement on KEY"; nil where nothing is.
  ///
  /// The API server refuses such objects (Kubernetes: `validateNodeSelectorRequirement`), but manifests that it has not
  /// seen yet may have them.
  package var flaw: String? {
    if Requirement(self) == nil { return "uses the unknown operator \(op)" }
    guard ["Gt", "Gte", "Lt", "Lte"].contains(op), values.count != 1 || Int64(values[0]) == nil else {
      return nil
    }
    let written = values.isEmpty ? "nothing" : values.joined(separator: ", ")
    return "compares with \(written), where \(op) takes one integer"
  }

  /// The same for a requirement of a NodePool, which may have minValues (K25). Those of claims have them too, but list
  /// what is left of the pool's values.
  var poolFlaw: String? {
    if let flaw { return flaw }
    guard let minValues else { return nil }
    if !(1...50).contains(minValues) { return "has minValues \(minValues), which is not within 1 and 50" }
    let listed = Set(values).count
    return op == "In" && minValues > listed ? "has minValues \(minValues), but lists only \(listed)" : nil
  }
}
