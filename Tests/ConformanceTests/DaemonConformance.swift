import StowageModel
import StowageTestKit
import StowageUnits
import Testing

/// DaemonSets: K77 to K92.
@Suite struct DaemonConformance {
  private func daemon(_ cpu: String) -> PodDraft { pod("agent", cpu: cpu) }

  @Test("K77: a new node carries its daemons")
  func overhead() {
    decide(
      cluster {
        threeSizes
        pool()
        daemonSet(daemon("1"))
        pod("a", cpu: "1500m")
      }
    ) { #expect($0.type(of: "a") == "medium") }
  }

  @Test("K78: host ports of daemons are taken")
  func hostPorts() {
    decide(
      cluster {
        threeSizes
        pool()
        daemonSet(daemon("100m").hostPort(8080))
        pod("a", cpu: "1").hostPort(8080)
        pod("b", cpu: "1").hostPort(9090)
      }
    ) { decided in
      #expect(decided.reason("a") == "HostPortTaken")
      #expect(decided.isPlaced("b"))
    }
  }

  @Test("K79, K80: a daemon counts only on the types where it runs")
  func perType() {
    decide(
      cluster {
        threeSizes
        pool()
        daemonSet(daemon("1").hostPort(8080).requiring(Key.instanceType, "In", "small"))
        pod("a", cpu: "1500m").hostPort(8080)
        pod("b", cpu: "1500m")
      }
    ) { decided in
      #expect(decided.type(of: "a") != "small")
      #expect(decided.type(of: "b") != "small")
    }
  }

  @Test("K81: the newest live pod of a DaemonSet beats its template")
  func livePod() {
    decide(
      cluster {
        threeSizes
        pool()
        daemonSet(daemon("100m"))
        node("n", type: "small").claimed().running(
          pod("agent-x", cpu: "1").owned(by: "DaemonSet", "agent"), pod("busy", cpu: "1"))
        pod("a", cpu: "1500m")
      }
    ) { #expect($0.type(of: "a") == "medium") }
  }

  @Test("K82: a daemon that does not tolerate the pool's taint does not run there")
  func intolerant() {
    decide(
      cluster {
        threeSizes
        pool().tainted("example.com/dedicated")
        daemonSet(daemon("1"))
        pod("a", cpu: "1500m").tolerating("example.com/dedicated")
      }
    ) { #expect($0.type(of: "a") == "small") }
  }

  @Test("K83: the host name that the DaemonSet controller writes into a pod is not its own wish")
  func injectedHostname() {
    decide(
      cluster {
        threeSizes
        pool()
        daemonSet(daemon("100m"))
        node("n", type: "small").claimed().running(
          pod("agent-x", cpu: "1").owned(by: "DaemonSet", "agent").with { pod in
            var term = NodeSelectorTerm()
            term.matchFields = [NodeRequirement(key: "metadata.name", values: ["n"])]
            pod.spec.affinity.requiredNodeTerms = [term]
          }, pod("busy", cpu: "1"))
        pod("a", cpu: "1500m")
      }
    ) { #expect($0.type(of: "a") == "medium") }
  }

  @Test("K84: any of several affinity terms of a daemon may match")
  func severalTerms() {
    decide(
      cluster {
        threeSizes
        pool()
        daemonSet(
          daemon("1").requiringAny(
            of: [require(Key.zone, "In", "nowhere")], [require(Key.arch, "In", "amd64")]))
        pod("a", cpu: "1500m")
      }
    ) { #expect($0.type(of: "a") == "medium") }
  }

  @Test("K85: preferences of daemons decide nothing")
  func preferences() {
    decide(
      cluster {
        threeSizes
        pool()
        daemonSet(daemon("1").preferring(Key.zone, "In", "nowhere"))
        pod("a", cpu: "1500m")
      }
    ) { #expect($0.type(of: "a") == "medium") }
  }

  @Test("K86: daemons tolerate PreferNoSchedule")
  func softTaint() {
    decide(
      cluster {
        threeSizes
        pool().tainted("example.com/soft", effect: "PreferNoSchedule")
        daemonSet(daemon("1"))
        pod("a", cpu: "1500m").tolerating("example.com/soft")
      }
    ) { #expect($0.type(of: "a") == "medium") }
  }

  @Test("K87: daemons too large for every type leave no room")
  func tooLarge() {
    decide(
      cluster {
        threeSizes
        pool()
        daemonSet(daemon("100"))
        pod("a", cpu: "1")
      }
    ) { #expect($0.reason("a") == "InsufficientResources") }
  }

  @Test("K88: a claim's requests hold the daemons once")
  func countedOnce() {
    decide(
      cluster {
        threeSizes
        pool()
        daemonSet(daemon("150m"))
        pod("a", cpu: "1")
      }
    ) { #expect($0.claim(of: "a")?.requests.cpu == 1150) }
  }

  @Test("K89: on an existing node only daemons that are missing are held back")
  func missingDaemons() {
    decide(
      cluster {
        type("small", cpu: "2", memory: "4Gi", price: 0.1)
        pool()
        daemonSet(daemon("500m"))
        node("has", type: "small").claimed().running(
          pod("agent-x", cpu: "500m").owned(by: "DaemonSet", "agent"))
        pod("a", cpu: "1500m")
      }
    ) { #expect($0.place(of: "a") == "has") }
    decide(
      cluster {
        type("small", cpu: "2", memory: "4Gi", price: 0.1)
        pool()
        daemonSet(daemon("500m"))
        node("lacks", type: "small").claimed()
        pod("a", cpu: "1600m")
      }
    ) { #expect($0.place(of: "a") != "lacks") }
  }

  @Test("K90: unexpected daemons never make what is held back negative")
  func unexpectedDaemons() {
    decide(
      cluster {
        type("small", cpu: "2", memory: "4Gi", price: 0.1)
        pool()
        daemonSet(daemon("100m"))
        node("n", type: "small").claimed().running(pod("other-x", cpu: "1").owned(by: "DaemonSet", "other"))
        pod("fits", cpu: "1")
        pod("does-not", cpu: "1100m")
      }
    ) { #expect($0.place(of: "does-not") != "n") }
  }

  @Test("K91: a daemon that is not strictly compatible with a node is not held back")
  func incompatibleDaemon() {
    decide(
      cluster {
        type("small", cpu: "2", memory: "4Gi", price: 0.1)
        pool()
        daemonSet(daemon("1").selecting("example.com/special", "yes"))
        node("n", type: "small").claimed()
        pod("a", cpu: "2")
      }
    ) { #expect($0.place(of: "a") == "n") }
  }

  @Test("K92: daemons keyed on the initialized label count on new nodes")
  func initializedLabel() {
    decide(
      cluster {
        threeSizes
        pool()
        daemonSet(daemon("1").selecting(Key.initialized, "true"))
        pod("a", cpu: "1500m")
      }
    ) { #expect($0.type(of: "a") == "medium") }
  }
}
