import Foundation

/// The program under test, run as a process of its own for every instance: what is measured is what a user gets.
struct Program {
  var executable: URL
  var arguments: [String]

  /// Plans for an instance, and lets the program check its own plan.
  func measure(_ instance: Instance) throws -> Measurement {
    let plan = FileManager.default.temporaryDirectory.appendingPathComponent("plan-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: plan) }
    var result = Measurement(instance: instance)
    try provision(instance, into: plan, &result)
    try check(instance, plan, &result)
    return result
  }

  /// Consolidates an instance, and lets the program check its own plan.
  func consolidate(_ instance: Instance) throws -> ConsolidationMeasurement {
    let plan = FileManager.default.temporaryDirectory.appendingPathComponent("plan-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: plan) }
    FileManager.default.createFile(atPath: plan.path, contents: nil)
    let process = Process()
    process.executableURL = executable
    process.arguments =
      ["consolidate", "-o", "json", "--quiet"] + arguments + instance.options + inputs(instance)
    process.standardOutput = try FileHandle(forWritingTo: plan)
    let start = ContinuousClock.now
    let before = Usage.ofChildren
    try process.run()
    process.waitUntilExit()
    let wall = start.duration(to: .now) / .seconds(1)
    let after = Usage.ofChildren
    guard process.terminationStatus == 0 else {
      throw RunnerFault("\(instance.name): the program ended with status \(process.terminationStatus)")
    }
    var result = try ConsolidationMeasurement(instance, plan: Data(contentsOf: plan))
    result.wallSeconds = wall
    result.cpuSeconds = after.cpuSeconds - before.cpuSeconds
    result.peakMegabytes = after.peakMegabytes
    result.violations = try violations(instance, plan)
    return result
  }

  private func inputs(_ instance: Instance) -> [String] {
    ["-c", instance.catalog] + instance.files.map(\.path)
  }

  private func provision(_ instance: Instance, into plan: URL, _ result: inout Measurement) throws {
    FileManager.default.createFile(atPath: plan.path, contents: nil)
    let process = Process()
    process.executableURL = executable
    process.arguments = ["provision", "-o", "json", "--progress", "always"] + arguments + inputs(instance)
    process.standardOutput = try FileHandle(forWritingTo: plan)
    let log = Pipe()
    process.standardError = log
    let start = ContinuousClock.now
    let before = Usage.ofChildren
    try process.run()
    var rest = Data()
    while case let data = log.fileHandleForReading.availableData, !data.isEmpty {
      let now = start.duration(to: .now) / .seconds(1)
      rest += data
      while let end = rest.firstIndex(of: 0x0A) {
        if let gap = Self.gap(ofLogLine: String(decoding: rest[rest.startIndex..<end], as: UTF8.self)) {
          result.reached(gap, at: now)
        }
        rest = rest[rest.index(after: end)...]
      }
    }
    process.waitUntilExit()
    result.wallSeconds = start.duration(to: .now) / .seconds(1)
    let after = Usage.ofChildren
    result.cpuSeconds = after.cpuSeconds - before.cpuSeconds
    result.peakMegabytes = after.peakMegabytes
    guard process.terminationStatus == 0 else {
      throw RunnerFault("\(instance.name): the program ended with status \(process.terminationStatus)")
    }
    try read(plan, &result)
  }

  /// The gap in a line of the solver's log, its only percentage.
  static func gap(ofLogLine line: String) -> Double? {
    guard let word = line.split(separator: " ").first(where: { $0.hasSuffix("%") }) else { return nil }
    return Double(word.dropLast()).map { $0 / 100 }
  }

  private func read(_ plan: URL, _ result: inout Measurement) throws {
    guard let json = try JSONSerialization.jsonObject(with: Data(contentsOf: plan)) as? [String: Any],
      let cost = json["cost"] as? [String: Any], let statistics = json["statistics"] as? [String: Any]
    else { throw RunnerFault("\(result.instance.name): the plan is no plan") }
    result.cost = cost["hourly"] as? Double ?? 0
    result.bound = cost["lowerBound"] as? Double ?? 0
    result.pods = statistics["pods"] as? Int ?? 0
    result.classes = statistics["podClasses"] as? Int ?? 0
    result.unplaced = (json["unschedulable"] as? [Any])?.count ?? 0
    result.solveMilliseconds = (statistics["milliseconds"] as? [String: Double])?["solve"] ?? 0
    result.reached(result.gap, at: result.wallSeconds)
  }

  private func check(_ instance: Instance, _ plan: URL, _ result: inout Measurement) throws {
    result.violations = try violations(instance, plan)
  }

  private func violations(_ instance: Instance, _ plan: URL) throws -> [String] {
    let process = Process()
    process.executableURL = executable
    process.arguments = ["check", "--plan", plan.path, "-o", "json"] + instance.options + inputs(instance)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard let report = try JSONSerialization.jsonObject(with: data) as? [String: Any],
      let violations = report["violations"] as? [[String: Any]]
    else { throw RunnerFault("\(instance.name): the check gave no report") }
    return violations.map { "\($0["code"] ?? "") \($0["object"] ?? ""): \($0["message"] ?? "")" }
  }
}

/// What the operating system counted for the processes that have ended.
struct Usage {
  var cpuSeconds: Double
  /// Of the largest process so far.
  var peakMegabytes: Double

  static var ofChildren: Usage {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
    return Usage(
      cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
      peakMegabytes: Double(usage.ru_maxrss) / 1024)
  }
}
