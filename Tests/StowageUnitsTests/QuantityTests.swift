import Foundation
import StowageUnits
import Testing

/// One line of the table that Kubernetes' own parser printed.
private struct GoldenLine {
  var text: String
  /// nil where Kubernetes refuses the text.
  var result: (description: String, format: String, value: Int64, milli: Int64)?

  init(_ line: String) throws {
    let parts = line.split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
    text = String(parts[1])
    if parts[2] == " ERR" { return }
    let words = parts[2].split(separator: " ")
    func field(_ index: Int) throws -> Substring { try #require(words[index].split(separator: "=").last) }
    result = (
      String(words[1]), String(try field(2)), try #require(Int64(try field(3))),
      try #require(Int64(try field(4)))
    )
  }
}

private func fixture(_ name: String) throws -> String {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  return try String(contentsOf: folder.appending(path: "Fixtures/\(name)"), encoding: .utf8)
}

@Test func quantitiesAgreeWithTheKubernetesParser() throws {
  let lines = try fixture("quantity-golden.txt").split(separator: "\n").map { try GoldenLine(String($0)) }
  #expect(lines.count == 42)
  for line in lines {
    guard let expected = line.result else {
      #expect(throws: InputError.self, "\(line.text)") { try Quantity(line.text) }
      continue
    }
    let quantity = try Quantity(line.text)
    #expect(quantity.description == expected.description, "\(line.text)")
    #expect(quantity.format.rawValue == expected.format, "\(line.text)")
    // Where the true amount does not fit, Go wraps round; everywhere else the amounts are equal.
    if quantity.value.isSaturated {
      #expect(quantity.value.value == .max && expected.value != .max, "\(line.text)")
    } else {
      #expect(quantity.value.value == expected.value, "\(line.text)")
    }
    if quantity.milliValue.isSaturated {
      #expect(quantity.milliValue.value == .max && expected.milli != .max, "\(line.text)")
    } else {
      #expect(quantity.milliValue.value == expected.milli, "\(line.text)")
    }
  }
}

@Test(arguments: ["9223372036854775808", "1e400", "10E", "100000000000000000000"])
func amountsBeyond64BitsSaturate(text: String) throws {
  #expect(try Quantity(text).value == Quantity.Amount(value: .max, isSaturated: true))
  #expect(try Quantity("-1" + text).value == Quantity.Amount(value: .min, isSaturated: true))
}

@Test(arguments: ["8Ei", "1E"])
func thousandthsSaturateBeforeUnitsDo(text: String) throws {
  #expect(try Quantity(text).value.isSaturated == false)
  #expect(try Quantity(text).milliValue == Quantity.Amount(value: .max, isSaturated: true))
}

@Test(arguments: [
  ("+", "0"), ("-", "0"), ("000", "0"), ("1Pi", "1Pi"), ("3000Gi", "3000Gi"), ("4096Gi", "4Ti"),
  ("1024.5Ki", "1049088"), ("1.0001Ki", "1024102400u"), ("-1.5Gi", "-1536Mi"), ("1000E", "1e21"),
  ("1000000", "1M"), ("999999999999999999", "999999999999999999"), ("1e-10000", "1e-9"), ("1000m", "1"),
  ("1.25", "1250m"), ("1234567890123456789012", "1234567890123456789012"), ("-8Ei", "-9223372036854775807"),
])
func canonicalText(text: String, canonical: String) throws {
  #expect(try Quantity(text).description == canonical)
}

@Test(arguments: ["..", "1.2.3", "1Ki5", "1ee5", "1e3.5", "-+1", "１", "1 Gi", "Infinity", "NaN", "1e+", "m1"])
func otherTextsAreRefused(text: String) {
  let error = #expect(throws: InputError.self) { try Quantity(text) }
  #expect(error?.reason == "InvalidQuantity")
  #expect(error?.found == text)
}

@Test func textWithoutDigitsIsMarked() throws {
  #expect(try Quantity("Ki").hasDigits == false)
  #expect(try Quantity("0").hasDigits)
  #expect(try Quantity(".5").hasDigits)
}

@Test func plainAmountsAgreeWithTheFullParser() throws {
  var random = SplitMix64(seed: 17)
  let suffixes = ["", "m", "k", "M", "G", "Ki", "Mi", "Gi", "Ti", "n", "e3", ".5", "x"]
  var plain = 0
  for _ in 0..<20_000 {
    let digits = Int(random.next() % 12)
    let number = (0..<digits).map { _ in String(random.next() % 10) }.joined()
    let text = number + suffixes[Int(random.next() % UInt64(suffixes.count))]
    for isMilli in [false, true] {
      let bytes = Array(text.utf8)
      guard let amount = bytes.withUnsafeBufferPointer({ Quantity.plainAmount($0, isMilli: isMilli) }) else {
        continue
      }
      plain += 1
      let quantity = try Quantity(text)
      let full = isMilli ? quantity.milliValue : quantity.value
      #expect(full == Quantity.Amount(value: amount, isSaturated: false), "\(text)")
    }
  }
  #expect(plain > 5000)
}

@Test(
  arguments: [
    (5150, "cpu", "5150m"), (5000, "cpu", "5"), (0, "cpu", "0"), (-100, "cpu", "-100m"),
    (7680 << 20, "memory", "7680Mi"), (1 << 30, "memory", "1Gi"), (1_000_000_000, "memory", "1000000000"),
    (1023, "memory", "1023"), (17 << 30, "ephemeral-storage", "17Gi"), (8, "pods", "8"),
    (4 << 20, "hugepages-2Mi", "4Mi"), (8, "nvidia.com/gpu", "8"), (.max, "memory", "9223372036854775807"),
    (.min, "memory", "-8Ei"),
  ] as [(Int64, String, String)])
func amountsAreWrittenInTheirUnit(amount: Int64, name: String, text: String) throws {
  #expect(Quantity.text(ofAmount: amount, of: ResourceName(name)) == text)
  // Kubernetes caps binary texts at ±(2^63 - 1).
  if amount != .min { #expect(try Quantity(text).amount(of: ResourceName(name)).value == amount) }
}
