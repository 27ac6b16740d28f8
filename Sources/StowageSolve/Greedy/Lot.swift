/// Pods of one class that go to the same domains: what the greedy family fills bins with. A class that no rule
/// over domains names is one lot.
struct Lot: Hashable {
  var podClass: Int
  /// Per topology, -1 where any domain will do.
  var domains: [Int32]
  var count: Int32
}

/// Some pods of one lot in a bin.
struct LotPart: Hashable {
  var lot: Int32
  var count: Int32
}

/// Equal bins with equal content.
struct FilledBins: Hashable {
  /// Index into the bins of the table.
  var bin: Int
  var content: [LotPart]
  var copies: Int32
}
