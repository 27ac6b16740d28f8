/// What `initialize` answers: enough for a client to know what it talks to.
struct ServiceDescription {
  let limits: Limits
  let catalogs: [String]

  static let apiVersion = "stowage.dev/v1alpha1"

  var json: [UInt8] {
    Response.object { writer in
      writer.member("apiVersion", Self.apiVersion)
      writer.member("version", Version.text)
      writer.member("methods", Method.allCases.map(\.rawValue))
      writer.member("catalogs", catalogs)
      writer.object("limits") { writer in
        writer.member("lineBytes", limits.lineBytes)
        writer.member("queuedRequests", limits.queuedRequests)
        writer.member("queuedBytes", limits.queuedBytes)
        writer.member("handles", limits.handles)
        writer.member("memoryBytes", limits.memoryBytes)
        writer.key("secondsPerRequest")
        writer.write(limits.secondsPerRequest, places: 3)
        writer.member("solverThreads", limits.solverThreads)
      }
    }
  }
}
