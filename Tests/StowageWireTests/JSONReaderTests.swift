import StowageUnits
import StowageWire
import Testing

/// What `body` reads from a text, or the fault it stops at.
private func read<Value>(
  _ text: String, _ body: (inout JSONReader) throws(JSONFault) -> Value
) throws(JSONFault) -> Value {
  let bytes = Array(text.utf8)
  let result = bytes.withUnsafeBytes { buffer in
    Result { () throws(JSONFault) in
      var reader = JSONReader(buffer)
      return try body(&reader)
    }
  }
  return try result.get()
}

@Test(arguments: [
  (#""""#, ""), (#""a""#, "a"), (#""exactly sixteen.""#, "exactly sixteen."),
  (#""a longer text than fits in one word \" of it""#, "a longer text than fits in one word \" of it"),
  (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u20AC""#, "Aé€"),
  (#""\ud83d\ude00""#, "😀"), (#""\ud83d""#, "\u{FFFD}"), (#""\ud83dx""#, "\u{FFFD}x"),
  (#""\ude00\ud83d\u0041""#, "\u{FFFD}\u{FFFD}A"), (#""é€😀""#, "é€😀"), (#"  "a"  "#, "a"),
])
func texts(json: String, text: String) throws {
  #expect(try read(json) { reader throws(JSONFault) in try reader.string() } == text)
  #expect(try read(json) { reader throws(JSONFault) in try reader.interned() } == text)
}

@Test(
  arguments: [
    ("0", 0), ("-0", 0), ("42", 42), ("-17", -17), ("1.0", 1), ("1e3", 1000), ("-2.50e1", -25),
    ("9223372036854775807", .max), ("-9223372036854775808", .min),
    ("123456789012345678", 123_456_789_012_345_678),
  ] as [(String, Int)])
func wholeNumbers(json: String, value: Int) throws {
  #expect(try read(json) { reader throws(JSONFault) in try reader.integer() } == value)
  #expect(try read("[" + json + "]") { reader throws(JSONFault) in try reader.onlyInteger() } == value)
}

extension JSONReader {
  fileprivate mutating func onlyInteger() throws(JSONFault) -> Int? {
    var result: Int?
    try enterArray()
    while try nextElement() { result = try integer() }
    return result
  }
}

@Test(arguments: [
  "1.5", "1e-1", "9223372036854775808", "1e400", "01", "-", "1.", ".5", "1e", "+1", "0x10", "NaN", "\"1\"",
  "1_0",
])
func otherNumbersAreRefused(json: String) {
  #expect(throws: JSONFault.self) {
    try read("[" + json + "]") { reader throws(JSONFault) in try reader.onlyInteger() }
  }
}

@Test(
  arguments: [
    ("0.0816", 81_600_000), ("1e-9", 1), ("0.1234567891", 123_456_790), ("\"2.5\"", 2_500_000_000), ("0", 0),
    ("9223372036.854775807", .max),
  ] as [(String, Int64)])
func pricesAreExact(json: String, nanos: Int64) throws {
  #expect(try read(json) { reader throws(JSONFault) in try reader.money() } == Money(nanos: nanos))
}

@Test(arguments: ["1e10", "\"cheap\"", "true"])
func otherPricesAreRefused(json: String) {
  #expect(throws: JSONFault.self) { try read(json) { reader throws(JSONFault) in try reader.money() } }
}

/// Texts of all shapes that are JSON; the reader must pass over each to its end.
private let wellFormed = [
  "null", "true", "false", "0", "-1.5e+10", "\"\"", "[]", "{}", "[[],{}]", #"{"a":{"b":[1,2,{"c":null}]}}"#,
  " [ 1 , 2 ] ", "\n{\t\"a\" : 1 ,\r\n \"b\" : \"\\u0041\" }", #"{"":0,"":0}"#, #"["é", "\\", "\""]"#,
  #"[1,"                          ",                              2]"#,
]

@Test(arguments: wellFormed) func anyValueIsPassedOver(json: String) throws {
  let isAtEnd = try read(json) { reader throws(JSONFault) in
    try reader.skip()
    return reader.isAtEnd()
  }
  #expect(isAtEnd)
}

/// Every proper beginning of a text is refused, unless it is a number that could go on or is complete with blanks.
@Test(arguments: wellFormed) func beginningsOfTextsAreRefused(json: String) {
  for length in 0..<json.utf8.count {
    let part = String(decoding: Array(json.utf8.prefix(length)), as: UTF8.self)
    let isComplete =
      part.utf8.count >= json.reversed().drop { $0 == " " }.reversed().count
      || part.allSatisfy { "-+.e0123456789".contains($0) }
    if isComplete { continue }
    #expect(throws: JSONFault.self, "\(part)") {
      try read(part) { reader throws(JSONFault) in try reader.skip() }
    }
  }
}

@Test(arguments: [
  "[1 2]", "[1,]", "[,1]", "{,}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{"a" 1}"#, "{1:2}", "{a:1}", "[1}",
  "{]",
  "nul", "nulL", "True", "tru e", #""\x""#, #""\u12""#, #""\u12G4""#, "\"a\nb\"", "\"a\u{1}b\"", "[01]",
  "[1.]", "[-]",
  "[+1]", "'a'", "/*c*/1", "[NaN]", "}", "]", ":", ",",
])
func otherTextsAreRefused(json: String) {
  let fault = #expect(throws: JSONFault.self) {
    try read(json) { reader throws(JSONFault) in
      try reader.skip()
      if !reader.isAtEnd() { throw JSONFault("InvalidJSON", at: reader.position, rule: "goes on") }
    }
  }
  #expect(fault?.isSyntax == true || fault?.reason == "WrongType")
}

@Test func deepTextsAreRefusedInsteadOfEndingTheProcess() {
  for brackets in ["[", #"{"a":"#] {
    let text = String(repeating: brackets, count: 100_000)
    let fault = #expect(throws: JSONFault.self) {
      try read(text) { reader throws(JSONFault) in try reader.skip() }
    }
    #expect(fault?.reason == "TooDeep")
  }
  let deepest = String(repeating: "[", count: 256) + String(repeating: "]", count: 256)
  #expect(throws: Never.self) { try read(deepest) { reader throws(JSONFault) in try reader.skip() } }
}

@Test(
  arguments: [
    [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
    [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82], [0xE2, 0x28, 0xA1], [0xFF, 0xFE],
    [0xF0, 0x9F, 0x98], [0xC3],
  ] as [[UInt8]])
func malformedUTF8IsRefused(sequence: [UInt8]) {
  for padding in 0..<40 {
    let bytes = [UInt8](repeating: 0x61, count: padding) + sequence
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(JSONFault) in try JSONReader(buffer).validateUTF8() }
    }
    #expect(throws: JSONFault.self) { try result.get() }
  }
}

@Test func everyCharacterIsUTF8() throws {
  var text = ""
  for value in stride(from: 0x20 as UInt32, through: 0x10FFFF, by: 61) {
    if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
  }
  try read(text) { reader throws(JSONFault) in try reader.validateUTF8() }
}

/// The reader never runs past the end of its bytes and never traps, whatever the bytes are.
@Test func randomBytesNeverTrap() {
  var random = SplitMix64(seed: 2)
  let alphabet = Array(#"{}[]:,"\0123456789.-+eEtrufalsn é"#.utf8)
  for _ in 0..<20_000 {
    let count = Int(random.next() % 40)
    let bytes = (0..<count).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
    bytes.withUnsafeBytes { buffer in
      var reader = JSONReader(buffer)
      try? reader.skip()
      #expect(reader.position <= count)
    }
  }
}
