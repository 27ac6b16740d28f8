import StowageModel
import StowageRules

extension Snapshot {
  /// The same cluster without the names that somebody gave, to be shared: names of objects and namespaces, UIDs and
  /// label values that neither Kubernetes nor a provider defines are numbered, equal ones alike and in the same
  /// order. It is planned as the original is, at the same cost.
  ///
  /// - Parameter keptLabels: keys whose values stay, such as labels that a catalog of one's own uses.
  public func anonymized(keepingLabels keptLabels: [String] = []) -> Snapshot {
    anonymous(keepingLabels: keptLabels)
  }
}
