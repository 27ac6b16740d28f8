import StowageModel

/// Claims, volumes and storage classes of a snapshot, by name.
package struct VolumeIndex: Hashable, Sendable {
  private var claims: [String: PersistentVolumeClaim] = [:]
  private var volumes: [String: PersistentVolume] = [:]
  private var classes: [String: StorageClass] = [:]
  /// The newest class marked as default.
  private var defaultClass: String?
  /// `namespace/claim` used by more pods than one.
  private let sharedClaims: Set<String>

  init(_ snapshot: Snapshot, sharedClaims: Set<String>) {
    self.sharedClaims = sharedClaims
    for claim in snapshot.claims { claims[claim.metadata.reference] = claim }
    for volume in snapshot.volumes { volumes[volume.metadata.name] = volume }
    for storage in snapshot.storageClasses { classes[storage.metadata.name] = storage }
    let defaults = snapshot.storageClasses.filter(\.isDefault)
    defaultClass =
      defaults.max {
        let (left, right) = ($0.metadata, $1.metadata)
        let (older, newer) = (left.creationTimestamp?.seconds ?? 0, right.creationTimestamp?.seconds ?? 0)
        return older == newer ? left.name > right.name : older < newer
      }?.metadata.name
  }

  /// Where a pod's volumes let it run, and the attachments they take; throws a `Finding` where the pod cannot
  /// be planned for at all.
  package func resolve(_ pod: Pod) throws(Finding) -> (places: [Requirements], uses: [VolumeUse]) {
    var places = [Requirements()]
    var uses: [VolumeUse] = []
    for volume in pod.spec.volumes {
      guard let need = try need(of: volume, pod: pod) else { continue }
      if !need.alternatives.isEmpty {
        places = places.flatMap { place in
          need.alternatives.filter { place.intersects($0) }.map { place.adding($0) }
        }
      }
      if let use = use(need) { uses.append(use) }
    }
    if places.isEmpty {
      throw Finding(
        .volumesDisjoint, "its volumes have no place in common",
        hint: "bind the claims in one zone, or let one pod use fewer of them")
    }
    return (places, uses.sorted())
  }

  /// The attachments that a running pod takes, as far as its volumes can be read.
  package func attachments(of pod: Pod) -> [VolumeUse] {
    pod.spec.volumes.compactMap { volume in
      guard let need = try? need(of: volume, pod: pod) else { return nil }
      return use(need)
    }.sorted()
  }

  private func use(_ need: Need) -> VolumeUse? {
    if need.driver.isEmpty { return nil }
    return VolumeUse(driver: need.driver, sharedClaim: sharedClaims.contains(need.claim) ? need.claim : "")
  }

  private struct Need {
    /// Empty: anywhere.
    var alternatives: [Requirements]
    var driver: String
    var claim: String
  }

  private func need(of volume: PodVolume, pod: Pod) throws(Finding) -> Need? {
    let namespace = pod.metadata.namespace
    switch volume.source {
    case .claim(let name):
      let reference = namespace + "/" + name
      guard let claim = claims[reference] else {
        throw Finding(
          .claimMissing, "PersistentVolumeClaim \(reference) does not exist",
          hint: "create the claim, or add it to the input")
      }
      return try need(of: claim)
    case .ephemeral(let className, _):
      let reference = namespace + "/" + pod.metadata.name + "-" + volume.name
      if let claim = claims[reference] { return try need(of: claim) }
      return try unbound(className ?? defaultClass, claim: reference)
    case .csi, .hostPath, .emptyDir, .other: return nil
    }
  }

  private func need(of claim: PersistentVolumeClaim) throws(Finding) -> Need {
    let reference = claim.metadata.reference
    if claim.metadata.isDeleting {
      throw Finding(.claimDeleting, "PersistentVolumeClaim \(reference) is being deleted")
    }
    if claim.phase == "Lost" {
      throw Finding(.claimLost, "PersistentVolumeClaim \(reference) has lost its volume")
    }
    if claim.volumeName.isEmpty {
      return try unbound(claim.storageClassName ?? defaultClass, claim: reference)
    }
    guard claim.metadata.annotations["pv.kubernetes.io/bind-completed"] != nil else {
      throw Finding(
        .claimNotBound,
        "PersistentVolumeClaim \(reference) names volume \(claim.volumeName) but is not bound yet")
    }
    guard let volume = volumes[claim.volumeName] else {
      throw Finding(
        .volumeMissing, "PersistentVolume \(claim.volumeName) of claim \(reference) does not exist",
        hint: "add PersistentVolumes to the input")
    }
    if volume.metadata.isDeleting {
      throw Finding(
        .volumeDeleting, "PersistentVolume \(claim.volumeName) of claim \(reference) is being deleted")
    }
    return Need(alternatives: volume.places, driver: driver(of: volume), claim: reference)
  }

  private func unbound(_ className: String?, claim: String) throws(Finding) -> Need {
    guard let className, !className.isEmpty else {
      throw Finding(
        .claimWithoutClass, "PersistentVolumeClaim \(claim) is unbound and names no storage class")
    }
    guard let storage = classes[className] else {
      throw Finding(
        .storageClassMissing, "StorageClass \(className) of claim \(claim) does not exist",
        hint: "add StorageClasses to the input")
    }
    guard storage.volumeBindingMode == "WaitForFirstConsumer" else {
      throw Finding(
        .claimBindsImmediately,
        "PersistentVolumeClaim \(claim) is unbound, and StorageClass \(className) binds immediately",
        hint: "wait until the claim is bound, or use volumeBindingMode WaitForFirstConsumer")
    }
    let alternatives = storage.allowedTopologies.map { Requirements($0.matchExpressions) }
    return Need(
      alternatives: alternatives, driver: csiDriver(inTree: storage.provisioner) ?? storage.provisioner,
      claim: claim)
  }

  private func driver(of volume: PersistentVolume) -> String {
    if !volume.csiDriver.isEmpty { return volume.csiDriver }
    return csiDriver(inTreeSource: volume.source) ?? ""
  }
}

extension PersistentVolume {
  /// Its alternatives; empty where it can be anywhere. Local and host path volumes move with their node, so
  /// their host name says nothing about where a new pod may run.
  fileprivate var places: [Requirements] {
    guard let nodeTerms else { return [] }
    var places: [Requirements] = []
    for term in nodeTerms {
      var expressions = term.matchExpressions
      if source == "local" || source == "hostPath" {
        expressions.removeAll { LabelKeys.normalized($0.key) == LabelKeys.hostname }
        if expressions.isEmpty { return [] }
      }
      places.append(Requirements(expressions))
    }
    return places
  }
}

extension StorageClass {
  fileprivate var isDefault: Bool {
    metadata.annotations["storageclass.kubernetes.io/is-default-class"] == "true"
      || metadata.annotations["storageclass.beta.kubernetes.io/is-default-class"] == "true"
  }
}

/// The CSI driver that took over an in-tree provisioner.
private func csiDriver(inTree provisioner: String) -> String? {
  switch provisioner {
  case "kubernetes.io/aws-ebs": "ebs.csi.aws.com"
  case "kubernetes.io/gce-pd": "pd.csi.storage.gke.io"
  case "kubernetes.io/azure-disk": "disk.csi.azure.com"
  case "kubernetes.io/azure-file": "file.csi.azure.com"
  case "kubernetes.io/cinder": "cinder.csi.openstack.org"
  case "kubernetes.io/vsphere-volume": "csi.vsphere.vmware.com"
  case "kubernetes.io/portworx-volume": "pxd.portworx.com"
  default: nil
  }
}

/// The CSI driver that took over an in-tree volume source.
private func csiDriver(inTreeSource source: String) -> String? {
  switch source {
  case "awsElasticBlockStore": "ebs.csi.aws.com"
  case "gcePersistentDisk": "pd.csi.storage.gke.io"
  case "azureDisk": "disk.csi.azure.com"
  case "azureFile": "file.csi.azure.com"
  case "cinder": "cinder.csi.openstack.org"
  case "vsphereVolume": "csi.vsphere.vmware.com"
  case "portworxVolume": "pxd.portworx.com"
  default: nil
  }
}
