/// Why a node is disrupted; also the words of a NodePool budget's `reasons`, but for `Expired`, which no budget
/// holds back.
public enum DisruptionReason: String, Hashable, Sendable, CaseIterable {
  /// Its pods fit elsewhere, or on cheaper nodes; such commands always save something.
  case underutilized = "Underutilized"
  /// Nothing on it would have to move.
  case empty = "Empty"
  /// Its NodeClaim has the condition Drifted: its NodePool or node class would make it otherwise now.
  case drifted = "Drifted"
  /// It has lived for `expireAfter`; NodePool budgets do not hold it back.
  case expired = "Expired"
}
