import StowageLinear
import Synchronization
import Testing

@Suite struct CrewTests {
  @Test func everyIndexIsVisitedOnceByAWorkerOfTheCrew() {
    let crew = Crew(most: 4)
    let visits = (0..<1000).map { _ in Counter() }
    let strangers = Counter()
    crew.forEach(1000) { worker, index in
      visits[index].add()
      if worker < 0 || worker >= crew.workers { strangers.add() }
    }
    #expect(visits.allSatisfy { $0.value == 1 })
    #expect(strangers.value == 0)
  }

  private final class Counter: Sendable {
    private let count = Atomic<Int>(0)
    func add() { count.add(1, ordering: .relaxed) }
    var value: Int { count.load(ordering: .relaxed) }
  }
}
