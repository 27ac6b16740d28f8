import Foundation
import StowageTestKit
import Testing

/// Programs in other languages that hold the library: compiled and run as their first lines say.
@Suite struct ClientTests {
  /// The folder with `libStowageABI.so`, which lies where the tests were built.
  static let libraries: URL = {
    let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let candidates = [program, URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()]
    let folders = candidates.map { $0.deletingLastPathComponent() }
    return folders.first { has("libStowageABI.so", in: $0) } ?? folders[0]
  }()
  static let root = URL(fileURLWithPath: Fixture.testsFolder).deletingLastPathComponent().path
  static let examples = Fixture.testsFolder + "/ClientTests/Examples"
  static let header = root + "/Sources/CStowage/include"

  static func has(_ name: String, in folder: URL) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
  }

  static func finds(_ tool: String) -> Bool {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: $0 + "/" + tool)
    }
  }

  struct Outcome {
    var status: Int32
    var output: String
  }

  /// Runs a line of shell in a folder, with the libraries where loaders and linkers look.
  private func shell(_ line: String, input: String = "", in folder: URL) throws -> Outcome {
    let file = folder.appendingPathComponent("input.json")
    try Data(input.utf8).write(to: file)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = folder
    var environment = ProcessInfo.processInfo.environment
    environment["LD_LIBRARY_PATH"] = Self.libraries.path
    environment["LIBRARIES"] = Self.libraries.path
    environment["EXAMPLES"] = Self.examples
    environment["HEADER"] = Self.header
    environment["CATALOGS"] = Self.root + "/catalogs"
    process.environment = environment
    let output = folder.appendingPathComponent("output.txt")
    try Data().write(to: output)
    process.standardInput = try FileHandle(forReadingFrom: file)
    process.standardOutput = try FileHandle(forWritingTo: output)
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: try Data(contentsOf: output), as: UTF8.self)
    )
  }

  private func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("stowage-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  private func request(pods: Int, id: String = "7", options: String = "{}") -> String {
    let items = (0..<pods).map { index in
      #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p-\#(index)"},"spec":{"containers":[{"name":"c","#
        + #""resources":{"requests":{"cpu":"\#(100 + index * 7919 % 3701)m","memory":"\#(128 + index * 6007 % 9013)Mi"}}}]}}"#
    }
    let list = #"{"apiVersion":"v1","kind":"List","items":[\#(items.joined(separator: ","))]}"#
    return #"{"jsonrpc":"2.0","id":\#(id),"method":"plan/provision","params":{"snapshot":\#(list),"#
      + #""catalog":"aws/eu-west-1","options":\#(options)}}"#
  }

  private func members(_ line: some StringProtocol) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  /// The whole of standard output is one answer: neither the library nor what it stands on prints anything.
  private func expectPlan(_ outcome: Outcome, pods: Int) throws {
    #expect(outcome.status == 0)
    let answer = try members(outcome.output)
    #expect(answer["id"] as? Int == 7)
    let plan = try #require(answer["result"] as? [String: Any])
    #expect(plan["kind"] as? String == "ProvisioningPlan")
    let claims = try #require(plan["nodeClaims"] as? [[String: Any]])
    #expect(claims.reduce(0) { $0 + (($1["pods"] as? [Any])?.count ?? 0) } == pods)
  }

  @Test(arguments: ["c", "c++"])
  func programsInC(language: String) throws {
    try inFolder { folder in
      let compiler =
        language == "c" ? "cc -x c -std=c99 -Wall -Wextra -Werror -pedantic" : "c++ -x c++ -fpermissive -w"
      let built = try shell(
        "\(compiler) $EXAMPLES/c/plan.c -x none -I$HEADER -L$LIBRARIES -lStowageABI -o plan", in: folder)
      #expect(built.status == 0)
      try expectPlan(try shell("./plan $CATALOGS", input: request(pods: 40), in: folder), pods: 40)
      let broken = try shell("./plan $CATALOGS", input: "{", in: folder)
      #expect((try members(broken.output)["error"] as? [String: Any])?["code"] as? Int == -32700)
    }
  }

  /// What `make install` puts where: a program is built with what pkg-config says of it.
  @Test(.enabled(if: finds("make") && finds("pkg-config"), "make or pkg-config is not installed"))
  func programsAgainstAnInstallation() throws {
    try inFolder { folder in
      let install =
        "make -s -C \(Self.root) install-files BIN=$LIBRARIES DESTDIR=\(folder.path)/root PREFIX=/opt/stowage"
      #expect(try shell(install, in: folder).status == 0)
      let built = try shell(
        "export PKG_CONFIG_PATH=root/opt/stowage/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$PWD/root && "
          + "cc $EXAMPLES/c/plan.c $(pkg-config --cflags --libs stowage) -o plan", in: folder)
      #expect(built.status == 0)
      let plan = try shell(
        "./plan root/opt/stowage/share/stowage/catalogs", input: request(pods: 40), in: folder)
      try expectPlan(plan, pods: 40)
      // The program finds the catalogs beside itself.
      let list = try shell(
        "cd / && \(folder.path)/root/opt/stowage/bin/stowage catalog list -o name", in: folder)
      #expect(list.output.contains("catalog/aws/eu-west-1"))
      let version = try shell(
        "PKG_CONFIG_PATH=root/opt/stowage/lib/pkgconfig pkg-config --modversion stowage", in: folder)
      #expect(version.output == "0.1.0\n")
      let uninstall = "make -s -C \(Self.root) uninstall DESTDIR=\(folder.path)/root PREFIX=/opt/stowage"
      #expect(try shell("\(uninstall) && find root -type f", in: folder).output == "")
    }
  }

  @Test func callsOfSeveralThreadsAndACancel() throws {
    try inFolder { folder in
      let built = try shell(
        "cc $EXAMPLES/c/threads.c -I$HEADER -L$LIBRARIES -lStowageABI -lpthread -o threads", in: folder)
      #expect(built.status == 0)
      try Data(request(pods: 150, id: #""long""#, options: #"{"gap":0,"timeLimit":"10m"}"#).utf8)
        .write(to: folder.appendingPathComponent("long.json"))
      try Data(request(pods: 5, options: #"{"policy":"greedy"}"#).utf8)
        .write(to: folder.appendingPathComponent("short.json"))
      let outcome = try shell(
        #"./threads $CATALOGS "$(cat long.json)" "$(cat short.json)" '"long"'"#, in: folder)
      #expect(outcome.status == 0)
      let lines = outcome.output.split(separator: "\n")
      try #require(lines.count == 3)
      let plan = try #require(try members(lines[0])["result"] as? [String: Any])
      #expect(plan["status"] as? String == "Feasible")
      try expectPlan(Outcome(status: 0, output: String(lines[1])), pods: 5)
      #expect(lines[2] == "0.1.0")
    }
  }

  @Test func programsInPython() throws {
    try inFolder { folder in
      try expectPlan(
        try shell(
          "python3 $EXAMPLES/python/plan.py $LIBRARIES/libStowageABI.so $CATALOGS", input: request(pods: 40),
          in: folder), pods: 40)
    }
  }

  @Test(.enabled(if: finds("rustc"), "rustc is not installed"))
  func programsInRust() throws {
    try inFolder { folder in
      let built = try shell(
        "rustc -D warnings $EXAMPLES/rust/plan.rs -L $LIBRARIES -l StowageABI -o plan", in: folder)
      #expect(built.status == 0)
      try expectPlan(try shell("./plan $CATALOGS", input: request(pods: 40), in: folder), pods: 40)
    }
  }

  @Test(.enabled(if: finds("go"), "go is not installed"))
  func programsInGo() throws {
    try inFolder { folder in
      let package =
        "prefix=\nName: stowage\nDescription: -\nVersion: 0.1.0\nCflags: -I\(Self.header)\nLibs: -L\(Self.libraries.path) -lStowageABI\n"
      try Data(package.utf8).write(to: folder.appendingPathComponent("stowage.pc"))
      try expectPlan(
        try shell(
          // Go asks pkg-config in the program's folder, and keeps what it was told once: not so the flags beside it.
          "PKG_CONFIG_PATH=$PWD CGO_LDFLAGS=-L$LIBRARIES go run $EXAMPLES/go/main.go $CATALOGS",
          input: request(pods: 40), in: folder),
        pods: 40)
    }
  }
}
