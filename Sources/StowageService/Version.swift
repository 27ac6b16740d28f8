/// The version of the program, the library and the protocol's server.
package enum Version {
  package static let text = "0.1.0"
}
