import StowageUnits
import StowageWire
import Yams

/// Turns YAML text, of one or more documents, into JSON documents one after the other.
///
/// Plain scalars mean what Kubernetes' own tools take them for: YAML 1.1 without `y` and `n`.
enum YAMLInput {
  /// Above this, reading takes seconds; the user is told what is faster.
  static let slowBytes = 5 << 20

  static func json(_ bytes: UnsafeRawBufferPointer, source: String) throws(InputError) -> [UInt8] {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw InputError("InvalidUTF8", object: source, rule: "the text is neither JSON nor UTF-8")
    }
    var output: [UInt8] = []
    do {
      let parser = try Parser(yaml: text, resolver: .basic)
      while let root = try parser.nextRoot() {
        if isNull(root) { continue }
        var writer = JSONWriter(.compact)
        try write(root, &writer, source)
        output += writer.bytes
        output.append(0x0A)
      }
    } catch let error as InputError {
      throw error
    } catch let error as YamlError {
      throw inputError(error, source)
    } catch {
      throw InputError("InvalidYAML", object: source, rule: "is no YAML: \(error)")
    }
    return output
  }

  /// Aliases can make a short text stand for a very long one.
  private static let mostBytes = 1 << 30

  private static func write(_ node: Node, _ writer: inout JSONWriter, _ source: String) throws {
    guard writer.bytes.count < mostBytes else {
      throw InputError(
        "TooLarge", object: source, rule: "stands for more than \(mostBytes >> 20) MiB of JSON")
    }
    switch node {
    case .scalar(let scalar): try write(scalar, &writer, source)
    case .sequence(let sequence):
      try writer.array(sequence) { try write($1, &$0, source) }
    case .mapping(let mapping):
      try writer.object { writer in
        for (key, value) in try merged(mapping, source) {
          writer.key(key)
          try write(value, &writer, source)
        }
      }
    case .alias: throw InputError("InvalidYAML", object: source, rule: "an alias refers to itself")
    }
  }

  /// The pairs of a mapping, those of its merge keys (`<<`) behind its own.
  private static func merged(_ mapping: Node.Mapping, _ source: String) throws -> [(String, Node)] {
    var pairs: [(String, Node)] = []
    var merged: [Node.Mapping] = []
    for (key, value) in mapping {
      guard case .scalar(let scalar) = key else {
        throw InputError(
          "InvalidYAML", object: place(source, key.mark), rule: "the name of a member must be a text")
      }
      if scalar.string == "<<" && scalar.style == .plain {
        merged += value.mapping.map { [$0] } ?? value.sequence?.compactMap(\.mapping) ?? []
      } else {
        pairs.append((scalar.string, value))
      }
    }
    for other in merged {
      for (name, value) in try self.merged(other, source) where !pairs.contains(where: { $0.0 == name }) {
        pairs.append((name, value))
      }
    }
    return pairs
  }

  // MARK: - Scalars

  private static func isNull(_ node: Node) -> Bool {
    guard case .scalar(let scalar) = node, scalar.style == .plain else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  private static func write(_ scalar: Node.Scalar, _ writer: inout JSONWriter, _ source: String) throws {
    let text = scalar.string
    // A tag such as !!str says that the text is no number.
    guard scalar.style == .plain, scalar.tag.rawValue.isEmpty else { return writer.write(text) }
    switch text {
    case "", "~", "null", "Null", "NULL": writer.writeNull()
    case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": writer.write(true)
    case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": writer.write(false)
    case ".inf", ".Inf", ".INF", "+.inf", "-.inf", ".nan", ".NaN", ".NAN":
      throw InputError(
        "InvalidYAML", object: place(source, scalar.mark), found: text, rule: "is no number that JSON has")
    default:
      if let number = number(text) { writer.write(number: number) } else { writer.write(text) }
    }
  }

  /// The JSON text of a number; nil where the text is none.
  static func number(_ text: String) -> String? {
    let unsigned = text.drop { $0 == "-" || $0 == "+" }
    guard text.utf8.count - unsigned.utf8.count <= 1, let first = unsigned.utf8.first else { return nil }
    guard (48...57).contains(first) || first == UInt8(ascii: ".") else { return nil }
    let sign = text.hasPrefix("-") ? "-" : ""
    let digits = unsigned.filter { $0 != "_" }
    for (prefix, radix) in [("0x", 16), ("0b", 2), ("0o", 8), ("0", 8)] where digits.hasPrefix(prefix) {
      let rest = digits.dropFirst(prefix.count)
      guard !rest.isEmpty, rest.allSatisfy(\.isHexDigit), let value = Int(rest, radix: radix) else {
        continue
      }
      return sign + String(value)
    }
    if digits.utf8.allSatisfy({ (48...57).contains($0) }) {
      return digits.hasPrefix("0") && digits != "0" ? nil : sign + digits
    }
    guard digits.utf8.allSatisfy({ (48...57).contains($0) || ".eE+-".utf8.contains($0) }),
      let value = Double(digits), value.isFinite
    else { return nil }
    // Kept as it is where JSON writes numbers the same way, so that no digit is lost.
    return sign + (isJSONNumber(digits) ? digits : value.description)
  }

  private static func isJSONNumber(_ text: String) -> Bool {
    var bytes = Array(text.utf8)
    return bytes.withUnsafeMutableBytes { buffer in
      var reader = JSONReader(UnsafeRawBufferPointer(buffer))
      return (try? reader.numberText()) != nil && reader.isAtEnd()
    }
  }

  // MARK: - Errors

  private static func place(_ source: String, _ mark: Mark?) -> String {
    mark.map { "\(source), line \($0.line), column \($0.column)" } ?? source
  }

  private static func inputError(_ error: YamlError, _ source: String) -> InputError {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      InputError("InvalidYAML", object: place(source, mark), rule: problem)
    case .reader(let problem, _, _, _): InputError("InvalidYAML", object: source, rule: problem)
    case .duplicatedKeysInMapping(let duplicates, let context):
      InputError(
        "DuplicateKey", object: place(source, context.mark), found: duplicates.first ?? "",
        rule: "is given more than once in one mapping")
    default: InputError("InvalidYAML", object: source, rule: "is no YAML: \(error)")
    }
  }
}
