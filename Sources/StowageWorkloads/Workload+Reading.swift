import StowageUnits
import StowageWire

extension Workload {
  /// Quantities, and JSON as `kubectl` prints it.
  static var reading: [Workload] {
    let texts = (1...1000).map { "\($0)\(["m", "Mi", "", "Gi", "k", "e3"][$0 % 6])" }
    let bytes = Array(podList(count: 1000).utf8)
    return [
      Workload("1,000 quantities from text") {
        texts.reduce(0) { sum, text in sum &+ ((try? Quantity(text)) == nil ? 0 : 1) }
      },
      Workload("1,000 pods from JSON, \(bytes.count / 1000) kB") {
        var reader = SnapshotReader()
        guard (try? reader.read(bytes, source: "benchmark")) != nil else { return 0 }
        return reader.finish().pods.count
      },
    ]
  }

  private static func podList(count: Int) -> String {
    var random = SplitMix64(seed: 1)
    let pods = (0..<count).map { index in
      """
      {"apiVersion": "v1", "kind": "Pod",
       "metadata": {"name": "web-\(index)", "namespace": "shop", "uid": "\(random.next())",
        "labels": {"app": "web-\(index % 40)", "pod-template-hash": "\(index % 7)"},
        "annotations": {"checksum/config": "\(random.next())"}},
       "spec": {"restartPolicy": "Always", "schedulerName": "default-scheduler",
        "containers": [{"name": "main", "image": "registry.example/web:1.\(index % 9)",
         "ports": [{"containerPort": 8080, "protocol": "TCP"}],
         "env": [{"name": "LEVEL", "value": "info"}, {"name": "SHARD", "value": "\(index % 16)"}],
         "resources": {"requests": {"cpu": "\(100 + index % 40 * 50)m", "memory": "\(128 + index % 32 * 64)Mi"}}}],
        "tolerations": [{"key": "dedicated", "operator": "Exists", "effect": "NoSchedule"}]},
       "status": {"phase": "Pending"}}
      """
    }
    return "{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [" + pods.joined(separator: ",\n") + "]}"
  }
}
