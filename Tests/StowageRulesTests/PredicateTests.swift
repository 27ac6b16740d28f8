import StowageModel
import StowageRules
import StowageTestKit
import Testing

@Suite struct TaintTests {
  @Test(
    "what a toleration accepts",
    arguments: [
      (Toleration(key: "a", op: "Equal", value: "b", effect: "NoSchedule"), true),
      (Toleration(key: "a", op: "", value: "b"), true),
      (Toleration(key: "a", op: "Equal", value: "c"), false),
      (Toleration(key: "a", op: "Exists"), true), (Toleration(op: "Exists"), true),
      (Toleration(op: "Exists", effect: "NoExecute"), false), (Toleration(key: "b", op: "Exists"), false),
      (Toleration(key: "a", op: "Exists", effect: "NoSchedule"), true),
      (Toleration(op: "Equal", value: "b"), false),
      (Toleration(key: "a", op: "Like", value: "b"), false),
    ])
  func toleration(toleration: Toleration, expected: Bool) {
    #expect(toleration.tolerates(Taint(key: "a", value: "b", effect: "NoSchedule")) == expected)
  }

  @Test("numeric tolerations compare the taint's value with their own")
  func numeric() {
    let taint = Taint(key: "score", value: "950", effect: "NoSchedule")
    #expect(Toleration(key: "score", op: "Gt", value: "900").tolerates(taint))
    #expect(!Toleration(key: "score", op: "Gt", value: "950").tolerates(taint))
    #expect(Toleration(key: "score", op: "Lt", value: "951").tolerates(taint))
    #expect(!Toleration(key: "score", op: "Lt", value: "x").tolerates(taint))
  }

  @Test("soft taints count only where asked")
  func soft() {
    let taints = [Taint(key: "a", effect: "PreferNoSchedule")]
    #expect(!taints.areTolerated(by: [], countingSoft: true))
    #expect(taints.areTolerated(by: [], countingSoft: false))
  }

  @Test("K100, K101: taints that pass by themselves")
  func ephemeral() {
    #expect(Taint(key: "readiness.k8s.io/network", effect: "NoExecute").isEphemeral)
    #expect(Taint(key: "node.kubernetes.io/not-ready", effect: "NoExecute").isEphemeral)
    #expect(Taint(key: "node.kubernetes.io/unreachable", effect: "NoSchedule").isEphemeral)
    #expect(!Taint(key: "node.kubernetes.io/unreachable", effect: "NoExecute").isEphemeral)
    #expect(Taint(key: "karpenter.sh/unregistered", effect: "NoExecute").isEphemeral)
    #expect(!Taint(key: "node.kubernetes.io/unschedulable", effect: "NoSchedule").isEphemeral)
  }
}

@Suite struct SelectorTests {
  private let labels: Labels = ["app": "web", "tier": "front"]

  @Test(
    "expressions",
    arguments: [
      (LabelExpression(key: "app", op: "In", values: ["web", "db"]), true),
      (LabelExpression(key: "app", op: "NotIn", values: ["web"]), false),
      (LabelExpression(key: "none", op: "NotIn", values: ["web"]), true),
      (LabelExpression(key: "none", op: "In", values: ["a"]), false),
      (LabelExpression(key: "app", op: "Exists"), true),
      (LabelExpression(key: "none", op: "DoesNotExist"), true),
      (LabelExpression(key: "app", op: "DoesNotExist"), false),
      (LabelExpression(key: "app", op: "Gt", values: ["1"]), false),
    ])
  func expression(line: LabelExpression, expected: Bool) {
    #expect(LabelSelector(matchExpressions: [line]).matches(labels) == expected)
  }

  @Test("labels and expressions all hold; an empty selector matches everything, an absent one nothing")
  func combination() {
    #expect(LabelSelector(matchLabels: ["app": "web", "tier": "front"]).matches(labels))
    #expect(!LabelSelector(matchLabels: ["app": "web", "tier": "back"]).matches(labels))
    #expect(LabelSelector().matches(labels))
    #expect(!PodSelector(scope: .all, selector: nil).matches(namespace: "default", labels: labels))
  }

  @Test("K167, K168: list and selector of namespaces are united, an empty selector means all")
  func namespaces() {
    var blue = Namespace(metadata: ObjectMeta(name: "blue"))
    blue.metadata.labels = ["colour": "blue"]
    let known = [blue, Namespace(metadata: ObjectMeta(name: "red"))]
    var term = PodAffinityTerm(topologyKey: Key.zone, labelSelector: LabelSelector())
    func scope() -> NamespaceScope { NamespaceScope(of: term, podNamespace: "own", namespaces: known) }
    #expect(scope() == .some(["own"]))
    term.namespaces = ["x"]
    #expect(scope() == .some(["x"]))
    term.namespaceSelector = LabelSelector(matchLabels: ["colour": "blue"])
    #expect(scope() == .some(["blue", "x"]))
    term.namespaceSelector = LabelSelector()
    #expect(scope() == .all)
  }
}

@Suite struct HostPortTests {
  @Test(
    "K110: same port and protocol, and one address or none",
    arguments: [
      (HostPort(port: 80), HostPort(port: 80), true), (HostPort(port: 80), HostPort(port: 81), false),
      (HostPort(port: 80), HostPort(port: 80, networkProtocol: "UDP"), false),
      (HostPort(port: 80, address: "10.0.0.1"), HostPort(port: 80), true),
      (HostPort(port: 80, address: "10.0.0.1"), HostPort(port: 80, address: "10.0.0.2"), false),
      (HostPort(port: 80, address: "10.0.0.1"), HostPort(port: 80, address: "10.0.0.1"), true),
    ])
  func clash(left: HostPort, right: HostPort, expected: Bool) {
    #expect(left.clashes(with: right) == expected)
    #expect(right.clashes(with: left) == expected)
  }

  @Test("unspecified addresses of both families mean every address")
  func unspecified() {
    let ports = hostPorts(
      of: pod("p").hostPort(80, ip: "::").hostPort(81, ip: "0.0.0.0", networkProtocol: "").pod)
    #expect(ports == [HostPort(port: 80), HostPort(port: 81)])
  }
}
