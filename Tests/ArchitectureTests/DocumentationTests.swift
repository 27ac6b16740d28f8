import Testing

/// Whoever uses the library reads what its public declarations say of themselves and, as a rule, nothing else.
@Suite struct DocumentationTests {
  /// What clients in Swift may import, and the modules whose types show in theirs. What the C library offers is
  /// described in its header.
  static let modules = [
    "StowageUnits", "StowageModel", "StowagePlan", "Stowage", "StowageFiles", "StowageWire", "StowageService",
  ]

  struct Declaration {
    var number: Int
    var text: String
    var isDocumented: Bool
  }

  @Test func everyPublicDeclarationHasAComment() throws {
    var count = 0
    for file in try SourceTree.swiftSources() where Self.modules.contains(file.target) {
      for declaration in Self.publicDeclarations(in: file.lines) {
        count += 1
        #expect(
          declaration.isDocumented,
          "\(file.path):\(declaration.number) has no documentation comment: \(declaration.text)")
      }
    }
    #expect(count > 500, "the sources were not understood")
  }

  /// Public declarations in the order of the lines, and the cases of public enums, which are public without the word.
  /// Left out is what a protocol of the standard library requires and explains.
  static func publicDeclarations(in lines: [String]) -> [Declaration] {
    let attributes = /^(?:@\w+(?:\([^)]*\))?(?:\s+|$))+/
    let declaration = /^(?:(?:final|indirect|static|class|mutating|nonisolated)\s+)*public\s+(?!import\b)/
    let required =
      /static func (?:==|<) |func hash\(into |var description: String|init\((?:string|dictionary)Literal\b/
    var result: [Declaration] = []
    var isDocumented = false
    var isInText = false
    /// The indentations of the public enums around the line.
    var enums: [Int] = []
    for (index, line) in lines.enumerated() {
      let wasInText = isInText
      if line.ranges(of: "\"\"\"").count % 2 == 1 { isInText.toggle() }
      if wasInText { continue }
      let indentation = line.prefix { $0 == " " }.count
      let text = line.dropFirst(indentation)
      if text.hasPrefix("///") {
        isDocumented = true
        continue
      }
      let bare = text.replacing(attributes, with: "")
      if bare.isEmpty && !text.isEmpty { continue }
      let isPublic = bare.prefixMatch(of: declaration) != nil && !bare.contains(required)
      let isCase = indentation - 2 == enums.last && bare.prefixMatch(of: /(?:indirect )?case\s/) != nil
      if isPublic || isCase {
        result.append(Declaration(number: index + 1, text: String(text), isDocumented: isDocumented))
      }
      if isPublic && bare.contains(/\benum \w+.*\{$/) { enums.append(indentation) }
      if indentation == enums.last && text == "}" { enums.removeLast() }
      isDocumented = false
    }
    return result
  }

  @Test func publicDeclarationsAreRecognized() {
    let lines = [
      "public import Foundation", "/// A.", "public struct A {", "  public var b: Int", "  /// C.",
      "  @inlinable @discardableResult", "  @inlinable public mutating func c(", "    public: Int", "  ) {",
      "    switch public {", "    case .d: break", "    }", "  }", "  let text = \"\"\"",
      "    public var e = 1", "    \"\"\"", "  // F.", "  final public class F {}",
      "  public static func == (left: A, right: A)", "  /// G.", "  public enum G: Int {", "    /// H.",
      "    case h", "    indirect case i", "  }", "  case j", "  /// K.", "", "  @c(k) public func k() {}",
      "  package var l = 1", "}",
    ]
    let found = Self.publicDeclarations(in: lines)
    #expect(found.filter(\.isDocumented).map(\.number) == [3, 7, 21, 23])
    #expect(found.filter { !$0.isDocumented }.map(\.number) == [4, 18, 24, 29])
  }
}
