import StowageModel
import StowageRules
import StowageTestKit
import Testing

/// Requirements and labels: K1 to K26.
@Suite struct RequirementConformance {
  @Test("K1: beta label keys mean the stable ones")
  func betaKeys() {
    #expect(LabelKeys.normalized("failure-domain.beta.kubernetes.io/zone") == Key.zone)
    #expect(LabelKeys.normalized("beta.kubernetes.io/arch") == Key.arch)
    decide(
      cluster {
        threeSizes
        pool()
        pod("a", cpu: "1").selecting("failure-domain.beta.kubernetes.io/zone", "zone-b")
      }
    ) { #expect($0.zone(of: "a") == "zone-b") }
  }

  @Test("K3: the larger minValues survives an intersection")
  func minValuesIntersect() throws {
    let two = try #require(Requirement(require("key", "Exists", minValues: 2)))
    let three = try #require(Requirement(require("key", "In", "a", "b", "c", minValues: 3)))
    #expect(two.intersection(three).minValues == 3)
  }

  @Test("K4: Gte and Lte are inclusive and intersect to a range")
  func inclusiveBounds() throws {
    let range = try #require(Requirement(require("key", "Gte", "3")))
      .intersection(try #require(Requirement(require("key", "Lte", "5"))))
    #expect((1...7).filter { range.allows(String($0)) } == [3, 4, 5])
  }

  @Test("K5: Gt n is Gte n+1, Lt n is Lte n-1")
  func strictBounds() {
    #expect(Requirement(require("key", "Gt", "3")) == Requirement(require("key", "Gte", "4")))
    #expect(Requirement(require("key", "Lt", "3")) == Requirement(require("key", "Lte", "2")))
  }

  @Test("K6: nothing is greater than the largest integer")
  func greaterThanLargest() throws {
    #expect(try #require(Requirement(require("key", "Gt", "\(Int64.max)"))).isDoesNotExist)
  }

  @Test("K7: a two-sided bound is written as two requirements")
  func writtenRange() throws {
    let range = try #require(Requirement(require("key", "Gte", "3")))
      .intersection(try #require(Requirement(require("key", "Lte", "5"))))
    #expect(Set(range.written.map(\.op)) == ["Gte", "Lte"])
  }

  @Test("K8, K9: undefined well-known keys are allowed only where the node is yet to be made")
  func undefinedKeys() {
    let none = Requirements()
    let zone = Requirements([require(Key.zone, "In", "zone-a")])
    let custom = Requirements([require("example.com/team", "In", "a")])
    #expect(none.isCompatible(zone, undefined: .allowedIfWellKnown))
    #expect(!none.isCompatible(zone, undefined: .fails))
    #expect(!none.isCompatible(custom, undefined: .allowedIfWellKnown))
  }

  @Test("K10: messages hint at mistyped well-known labels")
  func typos() {
    decide(
      cluster {
        threeSizes
        pool()
        pod("a", cpu: "1").selecting("topology.kubernetes.io/zon", "zone-a")
      }
    ) { decided in
      #expect(decided.reason("a") != nil)
      #expect((decided.message("a") + decided.hint("a")).contains(Key.zone))
    }
  }

  @Test("K11: a pod without selectors schedules on any pool")
  func unconstrained() {
    decide(
      cluster {
        threeSizes
        pool()
        pod("a", cpu: "1")
      }
    ) { #expect($0.isPlaced("a")) }
  }

  @Test("K12, K19: a selector for a key that nothing defines never schedules, Exists neither")
  func undefinedCustomKey() {
    decide(
      cluster {
        threeSizes
        pool()
        pod("selects", cpu: "1").selecting("example.com/team", "a")
        pod("exists", cpu: "1").requiring("example.com/team", "Exists")
      }
    ) { decided in
      #expect(decided.reason("selects") == "UndefinedLabel")
      #expect(decided.reason("exists") == "UndefinedLabel")
    }
  }

  @Test("K13: requirements that contradict the pool's custom label fail")
  func contradiction() {
    decide(
      cluster {
        threeSizes
        pool().labeling(["example.com/team": "a"])
        pod("a", cpu: "1").selecting("example.com/team", "a")
        pod("b", cpu: "1").requiring("example.com/team", "In", "b")
      }
    ) { decided in
      #expect(decided.isPlaced("a"))
      #expect(decided.reason("b") == "IncompatibleRequirements")
    }
  }

  @Test("K14: the pool's requirements bound well-known labels")
  func poolBounds() {
    decide(
      cluster {
        threeSizes
        pool().requiring(Key.zone, "In", "zone-a", "zone-b")
        pod("b", cpu: "1").selecting(Key.zone, "zone-b")
        pod("c", cpu: "1").selecting(Key.zone, "zone-c")
      }
    ) { decided in
      #expect(decided.zone(of: "b") == "zone-b")
      #expect(!decided.isPlaced("c"))
    }
  }

  @Test(
    "K15, K16: hostname selectors and restricted domains are refused",
    arguments: [
      Key.host, "karpenter.sh/custom", "sub.karpenter.sh/custom",
    ])
  func restricted(key: String) {
    decide(
      cluster {
        threeSizes
        pool()
        pod("a", cpu: "1").selecting(key, "x")
        pod("other", cpu: "1")
      }
    ) { decided in
      #expect(decided.reason("a") == "RestrictedLabel")
      #expect(decided.isPlaced("other"))
    }
  }

  @Test("K17: labels of Kubernetes' own domains are usable as custom labels")
  func kubernetesDomains() {
    decide(
      cluster {
        threeSizes
        pool().labeling(["node.kubernetes.io/custom": "x", "sub.kops.k8s.io/role": "y"])
        pod("a", cpu: "1").selecting("node.kubernetes.io/custom", "x").selecting("sub.kops.k8s.io/role", "y")
      }
    ) { #expect($0.isPlaced("a")) }
  }

  @Test("K18: NotIn and DoesNotExist pass on undefined keys")
  func negativeOperators() {
    decide(
      cluster {
        threeSizes
        pool()
        pod("a", cpu: "1").requiring("example.com/team", "NotIn", "x")
        pod("b", cpu: "1").requiring("example.com/team", "DoesNotExist")
      }
    ) { #expect($0.isPlaced("a", "b")) }
  }

  @Test("K20: Exists does not overwrite a value that is there")
  func existsKeepsValue() {
    decide(
      cluster {
        threeSizes
        pool().labeling(["example.com/team": "a"])
        pod("a", cpu: "1").requiring("example.com/team", "Exists")
      }
    ) { #expect($0.claim(of: "a")?.labels["example.com/team"] == "a") }
  }

  @Test(
    "K21: Gt, Lt, Gte and Lte select types",
    arguments: [
      ("Gt", "4", ["large"]), ("Lt", "4", ["small"]), ("Gte", "4", ["medium", "large"]),
      ("Lte", "4", ["small", "medium"]),
    ])
  func bounds(op: String, value: String, types: [String]) {
    decide(
      cluster {
        type("small", cpu: "2", memory: "4Gi", price: 0.1).labeled(["karpenter.k8s.aws/instance-cpu": "2"])
        type("medium", cpu: "4", memory: "8Gi", price: 0.2).labeled(["karpenter.k8s.aws/instance-cpu": "4"])
        type("large", cpu: "8", memory: "16Gi", price: 0.4).labeled(["karpenter.k8s.aws/instance-cpu": "8"])
        pool().requiring("karpenter.k8s.aws/instance-cpu", op, value)
        pod("a", cpu: "1")
      }
    ) { decided in
      #expect(decided.claim(of: "a")?.instanceTypes == types, "\(op) \(value)")
    }
  }

  @Test("K22: selectors, preferences and requirements combine over several keys")
  func combination() {
    decide(
      cluster {
        threeSizes
        type("arm", cpu: "2", memory: "4Gi", price: 0.05).arch("arm64")
        pool()
        pod("a", cpu: "1").selecting(Key.arch, "amd64").requiring(Key.zone, "In", "zone-b", "zone-c")
          .preferring(Key.zone, "In", "zone-c")
      }
    ) { decided in
      #expect(decided.type(of: "a") == "small")
      #expect(decided.zone(of: "a") == "zone-c")
    }
  }

  @Test("K23: compatible pods share a node, incompatible ones do not")
  func sharing() {
    decide(
      cluster {
        threeSizes
        pool()
        pod("a", cpu: "500m").selecting(Key.zone, "zone-a")
        pod("b", cpu: "500m").selecting(Key.zone, "zone-a")
        pod("c", cpu: "500m").selecting(Key.zone, "zone-b")
      }
    ) { decided in
      #expect(decided.areTogether("a", "b"))
      #expect(decided.areApart("a", "c"))
    }
  }

  @Test("K24: a pool with only unknown capacity types is not ready; partly unknown ones are ignored")
  func capacityTypes() {
    decide(
      cluster {
        threeSizes
        pool("broken").requiring(Key.capacityType, "In", "free").weight(10)
        pool("partly").requiring(Key.capacityType, "In", "free", "on-demand")
        pod("a", cpu: "1")
      }
    ) { #expect($0.pool(of: "a") == "partly") }
  }

  @Test("K26: custom labels are resolved to the claim; well-known ones from requirements are not labels")
  func resolvedLabels() throws {
    decide(
      cluster {
        threeSizes
        pool().labeling(["example.com/team": "a"]).requiring(Key.zone, "In", "zone-a")
        pod("a", cpu: "1")
      }
    ) { decided in
      let claim = decided.claim(of: "a")
      #expect(claim?.labels["example.com/team"] == "a")
      #expect(claim?.labels[Key.zone] == nil)
      #expect(claim?.requirements.contains { $0.key == Key.zone && $0.values == ["zone-a"] } == true)
    }
  }

  @Test("K15: a pod that selects a host name is left to the scheduler, with a hint")
  func hostNameSelector() {
    decide(
      cluster {
        threeSizes
        pool()
        node("n", type: "large")
        pod("a", cpu: "1").selecting(Key.host, "n")
      }
    ) { decided in
      #expect(decided.reason("a") == "RestrictedLabel")
      #expect(decided.hint("a").contains("scheduler"))
    }
  }
}
