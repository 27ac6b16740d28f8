import StowageProblem
import StowageUnits

/// Packing problems of any size whose least cost is known: bins are cut into pods without a rest in the first
/// dimension, and every offering costs the same per unit of it.
struct PlantedPacking {
  var problem: Problem
  var optimum: Money

  static func draw(seed: UInt64, binCount: Int, offeringCount: Int = 4, dimensions: Int = 3) -> PlantedPacking
  {
    var random = SplitMix64(seed: seed)
    var problem = Problem(dimensionCount: dimensions)
    for index in 0..<offeringCount {
      let width = Int32(8 << (index % 4))
      let others = (1..<dimensions).map { _ in width * Int32(2 + random.below(4)) }
      problem.offerings.append(BinType(capacity: [width] + others, price: Money(nanos: Int64(width) * 1000)))
    }
    var optimum = Money.zero
    var pods: [[Int32]] = []
    for _ in 0..<binCount {
      let bin = problem.offerings[random.below(offeringCount)]
      optimum += bin.price
      var room = bin.capacity
      while room[0] > 0 {
        let width = min(room[0], Int32(1 + random.below(6)))
        let share = Double(width) / Double(room[0])
        let size = [width] + room.dropFirst().map { Int32(Double($0) * share * random.unit()) }
        for dimension in 0..<dimensions { room[dimension] -= size[dimension] }
        pods.append(size)
      }
    }
    pods.sort { $0.lexicographicallyPrecedes($1) }
    for size in pods {
      if problem.classes.last?.size == size {
        problem.classes[problem.classes.count - 1].count += 1
      } else {
        problem.classes.append(PodClass(size: size, count: 1))
      }
    }
    let rows = problem.classes.count
    problem.offeringMask = BitMatrix(rows: rows, columns: offeringCount, filled: true)
    problem.nodeMask = BitMatrix(rows: rows, columns: 0)
    problem.conflicts = BitMatrix(rows: rows, columns: rows)
    return PlantedPacking(problem: problem, optimum: optimum)
  }
}
