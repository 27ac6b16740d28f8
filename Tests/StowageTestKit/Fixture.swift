import Foundation

/// A file under `Tests/Fixtures`, found from where this source file lies, so that tests run from any directory.
package struct Fixture: Sendable {
  package let path: String

  package init(_ name: String) { path = Fixture.root + "/" + name }

  /// The folder `Tests/Fixtures` of this checkout.
  package static let root = testsFolder + "/Fixtures"
  /// The folder `Tests` of this checkout.
  package static let testsFolder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().path()

  package var exists: Bool { FileManager.default.fileExists(atPath: path) }

  package func bytes() throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path))) }
  package func text() throws -> String { try String(contentsOf: URL(filePath: path), encoding: .utf8) }
}
