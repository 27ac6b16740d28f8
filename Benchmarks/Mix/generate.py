#!/usr/bin/env python3
"""Draw the workloads of Karpenter's own scheduling benchmark, of any size.

    generate.py catalog > fake-400.json            400 types in three zones, in the format of Karpenter's kwok provider
    generate.py mix PODS [SEED] > mix.json         a fifth each: plain, spread over zones, spread over hosts, beside
                                                   their like in a zone, and no two of which share a host
    generate.py undecided PODS [SEED] > pods.json  a preferred zone and two preferred anti-affinities, over hosts and
                                                   over zones, of which the second can be met for one pod a zone
    generate.py classes PODS [SEED] > pods.json    100 pod classes of as many pods each, every fifth spread over zones
    generate.py anyway PODS [SEED] > pods.json     the same, every fifth with a ScheduleAnyway spread over zones and
                                                   one over hosts

The same arguments always give the same bytes.
"""
import json
import sys

CPUS = ["100m", "250m", "500m", "1000m", "1500m"]
MEMORIES = ["100Mi", "256Mi", "512Mi", "1024Mi", "2048Mi", "4096Mi"]
LABELS = "abcdefg"
ZONES = ["test-zone-1", "test-zone-2", "test-zone-3"]
ZONE = "topology.kubernetes.io/zone"
HOST = "kubernetes.io/hostname"
NGINX = {"app": "nginx"}


class Lots:
    """SplitMix64, so that no library decides what is drawn."""

    def __init__(self, seed):
        self.state = seed

    def one_of(self, choices):
        mask = (1 << 64) - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        mixed = self.state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & mask
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & mask
        return choices[((mixed ^ (mixed >> 31)) * len(choices)) >> 64]


def catalog():
    """Type i has i cores, 2i GiB and 10i pods, at a price linear in both."""
    types = []
    for step in range(1, 401):
        price = round(0.1 * step + 0.1 * step * 2 * 1.073741824, 9)
        offerings = [("on-demand", zone) for zone in ZONES] + [("spot", zone) for zone in ZONES[:2]]
        types.append({
            "name": f"fake-it-{step - 1}", "architecture": "amd64", "operatingSystems": ["linux"],
            "resources": {"cpu": str(step), "memory": f"{2 * step}Gi", "pods": str(10 * step)},
            "offerings": [{
                "Price": price, "Available": True,
                "Requirements": [
                    {"key": "karpenter.sh/capacity-type", "operator": "In", "values": [kind]},
                    {"key": ZONE, "operator": "In", "values": [zone]},
                ]} for kind, zone in offerings],
        })
    return types


def pod(name, labels, cpu, memory, **rules):
    requests = {"cpu": cpu, "memory": memory}
    spec = {"containers": [{"name": "c", "resources": {"requests": requests}}], **rules}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "labels": labels}, "spec": spec}


def spread(key, labels, when="DoNotSchedule"):
    return {
        "maxSkew": 1, "topologyKey": key, "whenUnsatisfiable": when, "labelSelector": {"matchLabels": labels}}


def term(key, labels):
    return {"topologyKey": key, "labelSelector": {"matchLabels": labels}}


def mix(count, lots):
    for ordinal in range(count):
        label = {"my-label": lots.one_of(LABELS)}
        selected = {"my-label": lots.one_of(LABELS)}
        kind = ordinal * 5 // count
        rules = {}
        if kind == 1:
            rules["topologySpreadConstraints"] = [spread(ZONE, selected)]
        elif kind == 2:
            rules["topologySpreadConstraints"] = [spread(HOST, selected)]
        elif kind == 3:
            label = {"my-affinity": label["my-label"]}
            near = {"requiredDuringSchedulingIgnoredDuringExecution": [term(ZONE, label)]}
            rules["affinity"] = {"podAffinity": near}
        elif kind == 4:
            label = NGINX
            apart = {"requiredDuringSchedulingIgnoredDuringExecution": [term(HOST, NGINX)]}
            rules["affinity"] = {"podAntiAffinity": apart}
        yield pod(f"p{ordinal}", label, lots.one_of(CPUS), lots.one_of(MEMORIES), **rules)


def undecided(count, lots):
    zone = {"matchExpressions": [{"key": ZONE, "operator": "In", "values": ZONES[:1]}]}
    affinity = {
        "nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 1, "preference": zone}]},
        "podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [
            {"weight": 10, "podAffinityTerm": term(HOST, NGINX)},
            {"weight": 1, "podAffinityTerm": term(ZONE, NGINX)},
        ]},
    }
    for ordinal in range(count):
        yield pod(f"p{ordinal}", NGINX, lots.one_of(CPUS), lots.one_of(MEMORIES), affinity=affinity)


def classes(count, lots, is_soft=False):
    for number in range(100):
        labels = {"app": f"app-{number}"}
        cpu, memory = f"{50 + 10 * lots.one_of(range(200))}m", f"{64 + 16 * lots.one_of(range(250))}Mi"
        rules = {}
        if number % 5 == 0:
            rules["topologySpreadConstraints"] = [spread(ZONE, labels)] if not is_soft else [
                spread(ZONE, labels, "ScheduleAnyway"), spread(HOST, labels, "ScheduleAnyway")]
        for ordinal in range(count // 100):
            yield pod(f"app-{number}-{ordinal}", labels, cpu, memory, **rules)


def main():
    if sys.argv[1:2] == ["catalog"]:
        return print(json.dumps(catalog()))
    kind, count, *seed = sys.argv[1:]
    draw = {"mix": mix, "undecided": undecided, "classes": classes,
            "anyway": lambda count, lots: classes(count, lots, is_soft=True)}[kind]
    pool = {"apiVersion": "karpenter.sh/v1", "kind": "NodePool", "metadata": {"name": "default"},
            "spec": {"template": {"spec": {"requirements": []}}}}
    pods = list(draw(int(count), Lots(int(seed[0]) if seed else 1)))
    print(json.dumps({"apiVersion": "v1", "kind": "List", "items": [pool] + pods}))


if __name__ == "__main__":
    main()
