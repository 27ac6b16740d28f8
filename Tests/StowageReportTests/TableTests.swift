import StowageReport
import StowageUnits
import Testing

@Suite struct TableTests {
  @Test func columnsAreThreeBlanksApart() {
    var table = Table([.init("NAME"), .init("N", .right), .init("NOTE")])
    table.append(["a", "1", "first"])
    table.append(["longer", "1000", ""])
    #expect(
      table.text(.plain) == """
        NAME        N   NOTE
        a           1   first
        longer   1000   <none>

        """)
  }

  @Test func paintDoesNotCountAsWidth() {
    var table = Table([.init("NAME"), .init("X")])
    table.append([.init("a", .good), "b"])
    #expect(table.text(.colored).contains("\u{1B}[32ma\u{1B}[0m      b\n"))
  }

  @Test(arguments: [
    ("", 0), ("web", 3), ("서울", 4), ("e\u{301}", 1), ("日本-1", 6), ("🚀", 2), ("é", 1),
  ])
  func widthOnATerminal(text: String, width: Int) { #expect(displayWidth(text) == width) }

  @Test(
    arguments: [
      (0, "$0.0000", "$0.00"), (344_000_000, "$0.3440", "$251.12"), (95_760_000, "$0.0958", "$69.90"),
      (8, "$0.0000", "$0.00"), (-8, "$0.0000", "$0.00"), (49_999, "$0.0000", "$0.04"),
      (50_000, "$0.0001", "$0.04"), (-1_500_000_000, "-$1.5000", "-$1,095.00"),
      (1_234_567_890_000_000, "$1,234,567.8900", "$901,234,559.70"),
      (Int64.max, "$9,223,372,036.8548", "out of range"),
    ] as [(Int64, String, String)])
  func moneyAsText(nanos: Int64, hourly: String, monthly: String) {
    #expect(Money(nanos: nanos).hourlyText == hourly)
    #expect(Money(nanos: nanos).monthlyText == monthly)
  }

  @Test(arguments: [
    (0.0, "0.00%"), (0.00126, "0.13%"), (1.0, "100.00%"), (-0.051, "-5.10%"), (12.5, "1,250.00%"),
    (.nan, "unknown"), (.infinity, "unknown"), (-0.000001, "0.00%"),
  ])
  func ratioAsText(ratio: Double, text: String) { #expect(percentText(ratio) == text) }

  @Test func countsOfThings() {
    #expect(counted(1, "node") == "1 node")
    #expect(counted(12345, "pod") == "12,345 pods")
  }
}
