import StowageModel

extension Snapshot {
  /// What reading had to remark, kinds that were left out included.
  var readingWarnings: [Warning] {
    warnings
      + ignoredKinds.map {
        Warning(
          reason: "IgnoredKind", object: $0.kind, message: "\($0.count) left out, as the kind decides nothing"
        )
      }
  }
}

extension Terminal {
  func note(warnings: [Warning]) {
    for warning in warnings {
      note("warning: " + (warning.object.isEmpty ? "" : warning.object + ": ") + warning.message)
    }
  }
}
