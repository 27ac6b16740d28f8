import StowageModel

extension Snapshot {
  /// What reading had to remark, kinds that were left out included.
  var readingWarnings: [Warning] {
    warnings + ignoredKinds.map(\.warning)
  }
}

extension Terminal {
  func note(warnings: [Warning]) {
    for warning in warnings {
      note("warning: " + (warning.object.isEmpty ? "" : warning.object + ": ") + warning.message)
    }
  }
}
