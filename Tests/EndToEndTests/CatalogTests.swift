import StowageTestKit
import Testing

private let small = """
  {"kind":"Catalog","name":"lab/one","types":[{"name":"m.large","labels":{"size":"large"},
  "capacity":{"cpu":"2","memory":"8Gi","pods":"29"},"allocatable":{"cpu":"1930m","memory":"7Gi","pods":"29"},
  "offerings":[{"zone":"lab-1a","capacityType":"on-demand","price":0.1},
  {"zone":"lab-1a","capacityType":"spot","price":0.03,"derivedPrice":true}]}]}
  """

@Suite struct CatalogTests {
  /// A program with a folder of two catalogs, one of them with a name that is also carried.
  private func library() throws -> (Scratch, folder: String) {
    let scratch = try Scratch()
    for name in ["lab/one.json", "aws/us-east-1.json"] { _ = try scratch.file("library/" + name, small) }
    return (scratch, scratch.path("library"))
  }

  @Test func foldersAreLookedThroughInOrder() throws {
    let (scratch, folder) = try library()
    defer { scratch.remove() }
    for (arguments, environment) in [(["--catalog-dir", folder], [:]), ([], ["STOWAGE_CATALOGS": folder])] {
      let list = try scratch.run(["catalog", "list", "-o", "json"] + arguments, environment: environment)
      #expect(list.text.contains("\"name\": \"lab/one\""))
      #expect(list.text.contains("\"path\": \"FOLDER/library/aws/us-east-1.json\""))
      #expect(list.text.contains("\"name\": \"aws/us-west-2\""))
    }
    #expect(try Program.run(["catalog", "list"], in: scratch.folder).errors.hasPrefix("No catalogs in "))
  }

  @Test func catalogsAreShownInEveryFormat() throws {
    let (scratch, folder) = try library()
    defer { scratch.remove() }
    var text = ""
    for format in ["table", "wide", "json", "yaml", "name"] {
      let outcome = try scratch.run("catalog", "show", "lab/one", "--catalog-dir", folder, "-o", format)
      #expect(outcome.errors == "")
      text += "-- \(format)\n\(outcome.text)"
    }
    expectStored(text, as: "catalog-show.txt")
    // The path of a file works like a name.
    #expect(
      try scratch.run("catalog", "show", folder + "/lab/one.json", "-o", "name").text
        == "instancetype/m.large\n")
  }

  @Test func yamlOfACatalogIsReadAgain() throws {
    let (scratch, folder) = try library()
    defer { scratch.remove() }
    let json = try scratch.run("catalog", "show", "lab/one", "--catalog-dir", folder, "-o", "json")
    let yaml = try scratch.run("catalog", "show", "lab/one", "--catalog-dir", folder, "-o", "yaml")
    let file = try scratch.file("one.yaml", yaml.text)
    #expect(try scratch.run("catalog", "show", file, "-o", "json").output == json.output)
  }
}
