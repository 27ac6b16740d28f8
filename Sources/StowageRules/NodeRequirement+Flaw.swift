import StowageModel

extension NodeRequirement {
  /// What is wrong with a requirement as written, in words that follow "its requirement on KEY"; nil where nothing is.
  ///
  /// The API server refuses such objects (Kubernetes: `validateNodeSelectorRequirement`; Karpenter: the NodePool's
  /// schema), but manifests that it has not seen yet may have them.
  package var flaw: String? {
    if Requirement(self) == nil { return "uses the unknown operator \(op)" }
    if ["Gt", "Gte", "Lt", "Lte"].contains(op), values.count != 1 || Int64(values[0]) == nil {
      let written = values.isEmpty ? "nothing" : values.joined(separator: ", ")
      return "compares with \(written), where \(op) takes one integer"
    }
    guard let minValues else { return nil }
    if !(1...50).contains(minValues) { return "has minValues \(minValues), which is not within 1 and 50" }
    if op == "In" && minValues > Set(values).count {
      return "has minValues \(minValues), but lists only \(Set(values).count)"
    }
    return nil
  }
}
