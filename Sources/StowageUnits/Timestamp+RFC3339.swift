extension Timestamp {
  /// Reads `2025-03-14T09:26:53Z`, also with a fraction (which is dropped) and with an offset such as `+09:00`;
  /// nil for anything else.
  public init?(rfc3339 text: String) {
    var text = text
    let parsed = text.withUTF8 { Timestamp(rfc3339: $0) }
    guard let parsed else { return nil }
    self = parsed
  }

  /// The same from ASCII bytes, without a text made of them; nil for anything else.
  public init?(rfc3339 text: UnsafeBufferPointer<UInt8>) {
    func number(_ start: Int, _ count: Int) -> Int? {
      guard start + count <= text.count else { return nil }
      var value = 0
      for position in start..<start + count {
        guard text[position] &- 48 <= 9 else { return nil }
        value = value * 10 + Int(text[position] - 48)
      }
      return value
    }
    func has(_ character: Unicode.Scalar, at position: Int) -> Bool {
      position < text.count && text[position] == UInt8(ascii: character)
    }
    guard
      let year = number(0, 4), has("-", at: 4), let month = number(5, 2), has("-", at: 7),
      let day = number(8, 2), has("T", at: 10), let hour = number(11, 2), has(":", at: 13),
      let minute = number(14, 2), has(":", at: 16), let second = number(17, 2),
      (1...12).contains(month), (1...Timestamp.days(inMonth: month, of: year)).contains(day),
      hour < 24, minute < 60, second < 60
    else { return nil }
    var position = 19
    if has(".", at: position) || has(",", at: position) {
      position += 1
      guard number(position, 1) != nil else { return nil }
      while number(position, 1) != nil { position += 1 }
    }
    var offset = 0
    if has("Z", at: position) {
      guard text.count == position + 1 else { return nil }
    } else {
      guard
        has("+", at: position) || has("-", at: position), text.count == position + 6,
        let hours = number(position + 1, 2), has(":", at: position + 3),
        let minutes = number(position + 4, 2),
        hours < 24, minutes < 60
      else { return nil }
      offset = (hours * 60 + minutes) * (has("-", at: position) ? -60 : 60)
    }
    let days = Timestamp.days(year: year, month: month, day: day)
    seconds = Int64(days * 86_400 + hour * 3600 + minute * 60 + second - offset)
  }

  /// `2025-03-14T09:26:53Z`; years outside 0 to 9999 are written with the digits they need.
  public var rfc3339: String {
    let (day, rest) = Int(seconds).quotientAndRemainder(dividingBy: 86_400)
    let (dayNumber, secondOfDay) = rest < 0 ? (day - 1, rest + 86_400) : (day, rest)
    let (year, month, dayOfMonth) = Timestamp.civil(days: dayNumber)
    func padded(_ value: Int, _ width: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
    return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(dayOfMonth, 2) + "T"
      + padded(secondOfDay / 3600, 2) + ":" + padded(secondOfDay / 60 % 60, 2) + ":"
      + padded(secondOfDay % 60, 2) + "Z"
  }

  private static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days from 1970-01-01 in the Gregorian calendar, counted in eras of 400 years that begin on 1 March.
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// The date of a day, counted from 1970-01-01.
  package static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }
}
