import StowageModel
import StowageTestKit
import Testing

@Suite struct LabelsTests {
  @Test(arguments: 0..<40) func mergingIsSettingOneByOne(seed: Int) {
    var draw = Draw(seed: UInt64(seed))
    func some() -> Labels {
      let count = draw.number(0...6)
      return Labels((0..<count).map { _ in ("key-\(draw.number(0...7))", "value-\(draw.number(0...99))") })
    }
    let (base, top) = (some(), some())
    var expected = base
    for pair in top.pairs { expected[pair.key] = pair.value }
    #expect(base.merging(top) == expected, "seed \(seed)")
  }
}
