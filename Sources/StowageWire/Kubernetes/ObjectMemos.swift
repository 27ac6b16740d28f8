import StowageModel

/// What a reader of Kubernetes objects remembers, by what it is. One text's: the bytes must stay in place.
final class ObjectMemos {
  let labels = Memo<Labels>()
  let owners = Memo<[OwnerReference]>()
  let podSpec = Memo<PodSpec>()
  let resources = Memo<ContainerResources>()
  let tolerations = Memo<[Toleration]>()
  let affinity = Memo<Affinity>()
  let spreads = Memo<[TopologySpreadConstraint]>()
}

extension JSONReader {
  /// Reads the value that begins here, or takes it from the memo where the same bytes were read before.
  @inline(__always) mutating func remembered<Value>(
    _ memo: KeyPath<ObjectMemos, Memo<Value>>, _ read: (inout JSONReader) throws(JSONFault) -> Value
  ) throws(JSONFault) -> Value {
    guard let memo = memos?[keyPath: memo], memo.isUseful else { return try read(&self) }
    skipWhitespace()
    let start = position
    try skip()
    let bytes = UnsafeBufferPointer(start: base + start, count: position - start)
    if bytes.count >= 8 {
      let hash = hashOfBytes(bytes)
      if let known = memo.find(bytes, hash: hash) { return known }
      position = start
      let value = try read(&self)
      memo.keep(value, of: bytes, hash: hash)
      return value
    }
    position = start
    return try read(&self)
  }
}
