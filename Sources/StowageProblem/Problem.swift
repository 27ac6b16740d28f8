import StowageUnits

package enum ClassTag {}
package enum OfferingTag {}
package enum NodeTag {}

/// A pod class: an index into `Problem.classes`.
package typealias ClassID = TypedID<ClassTag>
/// A kind of new node: an index into `Problem.offerings`.
package typealias OfferingID = TypedID<OfferingTag>
/// An existing node: an index into `Problem.nodes`.
package typealias NodeID = TypedID<NodeTag>

/// The integer program as flat arrays: how many pods of each class go into which bin at the least cost.
///
/// Provisioning and consolidation are the same program with other data. Bins are *offerings* (as many copies as
/// wanted or as `copies` allows, each at its price) and existing *nodes* (one copy each). Knows classes, bins,
/// patterns, domains and limits; knows no Kubernetes word. Everything is an integer; the same input gives the
/// same arrays.
package struct Problem: Sendable {
  /// Number of resources. Sizes and capacities are in whole units per dimension, scaled by the reduction (sizes
  /// rounded up, capacities down where they do not divide), so that every value fits an Int32.
  package var dimensionCount: Int
  package var classes: [PodClass]
  package var offerings: [BinType]
  package var nodes: [ExistingBin]
  /// Class x offering: the class may be in a bin of that offering, as far as it alone is concerned.
  package var offeringMask: BitMatrix
  /// Class x node: likewise; conflicts with what stays on the node are folded in.
  package var nodeMask: BitMatrix
  /// Class x class, symmetric: two classes that may not share a bin. The diagonal is not used: `maxPerBin`.
  package var conflicts: BitMatrix
  /// At most so many pods of several classes together in one bin.
  package var binCaps: [BinCap]
  /// Classes that need company in their bin.
  package var companions: [Companion]
  /// Spread, affinity and anti-affinity over domains other than the bin itself (zones, capacity types, …).
  package var topologies: [Topology]
  /// Linear limits over the new bins (NodePool limits, reservations).
  package var limits: [LimitRow]
  /// Patterns must leave a choice of so many distinct values (Karpenter's minValues).
  package var choices: [ChoiceRule]
  /// Prices of unmet preferences; part of the objective, not of the cost or its bound.
  package var wishes: [Wish]
  /// The same of what pods prefer of one another, and of how they would like to be spread.
  package var peerWishes: [PeerWish]
  package var spreadWishes: [SpreadWish]
  /// Consolidation only: pods that are at home on a node; empty for provisioning.
  package var homes: [Home]

  package init(dimensionCount: Int) {
    self.dimensionCount = dimensionCount
    classes = []
    offerings = []
    nodes = []
    offeringMask = BitMatrix(rows: 0, columns: 0)
    nodeMask = BitMatrix(rows: 0, columns: 0)
    conflicts = BitMatrix(rows: 0, columns: 0)
    binCaps = []
    companions = []
    topologies = []
    limits = []
    choices = []
    wishes = []
    (peerWishes, spreadWishes) = ([], [])
    homes = []
  }
}

/// Pods that are equal in everything that can bind, with their number.
package struct PodClass: Sendable, Hashable {
  /// Per dimension; all non-negative. The number of pods is a dimension like any other.
  package var size: [Int32]
  package var count: Int32
  /// Where not all fit, higher priorities are placed first.
  package var priority: Int32
  /// The most pods of this class in one bin.
  package var maxPerBin: Int32

  package init(size: [Int32], count: Int32, priority: Int32 = 0, maxPerBin: Int32 = .max) {
    self.size = size
    self.count = count
    self.priority = priority
    self.maxPerBin = maxPerBin
  }
}

/// A kind of new bin.
package struct BinType: Sendable, Hashable {
  /// Per dimension, after everything that a new bin carries of itself.
  package var capacity: [Int32]
  package var price: Money
  /// The most copies; `Int32.max` where there is no limit.
  package var copies: Int32
  /// Between offerings of equal price the one with the lower rank is preferred.
  package var rank: Int32

  package init(capacity: [Int32], price: Money, copies: Int32 = .max, rank: Int32 = 0) {
    self.capacity = capacity
    self.price = price
    self.copies = copies
    self.rank = rank
  }
}

/// An existing bin, of which there is one copy.
package struct ExistingBin: Sendable, Hashable {
  /// Room per dimension without the movable pods (`homes`): what may be filled if the bin is kept.
  package var free: [Int32]
  /// What keeping the bin costs; zero in provisioning.
  package var price: Money
  /// False where the bin must stay (whatever is in it).
  package var mayClose: Bool
  /// It goes if the pods at home there find any place, whatever that costs.
  package var mustClose = false
  /// False where the bin may only keep what it has.
  package var mayReceive: Bool
  /// What closing it costs beside moving its pods, in the objective but not in the cost.
  package var closingPrice: Money

  package init(free: [Int32], price: Money = .zero, mayClose: Bool = false, mayReceive: Bool = true) {
    self.free = free
    self.price = price
    self.mayClose = mayClose
    self.mayReceive = mayReceive
    closingPrice = .zero
  }
}

/// In one bin the pods of `members` together number at most `cap` as soon as one of `subjects` comes there; those that
/// stay were let in before, and do not hinder others.
package struct BinCap: Sendable, Hashable {
  package var members: [ClassID]
  package var subjects: [ClassID]
  package var cap: Int32
  /// Members among what stays on each existing node; empty where there are none anywhere.
  package var present: [Int32]

  package init(members: [ClassID], subjects: [ClassID], cap: Int32, present: [Int32] = []) {
    self.members = members
    self.subjects = subjects
    self.cap = cap
    self.present = present
  }
}

/// `subject` may be in a bin only with at least one pod of `targets` beside it (itself not counted, unless
/// `mayFound` and the bin is the only one that holds any of the targets). Targets come first: classes that only
/// have one another, in a circle, never start.
package struct Companion: Sendable, Hashable {
  package var subject: ClassID
  package var targets: [ClassID]
  /// The subject is its own target and no target exists anywhere yet: the first may found the group, in one bin.
  package var mayFound: Bool
  /// Node x 1: existing nodes on which a target stays already.
  package var satisfiedNodes: [Bool]

  package init(subject: ClassID, targets: [ClassID], mayFound: Bool, satisfiedNodes: [Bool]) {
    self.subject = subject
    self.targets = targets
    self.mayFound = mayFound
    self.satisfiedNodes = satisfiedNodes
  }
}

/// Rules over the domains of one topology key: where bins lie, and what may lie where.
package struct Topology: Sendable, Hashable {
  package var domainCount: Int
  /// Per offering, -1 where it has none.
  package var domainOfOffering: [Int32]
  /// Per node, -1 where it has none.
  package var domainOfNode: [Int32]
  package var spreads: [Spread]
  package var attractions: [Attraction]
  package var repulsions: [Repulsion]

  package init(domainCount: Int, domainOfOffering: [Int32], domainOfNode: [Int32]) {
    self.domainCount = domainCount
    self.domainOfOffering = domainOfOffering
    self.domainOfNode = domainOfNode
    spreads = []
    attractions = []
    repulsions = []
  }
}

/// For every domain that receives a pod of `subjects`: the pods of `members` there, minus the least number in
/// any domain of `domains`, are at most `maxSkew`; the least counts as 0 with fewer than `minDomains` domains.
package struct Spread: Sendable, Hashable {
  package var members: [ClassID]
  package var subjects: [ClassID]
  package var maxSkew: Int32
  package var minDomains: Int32
  /// The domains over which the least is taken.
  package var domains: [Int32]
  /// Per domain: members that are there already and stay.
  package var present: [Int32]

  package init(
    members: [ClassID], subjects: [ClassID], maxSkew: Int32, minDomains: Int32 = 0, domains: [Int32],
    present: [Int32]
  ) {
    self.members = members
    self.subjects = subjects
    self.maxSkew = maxSkew
    self.minDomains = minDomains
    self.domains = domains
    self.present = present
  }
}

/// `subject` goes only into domains with a pod of `targets`, placed here or `present`. Where `mayFound`, the
/// subject is its own target and none is present anywhere: then all of them share the one domain the first takes,
/// and no other domain holds a target. As with company, targets come first.
package struct Attraction: Sendable, Hashable {
  package var subject: ClassID
  package var targets: [ClassID]
  package var mayFound: Bool
  package var present: [Bool]

  package init(subject: ClassID, targets: [ClassID], mayFound: Bool, present: [Bool]) {
    self.subject = subject
    self.targets = targets
    self.mayFound = mayFound
    self.present = present
  }
}

/// No domain holds a pod of `subject` and another pod of `targets`. Where the subject is among its own targets,
/// a domain holds at most one of it. Domains with a target present already are in no mask of the subject.
package struct Repulsion: Sendable, Hashable {
  package var subject: ClassID
  package var targets: [ClassID]

  package init(subject: ClassID, targets: [ClassID]) {
    self.subject = subject
    self.targets = targets
  }
}

/// `sum of coefficients over the new bins and over the nodes that stay <= bound`, where there are new bins at all.
package struct LimitRow: Sendable, Hashable {
  /// Per offering; 0 where the limit does not concern it.
  package var coefficients: [Int64]
  package var bound: Int64
  /// Per node: what it takes of the bound for as long as it stays; empty where none does.
  package var nodeCoefficients: [Int64]

  package init(coefficients: [Int64], bound: Int64, nodeCoefficients: [Int64] = []) {
    self.coefficients = coefficients
    self.bound = bound
    self.nodeCoefficients = nodeCoefficients
  }
}

/// A new bin of one of the `group`'s offerings is allowed only if at least `minimum` distinct values occur among
/// those offerings of the group that could hold the same pods.
package struct ChoiceRule: Sendable, Hashable {
  /// Per offering: the value it stands for, -1 where it is not of the group.
  package var valueOfOffering: [Int32]
  package var minimum: Int32

  package init(valueOfOffering: [Int32], minimum: Int32) {
    self.valueOfOffering = valueOfOffering
    self.minimum = minimum
  }
}

/// Each pod of `subject` in a bin outside the two bit rows costs `price` in the objective.
package struct Wish: Sendable, Hashable {
  package var subject: ClassID
  package var price: Money
  /// One row each: offerings and nodes where the wish is met.
  package var offerings: BitMatrix
  package var nodes: BitMatrix

  package init(subject: ClassID, price: Money, offerings: BitMatrix, nodes: BitMatrix) {
    self.subject = subject
    self.price = price
    self.offerings = offerings
    self.nodes = nodes
  }
}

/// Pods of a class that run on a node now and may stay or move.
package struct Home: Sendable, Hashable {
  package var node: NodeID
  package var podClass: ClassID
  package var count: Int32
  /// What moving one of them costs in the objective.
  package var movePrice: Money

  package init(node: NodeID, podClass: ClassID, count: Int32, movePrice: Money) {
    self.node = node
    self.podClass = podClass
    self.count = count
    self.movePrice = movePrice
  }
}
