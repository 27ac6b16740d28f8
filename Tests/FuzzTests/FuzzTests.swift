import Foundation
import StowageTestKit
import StowageUnits
import Testing

/// The corpus and changes of it, in the process of the tests: a short and repeatable run. `make fuzz` runs the same
/// targets for long, led by what the code does with each input.
@Suite struct FuzzTests {
  /// `STOWAGE_FUZZ` sets how many inputs each target gets.
  private static let executions =
    ProcessInfo.processInfo.environment["STOWAGE_FUZZ"].flatMap(Int.init) ?? 20_000

  private func corpus(of target: FuzzTarget) throws -> [[UInt8]] {
    let folder = Fixture.testsFolder + "/FuzzTests/Corpus/" + target.rawValue
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    return try names.map { Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + $0))) }
  }

  @Test(arguments: FuzzTarget.allCases)
  func inputsNobodyMeantDoNoHarm(target: FuzzTarget) throws {
    let corpus = try corpus(of: target)
    #expect(corpus.count >= 5)
    let run = FuzzRun()
    for bytes in corpus { #expect(run.run(target, bytes) == nil) }
    var mutation = Mutation(seed: 1, corpus: corpus, longest: target.longest)
    // A request may make a plan, which takes a hundred times as long.
    let count = target == .request ? Self.executions / 4 : Self.executions
    for number in 0..<count {
      let bytes = mutation.next()
      if let fault = run.run(target, bytes) {
        Issue.record("\(target.rawValue) \(number): \(fault): \(String(decoding: bytes, as: UTF8.self))")
      }
    }
  }
}
