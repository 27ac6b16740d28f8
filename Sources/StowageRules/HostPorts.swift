import StowageModel

/// A port that a pod takes on its node.
package struct HostPort: Hashable, Comparable, Sendable {
  package var port: Int
  package var networkProtocol: String
  /// Empty: every address of the node.
  package var address: String

  package init(port: Int, networkProtocol: String = "TCP", address: String = "") {
    self.port = port
    self.networkProtocol = networkProtocol
    self.address = address
  }

  /// Same port and protocol, and the same address or one of them every address.
  package func clashes(with other: HostPort) -> Bool {
    guard port == other.port, networkProtocol == other.networkProtocol else { return false }
    return address.isEmpty || other.address.isEmpty || address == other.address
  }

  package static func < (left: HostPort, right: HostPort) -> Bool {
    (left.port, left.networkProtocol, left.address) < (right.port, right.networkProtocol, right.address)
  }
}

/// The host ports of a pod's containers (init containers run before and do not count), sorted.
package func hostPorts(of pod: Pod) -> [HostPort] {
  var ports: Set<HostPort> = []
  for container in pod.spec.containers {
    for port in container.ports where port.hostPort != 0 {
      let isUnspecified = ["", "0.0.0.0", "::"].contains(port.hostIP)
      ports.insert(
        HostPort(
          port: port.hostPort, networkProtocol: port.networkProtocol.isEmpty ? "TCP" : port.networkProtocol,
          address: isUnspecified ? "" : port.hostIP))
    }
  }
  return ports.sorted()
}

extension Array where Element == HostPort {
  /// The first of these ports that clashes with one of `others`.
  package func firstClash(with others: [HostPort]) -> HostPort? {
    first { mine in others.contains { mine.clashes(with: $0) } }
  }
}
