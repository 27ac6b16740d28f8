/// How to count the weights of a row in steps, so that a table over the row gets no wider than it may.
enum RoundedRow {
  /// The greatest common divisor of the weights, at least 1: the largest step that loses nothing.
  @inline(__always)
  static func divisor(count: Int, weight: (Int) -> Int32) -> Int32 {
    var divisor: Int32 = 0
    for item in 0..<count {
      var left = weight(item)
      while left != 0 { (divisor, left) = (left, divisor % left) }
    }
    return max(divisor, 1)
  }

  /// Of the multiples of the divisor in a range the one that the weights lose least by, in parts of themselves, when
  /// they are rounded down to it: most weights are multiples of something large, and few are not.
  @inline(__always)
  static func bestMultiple(
    of divisor: Int32, from least: Int32, to most: Int32, count: Int, weight: (Int) -> Int32,
    relevance: (Int) -> Double
  ) -> Int32 {
    var best = (loss: Double.infinity, multiple: least)
    for multiple in least...most {
      let step = divisor * multiple
      var loss = 0.0
      for item in 0..<count {
        let weight = weight(item)
        if weight <= 0 { continue }
        loss += relevance(item) * Double(weight % step) / Double(weight)
        if loss >= best.loss { break }
      }
      if loss < best.loss { best = (loss, multiple) }
    }
    return best.multiple
  }
}
