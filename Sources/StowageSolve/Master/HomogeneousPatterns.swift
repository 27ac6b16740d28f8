extension Packing {
  /// For every demanded cell the pattern of it alone that is cheapest per pod.
  func homogeneousPatterns(demand: [Int32]) -> PatternTable {
    var best = [(price: Double, bin: Int, count: Int32)?](repeating: nil, count: cellCount)
    for bin in 0..<binCount where copies[bin] == .max {
      for position in itemRange(bin) {
        let cell = Int(items[position])
        let count = min(itemLimit[position], demand[cell])
        if count <= 0 { continue }
        let price = Double(self.price[bin]) / Double(count)
        if best[cell].map({ price < $0.price }) ?? true { best[cell] = (price, bin, count) }
      }
    }
    var table = PatternTable()
    for cell in 0..<cellCount {
      guard let choice = best[cell] else { continue }
      table.put(cell: Int32(cell), count: choice.count)
      table.close(bin: Int32(choice.bin))
    }
    return table
  }
}
