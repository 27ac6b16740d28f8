#!/usr/bin/env python3
"""Cut a snapshot (`kubectl get -o json`, .json or .json.gz) down to one workload a pod class.

    compact.py SNAPSHOT SOURCE LICENCE > RECORDING.json

A pod class is all pods that are equal in namespace, requests, the labels that any selector of the snapshot looks
at, and everything else of the spec that binds them to a node. It becomes a Deployment with that many replicas,
which `stowage` reads as that many pending pods: a recording is plain Kubernetes and needs no reader of its own.
Annotations, images and names are dropped.
"""
import gzip
import json
import sys

BINDING = (
    "nodeSelector", "affinity", "tolerations", "topologySpreadConstraints", "priority", "overhead",
    "initContainers",
)


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    return json.loads(gzip.decompress(data) if path.endswith(".gz") else data)


def selected_keys(value):
    """Label keys that any selector below `value` looks at."""
    keys = set()
    if isinstance(value, list):
        for part in value:
            keys |= selected_keys(part)
    elif isinstance(value, dict):
        for name, part in value.items():
            if name == "matchLabels":
                keys |= set(part)
            elif name == "matchLabelKeys":
                keys |= set(part)
            elif name == "matchExpressions":
                keys |= {line["key"] for line in part}
            else:
                keys |= selected_keys(part)
    return keys


def template(pod, label_keys):
    spec = pod["spec"]
    kept = {key: spec[key] for key in BINDING if spec.get(key)}
    kept["containers"] = [
        {"name": f"c{number}"} | {key: container[key] for key in ("resources", "ports") if container.get(key)}
        for number, container in enumerate(spec["containers"])
    ]
    metadata = {}
    labels = {key: value for key, value in pod["metadata"].get("labels", {}).items() if key in label_keys}
    if labels:
        metadata["labels"] = labels
    return {"metadata": metadata, "spec": kept}


def main():
    snapshot, source, licence = sys.argv[1:]
    pods = [item for item in read(snapshot)["items"] if item["kind"] == "Pod"]
    label_keys = selected_keys([pod["spec"] for pod in pods])
    counts = {}
    for item in pods:
        if item["spec"].get("nodeName"):
            continue
        key = json.dumps(
            {"namespace": item["metadata"].get("namespace", "default"), "template": template(item, label_keys)},
            sort_keys=True)
        counts[key] = counts.get(key, 0) + 1
    items = []
    for number, (key, count) in enumerate(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))):
        shape = json.loads(key)
        items.append({
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": f"class-{number:03}", "namespace": shape["namespace"]},
            "spec": {"replicas": count, "template": shape["template"]},
        })
    # One item a line: small, and a change shows in a diff.
    lines = ",\n".join(json.dumps(item, sort_keys=True, separators=(",", ":")) for item in items)
    notes = {"source": source, "licence": licence}
    print('{"apiVersion":"v1","kind":"List","metadata":{"annotations":%s},"items":[\n%s\n]}'
          % (json.dumps(notes, sort_keys=True), lines))


if __name__ == "__main__":
    main()
