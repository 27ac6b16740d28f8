/// What Karpenter's AWS provider assumes about a family of machine images.
///
/// Source: aws/karpenter-provider-aws, `pkg/providers/amifamily`, the feature flags of each family.
package enum AMIFamily: Hashable, Sendable {
  /// AL2, AL2023, Ubuntu, Custom and every name not known here.
  case standard
  case bottlerocket
  case windows

  package init(name: String) {
    if name == "Bottlerocket" {
      self = .bottlerocket
    } else if name.hasPrefix("Windows") {
      self = .windows
    } else {
      self = .standard
    }
  }

  /// The value of `kubernetes.io/os` on its nodes.
  package var operatingSystem: String { self == .windows ? "windows" : "linux" }

  /// Pods per node end where the addresses of the network interfaces end; else at a flat 110.
  var limitsPodsByInterfaces: Bool { self != .windows }

  var usesPodsPerCore: Bool { self != .bottlerocket }

  /// The kubelet's memory reserve follows the interfaces even where `maxPods` says otherwise.
  var reservesMemoryByInterfaces: Bool { self == .standard }

  /// Bytes of the volume that holds pods' ephemeral storage where the node class names none.
  var defaultVolumeSize: Int64 { self == .windows ? 50 << 30 : 20 << 30 }
}
