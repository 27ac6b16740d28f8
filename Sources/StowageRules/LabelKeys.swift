/// Label keys with a meaning of their own, and what Karpenter and its AWS provider say about keys.
package enum LabelKeys {
  package static let zone = "topology.kubernetes.io/zone"
  package static let zoneID = "topology.k8s.aws/zone-id"
  package static let region = "topology.kubernetes.io/region"
  package static let hostname = "kubernetes.io/hostname"
  package static let arch = "kubernetes.io/arch"
  package static let os = "kubernetes.io/os"
  package static let instanceType = "node.kubernetes.io/instance-type"
  package static let windowsBuild = "node.kubernetes.io/windows-build"
  package static let capacityType = "karpenter.sh/capacity-type"
  package static let nodePool = "karpenter.sh/nodepool"
  package static let initialized = "karpenter.sh/initialized"
  package static let registered = "karpenter.sh/registered"
  package static let reservationID = "karpenter.k8s.aws/capacity-reservation-id"
  package static let reservationType = "karpenter.k8s.aws/capacity-reservation-type"
  package static let hypervisor = "karpenter.k8s.aws/instance-hypervisor"
  package static let ec2NodeClass = "karpenter.k8s.aws/ec2nodeclass"

  /// The values of `capacityType`.
  package static let capacityTypes = ["on-demand", "spot", "reserved"]

  /// The stable key of a key: older names of zone, region, arch, os and instance type, and the zone key of the
  /// EBS driver (folded by the AWS provider).
  package static func normalized(_ key: String) -> String {
    switch key {
    case "failure-domain.beta.kubernetes.io/zone", "topology.ebs.csi.aws.com/zone": zone
    case "failure-domain.beta.kubernetes.io/region": region
    case "beta.kubernetes.io/arch": arch
    case "beta.kubernetes.io/os": os
    case "beta.kubernetes.io/instance-type": instanceType
    default: key
    }
  }

  /// Keys whose value the provider decides, so that a NodePool may leave them undefined.
  package static func isWellKnown(_ key: String) -> Bool {
    switch key {
    case zone, region, arch, os, instanceType, windowsBuild, capacityType, nodePool,
      "topology.k8s.aws/zone-id":
      return true
    default:
      guard key.hasPrefix(awsPrefix) else { return false }
      return awsNames.contains(String(key.dropFirst(awsPrefix.count)))
    }
  }

  /// Keys whose values Kubernetes, Karpenter or a cloud defines, as opposed to those that a user makes up.
  package static func hasMeaning(_ key: String) -> Bool {
    if isWellKnown(key) { return true }
    let domain = key.prefix { $0 != "/" }
    if domain.count == key.count { return false }
    return ["node.kubernetes.io", "node-role.kubernetes.io", "topology.kubernetes.io"].contains(domain)
      || ["kubernetes.io/arch", "kubernetes.io/os"].contains(key)
      || domain.hasSuffix("beta.kubernetes.io") || isKarpenters(domain)
  }

  /// Karpenter's own domain, below it, or that of a provider; not that of somebody who named one after it.
  private static func isKarpenters(_ domain: Substring) -> Bool {
    domain == "karpenter.sh" || domain.hasSuffix(".karpenter.sh") || domain.hasPrefix("karpenter.k8s.")
      || ["karpenter.azure.com", "karpenter.kwok.sh"].contains(domain)
  }

  /// Keys that neither a pod nor a NodePool may set: the host name, and what lies in Karpenter's own domains
  /// without being well known.
  package static func isRestricted(_ key: String) -> Bool {
    if isWellKnown(key) { return false }
    if key == hostname { return true }
    guard let slash = key.firstIndex(of: "/") else { return false }
    let domain = key[..<slash]
    return ["karpenter.sh", "karpenter.k8s.aws"].contains { domain == $0 || domain.hasSuffix("." + $0) }
  }

  /// The well-known key a mistyped key most likely means; nil where none is near.
  package static func nearest(to key: String) -> String? {
    let name = key.split(separator: "/").last.map(String.init) ?? key
    let known =
      [zone, region, arch, os, instanceType, capacityType, nodePool]
      + awsNames.sorted().map { awsPrefix + $0 }
    if let same = known.first(where: { $0.split(separator: "/").last.map(String.init) == name }) {
      return same == key ? nil : same
    }
    let close = known.map { ($0, editDistance(key, $0)) }.min { $0.1 < $1.1 }
    guard let close, close.1 > 0, close.1 * 5 <= close.0.utf8.count else { return nil }
    return close.0
  }

  private static let awsPrefix = "karpenter.k8s.aws/"

  /// The labels of Karpenter's AWS provider (its documentation, section "Well-Known Labels").
  private static let awsNames: Set<String> = [
    "ec2nodeclass", "capacity-reservation-id", "capacity-reservation-type",
    "capacity-reservation-interruptible",
    "placement-group-id", "placement-group-partition", "instance-tenancy", "instance-category",
    "instance-family",
    "instance-generation", "instance-size", "instance-hypervisor", "instance-encryption-in-transit-supported",
    "instance-cpu", "instance-cpu-manufacturer", "instance-cpu-sustained-clock-speed-mhz", "instance-memory",
    "instance-ebs-bandwidth", "instance-network-bandwidth", "instance-local-nvme", "instance-gpu-name",
    "instance-gpu-manufacturer", "instance-gpu-count", "instance-gpu-memory", "instance-accelerator-name",
    "instance-accelerator-manufacturer", "instance-accelerator-count", "instance-capability-flex",
    "nitro-sandbox",
  ]
}

/// Levenshtein distance over UTF-8 bytes.
private func editDistance(_ left: String, _ right: String) -> Int {
  let from = Array(left.utf8)
  let to = Array(right.utf8)
  var row = Array(0...to.count)
  for (line, byte) in from.enumerated() {
    var diagonal = row[0]
    row[0] = line + 1
    for (column, other) in to.enumerated() {
      let change = diagonal + (byte == other ? 0 : 1)
      diagonal = row[column + 1]
      row[column + 1] = min(change, diagonal + 1, row[column] + 1)
    }
  }
  return row[to.count]
}
