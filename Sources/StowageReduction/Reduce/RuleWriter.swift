import StowageProblem
import StowageRules
import StowageUnits

/// Writes the rules between pods, and over new nodes together, into a problem whose classes, bins and masks stand.
/// One rule a file.
struct RuleWriter {
  let cluster: Cluster
  let classes: [ClassDraft]
  let offerings: [NewNode]
  /// Into `Cluster.nodes`.
  let nodes: [Int]
  let selectors: SelectorTable
  /// Per selector of the table: the classes it counts, ascending.
  private let classesOfSelector: [[ClassID]]
  /// Per hard spread rule that was looked at: those of the classes it counts that it, or a stricter one, binds.
  var boundClasses: [StatedSpread: [ClassID]] = [:]
  /// Per spread rule that was looked at: where it counts.
  var countedPlaces: [StatedSpread: CountedPlaces] = [:]
  var counts: CountCache
  var offeringLabels: LabelTable
  var nodeLabels: LabelTable
  var problem: Problem
  /// What each topology of the problem is about.
  var topologies: [TopologyOrigin] = []
  /// Per topology key: its domains, once asked for.
  var domainsOfKey: [String: [String]] = [:]
  /// Names of rules that the problem can only say too strictly.
  private(set) var tightened: [String] = []
  /// Parts of preferences that the problem cannot say, in words for a warning.
  var unpriced: [String] = []

  init(_ draft: Draft, classes: [ClassDraft], problem: Problem) {
    cluster = draft.cluster
    self.classes = classes
    offerings = draft.offerings.nodes
    nodes = draft.nodes.nodes
    selectors = draft.selectors
    counts = draft.counts
    var counted = [[ClassID]](repeating: [], count: draft.selectors.selectors.count)
    for (index, draftClass) in classes.enumerated() {
      for selector in draft.selectors.membership[draftClass.shapes[0]].positions {
        counted[selector].append(ClassID(index))
      }
    }
    classesOfSelector = counted
    offeringLabels = draft.offerings.labels
    nodeLabels = draft.nodes.labels
    self.problem = problem
  }

  mutating func writeAll() {
    writeHostPorts()
    writeAntiAffinity()
    writeAffinity()
    writeSpread()
    writeLimits()
    writeReservations()
    writeSpotPools()
    writeMinValues()
    if cluster.options.preferences == .respect { writeWishes() }
  }

  /// The shape that stands for a class.
  func shape(of index: Int) -> PodShape { cluster.shapes[classes[index].shapes[0]] }

  /// The classes that a selector counts, ascending.
  func classes(selectedBy selector: PodSelector) -> [ClassID] {
    classesOfSelector[selectors.id(of: selector)]
  }

  mutating func noteTightened(_ rule: String) {
    if !tightened.contains(rule) { tightened.append(rule) }
  }

  mutating func limit(_ index: Int, to most: Int) {
    problem.classes[index].maxPerBin = min(problem.classes[index].maxPerBin, Int32(clamping: max(1, most)))
  }

  mutating func separate(_ left: Int, _ right: Int) {
    problem.conflicts[left, right] = true
    problem.conflicts[right, left] = true
  }

  /// Per node of the problem: the count of its host name.
  func presence(_ counts: DomainCounts) -> [Int] {
    if counts.isEmpty { return Array(repeating: 0, count: nodes.count) }
    let ofHost = Dictionary(uniqueKeysWithValues: counts.entries.map { ($0.domain, $0.count) })
    return nodes.map { ofHost[cluster.nodes[$0].hostname] ?? 0 }
  }
}
