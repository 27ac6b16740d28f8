/// Why a node is disrupted; also the words of a NodePool budget's `reasons`, but for `Expired`, which no budget
/// holds back.
public enum DisruptionReason: String, Hashable, Sendable, CaseIterable {
  case underutilized = "Underutilized"
  case empty = "Empty"
  case drifted = "Drifted"
  case expired = "Expired"
}
