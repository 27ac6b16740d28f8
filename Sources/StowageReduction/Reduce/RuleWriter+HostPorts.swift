extension RuleWriter {
  /// Pods that take the same host port share no node; every pod clashes with its own kind.
  mutating func writeHostPorts() {
    let holders = classes.indices.filter { !shape(of: $0).hostPorts.isEmpty }
    for (position, left) in holders.enumerated() {
      limit(left, to: 1)
      for right in holders[(position + 1)...]
      where shape(of: left).hostPorts.firstClash(with: shape(of: right).hostPorts) != nil {
        separate(left, right)
      }
    }
  }
}
