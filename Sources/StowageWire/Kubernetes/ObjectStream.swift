import StowageModel
import StowageUnits

/// One text of Kubernetes objects while it is read: JSON documents one after the other, each an object, a list or a
/// plain array of objects.
struct ObjectStream {
  private var reader: JSONReader
  private let bytes: UnsafeRawBufferPointer
  private let source: String
  /// Where the document that is being read begins.
  private var root = 0
  /// Where the object that is being read begins, and its kind.
  private var current: (start: Int, kind: String)?
  /// What was read; the caller may put in what was read before, to have it added to.
  var objects = Snapshot()
  /// Kinds that decide nothing, once per object.
  private(set) var ignoredKinds: [String] = []
  private var convertedRemarks = 0

  init(
    _ bytes: UnsafeRawBufferPointer, source: String, interner: StringInterner, limit: ReadingLimit? = nil
  ) {
    self.bytes = bytes
    self.source = source
    reader = JSONReader(bytes, interner: interner)
    reader.memos = ObjectMemos()
    reader.limit = limit
  }

  mutating func readAll() throws(InputError) {
    do {
      try reader.validateUTF8()
      reader.skipByteOrderMark()
      while !reader.isAtEnd() {
        root = reader.position
        if reader.peek() == UInt8(ascii: "[") {
          try reader.enterArray()
          while try reader.nextElement() { try readObject() }
        } else {
          try readObject()
        }
      }
    } catch { throw inputError(error) }
  }

  // MARK: - Objects and lists

  /// Reads the object that begins here. `listStart` is where the list begins that it is an element of; elements
  /// without a kind of their own have the one that the list's kind names.
  private mutating func readObject(listStart: Int? = nil) throws(JSONFault) {
    if listStart == nil, let first = reader.peek(), first != UInt8(ascii: "{") {
      throw JSONFault(
        "NotAnObject", at: reader.position, found: reader.shownText(at: reader.position),
        rule: "is no Kubernetes object", hint: "Maybe -o json was left out")
    }
    reader.skipWhitespace()
    var type = try reader.peekObjectType()
    if type.isList {
      try readItems()
      return
    }
    let start = reader.position
    if type.kind.isEmpty, let listStart { type.kind = try elementKind(ofListAt: listStart) }
    guard !type.kind.isEmpty else {
      throw JSONFault(
        "MissingKind", at: start, rule: "an object has no kind",
        hint: "Kubernetes objects have apiVersion and kind; kubectl prints both")
    }
    guard type.isDeciding else {
      ignoredKinds.append(type.nameOfIgnored)
      try reader.skip()
      return
    }
    current = (start, type.kind)
    try decode(type.kind, at: start)
    addWarnings()
    current = nil
  }

  private mutating func readItems() throws(JSONFault) {
    let listStart = reader.position
    try reader.enterObject()
    while let key = try reader.nextKey() {
      guard "items" ~= key else {
        try reader.skip()
        continue
      }
      try reader.enterArray()
      while try reader.nextElement() { try readObject(listStart: listStart) }
    }
  }

  private func elementKind(ofListAt start: Int) throws(JSONFault) -> String {
    var ahead = reader
    ahead.position = start
    let kind = try ahead.textField("kind")
    return kind.hasSuffix("List") && kind != "List" ? String(kind.dropLast(4)) : ""
  }

  private mutating func decode(_ kind: String, at start: Int) throws(JSONFault) {
    switch kind {
    case "Pod": try add(reader.pod(), to: &objects.pods, start) { $0.metadata.name }
    case "Node": try add(reader.node(), to: &objects.nodes, start) { $0.metadata.name }
    case "NodeClaim": try add(reader.nodeClaim(), to: &objects.nodeClaims, start) { $0.metadata.name }
    case "NodePool": try add(reader.nodePool(), to: &objects.nodePools, start) { $0.metadata.name }
    case "EC2NodeClass": try add(reader.ec2NodeClass(), to: &objects.nodeClasses, start) { $0.metadata.name }
    case "NodeOverlay": try add(reader.nodeOverlay(), to: &objects.nodeOverlays, start) { $0.metadata.name }
    case "PodTemplate": try add(reader.podTemplate(), to: &objects.podTemplates, start) { $0.metadata.name }
    case "CapacityBuffer":
      try add(reader.capacityBuffer(), to: &objects.capacityBuffers, start) { $0.metadata.name }
    case "DaemonSet": try add(reader.daemonSet(), to: &objects.daemonSets, start) { $0.metadata.name }
    case "PodDisruptionBudget":
      try add(reader.podDisruptionBudget(), to: &objects.disruptionBudgets, start) { $0.metadata.name }
    case "PriorityClass":
      try add(reader.priorityClass(), to: &objects.priorityClasses, start) { $0.metadata.name }
    case "Namespace": try add(reader.namespace(), to: &objects.namespaces, start) { $0.metadata.name }
    case "PersistentVolumeClaim":
      try add(reader.persistentVolumeClaim(), to: &objects.claims, start) { $0.metadata.name }
    case "PersistentVolume":
      try add(reader.persistentVolume(), to: &objects.volumes, start) { $0.metadata.name }
    case "StorageClass":
      try add(reader.storageClass(), to: &objects.storageClasses, start) { $0.metadata.name }
    case "CSINode": try add(reader.csiNode(), to: &objects.csiNodes, start) { $0.metadata.name }
    default:
      guard let kind = Workload.Kind(rawValue: kind) else { preconditionFailure("no decoder for \(kind)") }
      try add(reader.workload(kind), to: &objects.workloads, start) { $0.metadata.name }
    }
  }

  // MARK: - Warnings and errors

  private mutating func addWarnings() {
    guard reader.remarks.count > convertedRemarks, let current else { return }
    let locator = JSONLocator(bytes)
    let name = locator.name(ofObjectAt: current.start, kind: current.kind) ?? source
    for remark in reader.remarks[convertedRemarks...] {
      let path = locator.pointer(from: current.start, to: remark.offset)
      objects.warnings.append(
        Warning(reason: remark.reason, object: name, message: path + " " + remark.message))
    }
    convertedRemarks = reader.remarks.count
  }

  private func inputError(_ fault: JSONFault) -> InputError {
    let locator = JSONLocator(bytes)
    guard !fault.isSyntax, let current,
      let name = locator.name(ofObjectAt: current.start, kind: current.kind)
    else { return locator.inputError(fault, source: source, root: root) }
    var error = locator.inputError(fault, source: name, root: current.start)
    error.objectPath = locator.pointer(from: root, to: current.start)
    return error
  }
}

extension JSONLocator {
  /// `Pod default/web-0`; nil where the object's metadata do not say it.
  func name(ofObjectAt start: Int, kind: String) -> String? {
    guard let name = text(at: ["metadata", "name"], from: start) else { return nil }
    if !ObjectType.isNamespaced(kind) { return kind + " " + name }
    return kind + " " + (text(at: ["metadata", "namespace"], from: start) ?? "default") + "/" + name
  }

  /// The text at a path of member names, as far as the bytes can be read.
  private func text(at path: [String], from start: Int) -> String? {
    var reader = JSONReader(bytes)
    reader.position = start
    do {
      for name in path {
        try reader.enterObject()
        repeat {
          guard let key = try reader.nextKey() else { return nil }
          if key.text == name { break }
          try reader.skip()
        } while true
      }
      return try reader.string()
    } catch { return nil }
  }
}

/// Keeps an object that was read from `start` on, if it has the name that every object needs.
@inline(never) private func add<Object>(
  _ object: Object, to objects: inout [Object], _ start: Int, _ name: (Object) -> String
) throws(JSONFault) {
  if name(object).isEmpty { throw JSONFault("MissingName", at: start, rule: "metadata.name is missing") }
  objects.append(object)
}
