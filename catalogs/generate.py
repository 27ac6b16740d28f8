#!/usr/bin/env python3
"""Writes the AWS catalogs from a folder of facts.

    catalogs/generate.py FACTS [OUTPUT]

FACTS holds instance-types.csv, zones.csv, spot-derived.csv and one <region>.csv a region, as described in
README.md beside this file; OUTPUT (default: the folder aws beside this file) receives <region>.json.gz. The
same facts give the same bytes. Only the standard library is used. What the facts leave empty stays absent.
"""

import csv
import gzip
import json
import pathlib
import re
import sys

REGIONS = ["ap-northeast-2", "eu-west-1", "us-east-1", "us-west-2"]
AWS = "karpenter.k8s.aws/"
ZONE_ID = "topology.k8s.aws/zone-id"
ARCHITECTURES = {"x86_64": "amd64", "arm64": "arm64"}
GPU_RESOURCES = {"NVIDIA": "nvidia.com/gpu", "AMD": "amd.com/gpu", "Habana": "habana.ai/gaudi"}
NAME = re.compile(r"([a-z]+)(?:-[0-9]+tb)?([0-9]+).*\.")


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def kebab(text):
    return text.lower().replace(" ", "-")


def labels(fact):
    """The node labels that Karpenter's AWS provider derives from DescribeInstanceTypes."""
    result = {}

    def put(name, value):
        if value != "":
            result[AWS + "instance-" + name] = str(value)

    name = fact["instance_type"]
    match = NAME.match(name)
    put("category", match.group(1))
    put("generation", match.group(2))
    put("family", name.split(".")[0])
    put("size", name.split(".")[1])
    put("capability-flex", "true" if "-flex" in name else "false")
    put("cpu", fact["vcpu"])
    put("cpu-manufacturer", kebab(fact["cpu_manufacturer"]))
    clock = fact["sustained_clock_ghz"]
    put("cpu-sustained-clock-speed-mhz", round(float(clock) * 1000) if clock else "")
    put("memory", fact["memory_mib"])
    put("ebs-bandwidth", fact["ebs_max_mbps"])
    put("network-bandwidth", fact["network_baseline_mbps"])
    if fact["local_storage_nvme"] in ("required", "supported"):
        put("local-nvme", fact["local_storage_gb"])
    put("hypervisor", fact["hypervisor"])
    put("encryption-in-transit-supported", "true" if fact["enc_in_transit"] == "1" else "false")
    if fact["gpu_name"] and int(fact["gpu_count"]) > 0:
        put("gpu-name", kebab(fact["gpu_name"]))
        put("gpu-manufacturer", kebab(fact["gpu_manufacturer"]))
        put("gpu-count", fact["gpu_count"])
        put("gpu-memory", fact["gpu_memory_mib_each"])
    # FPGAs have no labels.
    if fact["accelerator_name"] and fact["accelerator_manufacturer"] != "Xilinx":
        put("accelerator-name", kebab(fact["accelerator_name"]))
        put("accelerator-manufacturer", kebab(fact["accelerator_manufacturer"]))
        put("accelerator-count", fact["accelerator_count"])
    return dict(sorted(result.items()))


def formula(fact):
    """What capacity and allocatable are computed from, here and at run time for other node class settings."""
    return {
        "vcpu": int(fact["vcpu"]),
        "memoryMiB": int(fact["memory_mib"]),
        "networkInterfaces": int(fact["default_card_enis"]),
        "ipv4PerInterface": int(fact["ipv4_per_eni"]),
        "instanceStoreGB": int(fact["local_storage_gb"] or 0),
    }


def devices(fact):
    """Extended resources whose number the facts give; EFA interfaces and neuron cores are not among them."""
    result = {}
    if fact["gpu_name"] and int(fact["gpu_count"]) > 0:
        result[GPU_RESOURCES[fact["gpu_manufacturer"]]] = fact["gpu_count"]
    if fact["accelerator_manufacturer"] == "aws":
        result["aws.amazon.com/neuron"] = fact["accelerator_count"]
    if fact["trunking"] == "1" and fact["branch_enis"]:
        result["vpc.amazonaws.com/pod-eni"] = fact["branch_enis"]
    return result


def resources(fact):
    """Capacity and allocatable on AL2023 with the default node class (Karpenter's arithmetic)."""
    cpu = int(fact["vcpu"]) * 1000
    described = int(fact["memory_mib"]) - (64 if fact["arch"] == "arm64" else 0)
    memory = described - (described * 3 + 39) // 40
    pods = int(fact["default_card_enis"]) * (int(fact["ipv4_per_eni"]) - 1) + 2
    reserved = min(cpu, 1000) * 6 // 100
    reserved += min(max(cpu - 1000, 0), 1000) // 100
    reserved += min(max(cpu - 2000, 0), 2000) // 200
    reserved += max(cpu - 4000, 0) // 400
    shared = {"pods": str(pods), **devices(fact)}
    capacity = {"cpu": fact["vcpu"], "memory": f"{memory}Mi", "ephemeral-storage": "20Gi", **shared}
    usable = memory - (11 * pods + 255) - 100
    allocatable = {"cpu": f"{cpu - reserved}m", "memory": f"{usable}Mi", "ephemeral-storage": "17Gi", **shared}
    return capacity, allocatable


def offerings(region, row, spot):
    result = []
    on_demand = row["on_demand_usd_hour"]
    for letter in sorted(row["zones_2025_03"].split(";")):
        zone = region + letter
        if on_demand:
            result.append({"zone": zone, "capacityType": "on-demand", "price": float(on_demand)})
        price = spot.get((row["instance_type"], zone))
        if price:
            offer = {"zone": zone, "capacityType": "spot", "price": float(price["spot_usd_hour"])}
            if price["kind"] == "derived":
                offer["derivedPrice"] = True
            if row["advisor_interruption_band"] != "":
                offer["interruptionBand"] = int(row["advisor_interruption_band"])
            result.append(offer)
    return result


def is_launched(fact):
    """Karpenter launches x86_64 and arm64 only (no Macs); the first Graviton (a1) cannot start AL2023."""
    return fact["arch"] in ARCHITECTURES and fact["family"] != "a1"


def catalog(region, facts, table, zones, spot):
    types = []
    for row in sorted(table, key=lambda row: row["instance_type"]):
        fact = facts[row["instance_type"]]
        if not row["zones_2025_03"] or not is_launched(fact):
            continue
        capacity, allocatable = resources(fact)
        types.append({
            "name": fact["instance_type"],
            "architecture": ARCHITECTURES[fact["arch"]],
            "operatingSystems": ["linux"],
            "labels": labels(fact),
            "capacity": capacity,
            "allocatable": allocatable,
            "formula": formula(fact),
            "offerings": offerings(region, row, spot),
        })
    return {
        "apiVersion": "stowage.dev/v1alpha1",
        "kind": "Catalog",
        "name": "aws/" + region,
        "labels": {AWS + "instance-tenancy": "default", "topology.kubernetes.io/region": region},
        "zones": [{"name": zone, "labels": {ZONE_ID: identifier}} for zone, identifier in zones],
        "types": types,
    }


def text(value):
    """JSON with one type a line, so that zgrep and diff are of use."""
    compact = {"separators": (",", ":"), "ensure_ascii": False}
    head = {key: value[key] for key in value if key != "types"}
    lines = ",\n".join(json.dumps(type_, **compact) for type_ in value["types"])
    return json.dumps(head, **compact)[:-1] + ',"types":[\n' + lines + "\n]}\n"


def main(arguments):
    if len(arguments) not in (1, 2):
        sys.exit(__doc__)
    source = pathlib.Path(arguments[0])
    target = pathlib.Path(arguments[1]) if len(arguments) == 2 else pathlib.Path(__file__).parent / "aws"
    target.mkdir(parents=True, exist_ok=True)
    facts = {row["instance_type"]: row for row in rows(source / "instance-types.csv")}
    all_zones = rows(source / "zones.csv")
    all_spot = rows(source / "spot-derived.csv")
    for region in REGIONS:
        zones = sorted((row["zone"], row["zone_id"]) for row in all_zones if row["region"] == region)
        spot = {(row["instance_type"], row["zone"]): row for row in all_spot if row["region"] == region}
        value = catalog(region, facts, rows(source / f"{region}.csv"), zones, spot)
        path = target / f"{region}.json.gz"
        path.write_bytes(gzip.compress(text(value).encode("utf-8"), 9, mtime=0))
        offered = sum(len(type_["offerings"]) for type_ in value["types"])
        print(f"{path}: {len(value['types'])} types, {offered} offerings", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
