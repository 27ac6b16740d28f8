import Foundation
import StowageUnits
import Testing

@Test(
  arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2025-03-14T09:26:53Z", 1_741_944_413),
    ("2025-03-14T09:26:53.999999Z", 1_741_944_413), ("2025-03-14T18:26:53+09:00", 1_741_944_413),
    ("2025-03-14T04:56:53-04:30", 1_741_944_413), ("1969-12-31T23:59:59Z", -1),
    ("2000-02-29T12:00:00Z", 951_825_600),
    ("0001-01-01T00:00:00Z", -62_135_596_800), ("9999-12-31T23:59:59Z", 253_402_300_799),
  ] as [(String, Int64)])
func momentsAreRead(text: String, seconds: Int64) {
  #expect(Timestamp(rfc3339: text)?.seconds == seconds)
}

@Test(arguments: [
  "", "2025-03-14", "2025-03-14T09:26:53", "2025-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
  "2025-13-01T00:00:00Z",
  "2025-04-31T00:00:00Z", "2025-01-00T00:00:00Z", "2025-03-14T24:00:00Z", "2025-03-14T09:60:00Z",
  "2025-03-14T09:26:60Z", "2025-03-14 09:26:53Z", "2025-03-14T09:26:53z", "2025-03-14T09:26:53Z ",
  "2025-03-14T09:26:53.Z", "2025-03-14T09:26:53+0900", "2025-03-14T09:26:53+24:00", "25-03-14T09:26:53Z",
])
func otherMomentsAreRefused(text: String) {
  #expect(Timestamp(rfc3339: text) == nil)
}

@Test func momentsSurviveARoundTrip() {
  var random = SplitMix64(seed: 5)
  for _ in 0..<5000 {
    let moment = Timestamp(seconds: Int64(random.next() % 253_402_300_800))
    #expect(Timestamp(rfc3339: moment.rfc3339) == moment)
  }
  #expect(Timestamp(seconds: -1).rfc3339 == "1969-12-31T23:59:59Z")
  #expect(Timestamp(seconds: 1_741_944_413).rfc3339 == "2025-03-14T09:26:53Z")
}
