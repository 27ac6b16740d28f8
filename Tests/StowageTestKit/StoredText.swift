import Foundation
import Testing

/// Expects `actual` to equal the text stored as `Snapshots/<name>` beside the calling test file.
///
/// With the environment variable `STOWAGE_UPDATE_SNAPSHOTS=1` the text is written instead; review the change and
/// commit it. A difference is reported line by line.
package func expectStored(
  _ actual: String, as name: String, filePath: String = #filePath,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let folder = URL(filePath: filePath).deletingLastPathComponent().appending(path: "Snapshots")
  let file = folder.appending(path: name)
  if ProcessInfo.processInfo.environment["STOWAGE_UPDATE_SNAPSHOTS"] == "1" {
    do {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try actual.write(to: file, atomically: true, encoding: .utf8)
    } catch {
      Issue.record("cannot write \(file.path()): \(error)", sourceLocation: sourceLocation)
    }
    return
  }
  guard let stored = try? String(contentsOf: file, encoding: .utf8) else {
    Issue.record(
      "no stored text \(file.path()); run with STOWAGE_UPDATE_SNAPSHOTS=1 to write it:\n\(actual)",
      sourceLocation: sourceLocation)
    return
  }
  if stored == actual { return }
  let difference = lineDifference(from: stored, to: actual)
  Issue.record("\(name) differs (- stored, + now):\n\(difference)", sourceLocation: sourceLocation)
}

/// The lines that differ, each with its number in its own text, with one line of context around every change.
package func lineDifference(from old: String, to new: String) -> String {
  let oldLines = old.split(separator: "\n", omittingEmptySubsequences: false)
  let newLines = new.split(separator: "\n", omittingEmptySubsequences: false)
  var removed = Set<Int>()
  var inserted = Set<Int>()
  for change in newLines.difference(from: oldLines) {
    switch change {
    case .remove(let offset, _, _): removed.insert(offset)
    case .insert(let offset, _, _): inserted.insert(offset)
    }
  }
  var lines: [(isChange: Bool, text: String)] = []
  var before = 0
  var after = 0
  while before < oldLines.count || after < newLines.count {
    if before < oldLines.count, removed.contains(before) {
      lines.append((true, "-\(before + 1) \(oldLines[before])"))
      before += 1
    } else if after < newLines.count, inserted.contains(after) {
      lines.append((true, "+\(after + 1) \(newLines[after])"))
      after += 1
    } else {
      lines.append((false, " \(after + 1) \(newLines[after])"))
      before += 1
      after += 1
    }
  }
  let shown = lines.indices.filter { index in
    (max(0, index - 1)...min(lines.count - 1, index + 1)).contains { lines[$0].isChange }
  }
  return shown.map { lines[$0].text }.joined(separator: "\n")
}
