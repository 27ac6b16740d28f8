import Foundation

extension Fixture {
  /// The bytes of a fixture that is stored as `.gz`.
  package func unpackedBytes() throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    precondition(process.terminationStatus == 0, "\(path) cannot be unpacked")
    return [UInt8](data)
  }
}
