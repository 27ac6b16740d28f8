import StowageModel
import StowageUnits

extension JSONReader {
  mutating func persistentVolumeClaim() throws(JSONFault) -> PersistentVolumeClaim {
    var result = PersistentVolumeClaim(metadata: ObjectMeta(name: "", namespace: "default"))
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "metadata": result.metadata = try metadata(isNamespaced: true)
      case "spec":
        try enterObject()
        while let key = try nextKey() {
          switch key {
          case "storageClassName": result.storageClassName = try interned()
          case "volumeName": result.volumeName = try interned()
          default: try skip()
          }
        }
      case "status": result.phase = try textField("phase")
      default: try skip()
      }
    }
    // The older way to name the class; it wins where both are given.
    if let name = result.metadata.annotations["volume.beta.kubernetes.io/storage-class"] {
      result.storageClassName = name
    }
    return result
  }

  mutating func persistentVolume() throws(JSONFault) -> PersistentVolume {
    var result = PersistentVolume(metadata: ObjectMeta(name: ""))
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "metadata": result.metadata = try metadata(isNamespaced: false)
      case "spec": try persistentVolumeSpec(into: &result)
      default: try skip()
      }
    }
    return result
  }

  private mutating func persistentVolumeSpec(into volume: inout PersistentVolume) throws(JSONFault) {
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "storageClassName": volume.storageClassName = try interned()
      case "nodeAffinity":
        try enterObject()
        while let key = try nextKey() {
          if "required" ~= key { volume.nodeTerms = try nodeSelector() } else { try skip() }
        }
      case "csi":
        volume.source = "csi"
        volume.csiDriver = try textField("driver")
      case "awsElasticBlockStore", "gcePersistentDisk", "azureDisk", "azureFile", "cinder", "vsphereVolume",
        "portworxVolume", "local", "hostPath", "nfs", "iscsi", "fc", "cephfs", "rbd", "flexVolume",
        "glusterfs":
        volume.source = interner.string(key)
        try skip()
      default: try skip()
      }
    }
  }

  mutating func storageClass() throws(JSONFault) -> StorageClass {
    var result = StorageClass(metadata: ObjectMeta(name: ""))
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "metadata": result.metadata = try metadata(isNamespaced: false)
      case "provisioner": result.provisioner = try interned()
      case "volumeBindingMode": result.volumeBindingMode = try interned()
      case "allowedTopologies":
        result.allowedTopologies = try array { reader throws(JSONFault) in try reader.allowedTopology() }
      default: try skip()
      }
    }
    return result
  }

  private mutating func allowedTopology() throws(JSONFault) -> NodeSelectorTerm {
    var result = NodeSelectorTerm()
    try enterObject()
    while let key = try nextKey() {
      switch key {
      case "matchLabelExpressions":
        result.matchExpressions = try array { reader throws(JSONFault) in
          var requirement = try reader.requirement()
          requirement.op = "In"
          return requirement
        }
      default: try skip()
      }
    }
    return result
  }
}
