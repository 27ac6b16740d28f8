/// The linear relaxation of a bounded knapsack with a few rows, by the dual simplex method with long steps.
///
/// Every variable is boxed, so any basis is dual feasible once each nonbasic variable sits at the bound that its
/// reduced cost asks for; no first phase is needed. A step moves the row prices along one edge of the dual
/// function and passes all breakpoints up to its lowest point (the bound flipping ratio test). The basis has as
/// many columns as there are binding rows, two to four as a rule, so it is inverted afresh each time.
///
/// The bound does not rest on the pivots: whatever row prices come out, `bound` is the value of the dual function
/// there, which is an upper bound for any prices that are not negative.
package struct KnapsackRelaxation: ~Copyable {
  /// An upper bound on the profit of any pattern, in nano-dollars per hour.
  package private(set) var bound = 0.0
  /// Price of the whole room of each binding row, in nano-dollars per hour.
  private(set) var rowPrice = UnsafeMutablePointer<Double>.allocate(capacity: Knapsack.bindingLimit)
  /// Per item: the profit less what its weight costs at the row prices.
  var reduced = FlatBuffer<Double>()
  /// Per item: copies in the relaxed optimum, rounded down.
  var whole = FlatBuffer<Int32>()
  package private(set) var pivots = 0

  private var atUpper = FlatBuffer<Bool>()
  private var isBasic = FlatBuffer<Bool>()
  private var slope = FlatBuffer<Double>()
  private var breakpoint = FlatBuffer<Breakpoint>()
  private let basis = UnsafeMutablePointer<Int>.allocate(capacity: Knapsack.bindingLimit)
  private let basicValue = UnsafeMutablePointer<Double>.allocate(capacity: Knapsack.bindingLimit)
  private let inverse = UnsafeMutablePointer<Double>.allocate(capacity: 64)
  private let work = UnsafeMutablePointer<Double>.allocate(capacity: 64)

  private struct Breakpoint {
    var step: Double
    /// How much the slope rises here.
    var rise: Double
    var variable: Int
  }

  package init() {}

  deinit {
    rowPrice.deallocate()
    basis.deallocate()
    basicValue.deallocate()
    inverse.deallocate()
    work.deallocate()
  }

  /// The two binding rows of the highest prices, one left out; -1 where there are fewer.
  func dearestRows(_ knapsack: borrowing Knapsack, but barred: Int = -1) -> (first: Int, second: Int) {
    var (first, second) = (-1, -1)
    for row in 0..<knapsack.bindingCount where row != barred {
      if first < 0 || rowPrice[row] > rowPrice[first] {
        (first, second) = (row, first)
      } else if second < 0 || rowPrice[row] > rowPrice[second] {
        second = row
      }
    }
    return (first, second)
  }

  /// Solves the relaxation of what is loaded.
  package mutating func solve(_ knapsack: borrowing Knapsack) {
    let count = knapsack.count
    let rows = knapsack.bindingCount
    reserve(count + rows)
    for item in 0..<count {
      reduced[item] = knapsack.profit[item]
      atUpper[item] = true
      isBasic[item] = false
    }
    for row in 0..<rows {
      rowPrice[row] = 0
      reduced[count + row] = 0
      atUpper[count + row] = false
      isBasic[count + row] = true
      basis[row] = count + row
    }
    pivots = 0
    while pivots < 20 + 12 * rows {
      guard invertBasis(knapsack) else { break }
      findBasicValues(knapsack)
      guard let (position, tooHigh) = mostViolated(knapsack) else { break }
      guard move(knapsack, leaving: position, tooHigh: tooHigh) else { break }
      pivots += 1
    }
    evaluate(knapsack)
  }

  private mutating func reserve(_ variables: Int) {
    reduced.reserve(variables)
    whole.reserve(variables)
    atUpper.reserve(variables)
    isBasic.reserve(variables)
    slope.reserve(variables)
    breakpoint.reserve(variables)
  }
}

extension KnapsackRelaxation {
  /// Gauss-Jordan on the few columns of the basis; false where they are (nearly) dependent.
  private func invertBasis(_ knapsack: borrowing Knapsack) -> Bool {
    let rows = knapsack.bindingCount
    let count = knapsack.count
    for position in 0..<rows {
      let variable = basis[position]
      for row in 0..<rows {
        work[row * rows + position] =
          variable >= count
          ? (variable - count == row ? 1 : 0) : knapsack.share[row * knapsack.stride + variable]
        inverse[row * rows + position] = row == position ? 1 : 0
      }
    }
    for column in 0..<rows {
      var pivot = column
      for row in column..<rows
      where abs(work[row * rows + column]) > abs(work[pivot * rows + column]) { pivot = row }
      let value = work[pivot * rows + column]
      if abs(value) < 1e-13 { return false }
      for index in 0..<rows {
        (work[pivot * rows + index], work[column * rows + index]) =
          (work[column * rows + index], work[pivot * rows + index] / value)
        (inverse[pivot * rows + index], inverse[column * rows + index]) =
          (inverse[column * rows + index], inverse[pivot * rows + index] / value)
      }
      for row in 0..<rows where row != column {
        let factor = work[row * rows + column]
        if factor == 0 { continue }
        for index in 0..<rows {
          work[row * rows + index] -= factor * work[column * rows + index]
          inverse[row * rows + index] -= factor * inverse[column * rows + index]
        }
      }
    }
    return true
  }

  /// The values of the basic variables, with every other one at its bound.
  private func findBasicValues(_ knapsack: borrowing Knapsack) {
    let rows = knapsack.bindingCount
    var left = SIMD8<Double>(repeating: 1)
    for row in 0..<rows {
      let share = knapsack.share.base + row * knapsack.stride
      var used = 0.0
      for item in 0..<knapsack.count where atUpper[item] && !isBasic[item] {
        used += share[item] * Double(knapsack.limit[item])
      }
      left[row] -= used
    }
    for position in 0..<rows {
      var value = 0.0
      for row in 0..<rows { value += inverse[position * rows + row] * left[row] }
      basicValue[position] = value
    }
  }

  /// The basic variable farthest outside its bounds, measured along the edge it opens.
  private func mostViolated(_ knapsack: borrowing Knapsack) -> (position: Int, tooHigh: Bool)? {
    let rows = knapsack.bindingCount
    var best: (position: Int, tooHigh: Bool)?
    var bestMeasure = 0.0
    for position in 0..<rows {
      let variable = basis[position]
      let value = basicValue[position]
      var violation = -value
      var tooHigh = false
      if variable < knapsack.count, value - Double(knapsack.limit[variable]) > violation {
        violation = value - Double(knapsack.limit[variable])
        tooHigh = true
      }
      if violation <= 1e-9 { continue }
      var norm = 0.0
      for row in 0..<rows { norm += inverse[position * rows + row] * inverse[position * rows + row] }
      let measure = violation * violation / norm
      if measure > bestMeasure {
        bestMeasure = measure
        best = (position, tooHigh)
      }
    }
    return best
  }

  /// Moves the row prices along the edge of the leaving variable to the lowest point, and pivots there.
  private mutating func move(
    _ knapsack: borrowing Knapsack, leaving position: Int, tooHigh: Bool
  ) -> Bool {
    let rows = knapsack.bindingCount
    let count = knapsack.count
    let sign: Double = tooHigh ? -1 : 1
    var direction = SIMD8<Double>()
    for row in 0..<rows { direction[row] = sign * inverse[position * rows + row] }

    for item in 0..<count { slope[item] = 0 }
    for row in 0..<rows {
      let share = knapsack.share.base + row * knapsack.stride
      let factor = direction[row]
      for item in 0..<count { slope[item] += factor * share[item] }
      slope[count + row] = factor
    }
    var found = 0
    for variable in 0..<count + rows where !isBasic[variable] {
      let alpha = slope[variable]
      if atUpper[variable] ? alpha <= 1e-12 : alpha >= -1e-12 { continue }
      let rise = variable < count ? abs(alpha) * Double(knapsack.limit[variable]) : .infinity
      breakpoint[found] = Breakpoint(
        step: max(0, reduced[variable] / alpha), rise: rise, variable: variable)
      found += 1
    }
    let leaving = basis[position]
    let excess =
      tooHigh ? basicValue[position] - Double(knapsack.limit[leaving]) : -basicValue[position]
    guard let (step, entering) = pass(breakpoints: found, descent: excess) else { return false }

    for variable in 0..<count + rows { reduced[variable] -= step * slope[variable] }
    for row in 0..<rows { rowPrice[row] += step * direction[row] }
    basis[position] = entering
    isBasic[entering] = true
    reduced[entering] = 0
    isBasic[leaving] = false
    atUpper[leaving] = tooHigh
    reduced[leaving] = -sign * step
    return true
  }

  /// Flips every variable whose breakpoint comes before the lowest point; gives that point and its variable. The
  /// breakpoints are partitioned, not sorted: only the side that holds the lowest point is looked at again.
  private mutating func pass(breakpoints total: Int, descent: Double) -> (step: Double, entering: Int)? {
    if total == 0 { return nil }
    var low = 0
    var high = total
    var left = descent
    while high - low > 1 {
      let pivot = medianStep(low, high)
      var middle = low
      var rise = 0.0
      for index in low..<high where breakpoint[index].step < pivot {
        rise += breakpoint[index].rise
        swapBreakpoints(index, middle)
        middle += 1
      }
      if middle == low {
        // The pivot is the smallest step: take its equals one by one, in a fixed order.
        var next = low
        for index in low..<high where breakpoint[index].step <= pivot {
          swapBreakpoints(index, next)
          next += 1
        }
        while low < next {
          if left <= breakpoint[low].rise || low == high - 1 {
            return (breakpoint[low].step, breakpoint[low].variable)
          }
          left -= breakpoint[low].rise
          atUpper[breakpoint[low].variable].toggle()
          low += 1
        }
      } else if rise >= left {
        high = middle
      } else {
        left -= rise
        for index in low..<middle { atUpper[breakpoint[index].variable].toggle() }
        low = middle
      }
    }
    return (breakpoint[low].step, breakpoint[low].variable)
  }

  private func medianStep(_ low: Int, _ high: Int) -> Double {
    let first = breakpoint[low].step
    let second = breakpoint[(low + high) / 2].step
    let third = breakpoint[high - 1].step
    return max(min(first, second), min(max(first, second), third))
  }

  @inline(__always) private func swapBreakpoints(_ first: Int, _ second: Int) {
    let kept = breakpoint[first]
    breakpoint[first] = breakpoint[second]
    breakpoint[second] = kept
  }

  /// The dual function at the row prices reached, and the relaxed optimum rounded down.
  private mutating func evaluate(_ knapsack: borrowing Knapsack) {
    let rows = knapsack.bindingCount
    let count = knapsack.count
    for item in 0..<count { reduced[item] = knapsack.profit[item] }
    var value = 0.0
    for row in 0..<rows {
      rowPrice[row] = max(0, rowPrice[row])
      value += rowPrice[row]
      let share = knapsack.share.base + row * knapsack.stride
      let price = rowPrice[row]
      for item in 0..<count { reduced[item] -= price * share[item] }
    }
    for item in 0..<count {
      value += max(0, reduced[item]) * Double(knapsack.limit[item])
      whole[item] = atUpper[item] && !isBasic[item] ? knapsack.limit[item] : 0
    }
    // Each of the few hundred terms carries a relative error below 2^-50.
    bound = value * (1 + 1e-11)
    for position in 0..<rows where basis[position] < count {
      let copies = basicValue[position].rounded(.down)
      whole[basis[position]] = Int32(max(0, min(copies, Double(knapsack.limit[basis[position]]))))
    }
  }
}
