import StowageUnits
import Testing

@Test(
  arguments: [
    ("0", .zero, "0s"), ("1h30m", .seconds(5400), "1h30m0s"), ("720h", .seconds(2_592_000), "720h0m0s"),
    ("1.5s", .milliseconds(1500), "1.5s"), (".5h", .seconds(1800), "30m0s"), ("1.m", .seconds(60), "1m0s"),
    ("-2m", .seconds(-120), "-2m0s"), ("+100ms", .milliseconds(100), "100ms"),
    ("3us", .microseconds(3), "3µs"),
    ("3µs", .microseconds(3), "3µs"), ("1500ns", .nanoseconds(1500), "1.5µs"),
    ("7ns", .nanoseconds(7), "7ns"),
    ("1h1ms", .milliseconds(3_600_001), "1h0m0.001s"), ("0.0000000001s", .zero, "0s"),
    ("2562047h47m16.854775807s", .nanoseconds(Int64.max), "2562047h47m16.854775807s"),
  ] as [(String, Duration, String)])
func durationsAsGoWritesThem(text: String, duration: Duration, canonical: String) {
  #expect(Duration(go: text) == duration)
  #expect(duration.goText == canonical)
}

@Test(arguments: [
  "", "-", "3", "Never", "1d", "s", ".s", "1h 30m", "1h30", "--1s", "1e3s", "2562047h47m16.854775808s",
  "99999999999999999999h", "1S",
])
func otherDurationsAreRefused(text: String) {
  #expect(Duration(go: text) == nil)
}
