import StowageProblem
import StowageUnits

/// Pods and offerings of about the kind that clusters have: requests in human steps, three ratios of memory to
/// cpu, sizes that double, prices nearly in proportion.
struct SampleProblem {
  static func draw(classes: Int, podsPerClass: Int, seed: UInt64 = 1) -> Problem {
    var random = SplitMix64(seed: seed)
    var problem = Problem(dimensionCount: 3)
    for _ in 0..<classes {
      let cpu = Int32([100, 250, 500, 1000, 1500, 2000, 4000][random.below(7)] + 10 * random.below(10))
      let memory = cpu * Int32(1 + random.below(8)) / 2 / 16 * 16 + 64
      problem.classes.append(
        PodClass(size: [cpu, memory, 1], count: Int32(1 + random.below(2 * podsPerClass))))
    }
    for family in 0..<9 {
      for size in 0..<9 {
        let cpu = Int32(2000 << size) - 300
        let memory = Int32(2 << (family % 3)) * 1024 * Int32(1 << size) - 1000
        let share = Double(cpu) * 20 + Double(memory) * 3
        let price = Int64(share * (1 + 0.15 * random.unit()) * 1000)
        problem.offerings.append(
          BinType(capacity: [cpu, memory, min(110, 20 << Int32(size))], price: Money(nanos: price)))
      }
    }
    var mask = BitMatrix(rows: classes, columns: problem.offerings.count, filled: true)
    // A third of the families has another architecture, which every second class cannot use.
    for index in stride(from: 0, to: classes, by: 2) {
      for offering in problem.offerings.indices where offering / 9 % 3 == 2 { mask[index, offering] = false }
    }
    problem.offeringMask = mask
    problem.nodeMask = BitMatrix(rows: classes, columns: 0)
    problem.conflicts = BitMatrix(rows: classes, columns: classes)
    return problem
  }
}
