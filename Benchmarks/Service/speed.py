#!/usr/bin/env python3
"""Times what a controller waits for: speed.py PROGRAM [start | apply | warm | cancel ...]

Wall and, of the program's own, processor milliseconds; median (of the processor's mean) and worst of several runs."""
import json
import os
import random
import statistics
import subprocess
import sys
import time

CATALOG = "aws/us-east-1"
ZONES = ["us-east-1a", "us-east-1b", "us-east-1c"]
POOL = {
    "apiVersion": "karpenter.sh/v1", "kind": "NodePool", "metadata": {"name": "default"},
    "spec": {"template": {"spec": {
        "nodeClassRef": {"group": "karpenter.k8s.aws", "kind": "EC2NodeClass", "name": "default"},
        "requirements": [
            {"key": "karpenter.sh/capacity-type", "operator": "In", "values": ["on-demand"]},
            {"key": "karpenter.k8s.aws/instance-category", "operator": "In", "values": ["c", "m", "r"]},
            {"key": "karpenter.k8s.aws/instance-generation", "operator": "Gt", "values": ["4"]},
            {"key": "topology.kubernetes.io/zone", "operator": "In", "values": ZONES},
            {"key": "kubernetes.io/arch", "operator": "In", "values": ["amd64"]}]}}}}
CLASS = {"apiVersion": "karpenter.k8s.aws/v1", "kind": "EC2NodeClass", "metadata": {"name": "default"},
         "spec": {"amiFamily": "AL2023"}}


class Workloads:
    """Deployments of many sizes; every third spreads over zones."""

    def __init__(self, count, seed=1):
        draw = random.Random(seed)
        self.specs = [self.spec(draw, number) for number in range(count)]

    @staticmethod
    def spec(draw, number):
        cpu = draw.choice([100, 250, 500, 1000, 2000]) + draw.randrange(0, 200, 10)
        memory = draw.choice([128, 256, 512, 1024, 2048, 4096]) + draw.randrange(0, 256, 16)
        spec = {
            "schedulerName": "default-scheduler", "serviceAccountName": f"app-{number}",
            "containers": [{
                "name": "main", "image": f"registry.example.com/team/app-{number}:1.{number}",
                "resources": {"requests": {"cpu": f"{cpu}m", "memory": f"{memory}Mi"},
                              "limits": {"memory": f"{memory}Mi"}}}],
            "tolerations": [{"key": "node.kubernetes.io/not-ready", "operator": "Exists",
                             "effect": "NoExecute", "tolerationSeconds": 300}]}
        if number % 3 == 0:
            spec["topologySpreadConstraints"] = [{
                "maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone",
                "whenUnsatisfiable": "DoNotSchedule",
                "labelSelector": {"matchLabels": {"app": f"app-{number}"}}}]
        return spec

    def pod(self, workload, name, node=None):
        spec = dict(self.specs[workload])
        if node:
            spec["nodeName"] = node
        app = f"app-{workload}"
        return {
            "apiVersion": "v1", "kind": "Pod",
            "metadata": {
                "name": f"{app}-{name}", "namespace": f"team-{workload % 7}", "uid": f"{workload}-{name}",
                "labels": {"app": app, "pod-template-hash": f"{workload:08x}"},
                "creationTimestamp": "2026-11-20T08:00:00Z",
                "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": f"{app}-x",
                                     "uid": f"rs-{workload}", "controller": True}]},
            "spec": spec, "status": {"phase": "Running" if node else "Pending"}}


def node(number):
    name = f"ip-10-0-{number // 256}-{number % 256}.ec2.internal"
    size = {"cpu": "13", "memory": "57691Mi", "ephemeral-storage": "17Gi", "pods": "234"}
    return {
        "apiVersion": "v1", "kind": "Node",
        "metadata": {"name": name, "labels": {
            "karpenter.sh/nodepool": "default", "karpenter.sh/capacity-type": "on-demand",
            "karpenter.sh/registered": "true", "karpenter.sh/initialized": "true",
            "node.kubernetes.io/instance-type": "m5.4xlarge", "kubernetes.io/arch": "amd64",
            "kubernetes.io/os": "linux", "kubernetes.io/hostname": name,
            "topology.kubernetes.io/region": "us-east-1", "topology.kubernetes.io/zone": ZONES[number % 3]}},
        "spec": {"providerID": f"aws:///{name}"},
        "status": {"capacity": size, "allocatable": size}}


def cluster(pods, pending, workloads=120):
    """`pods` pods, of which `pending` wait and the others run fourteen to a node."""
    work = Workloads(workloads)
    items = [POOL, CLASS]
    running = pods - pending
    items += [node(number) for number in range((running + 13) // 14)]
    for index in range(pods):
        home = node(index // 14)["metadata"]["name"] if index < running else None
        items.append(work.pod(index % workloads, f"{index:05}", home))
    return work, {"apiVersion": "v1", "kind": "List", "items": items}


class Service:
    def __init__(self, program):
        self.begin = time.perf_counter()
        self.process = subprocess.Popen(
            [program, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=1 << 16)
        self.number = 0

    def send(self, method, params):
        self.number += 1
        line = json.dumps(
            {"jsonrpc": "2.0", "id": self.number, "method": method, "params": params}).encode() + b"\n"
        begin = time.perf_counter()
        self.process.stdin.write(line)
        self.process.stdin.flush()
        return begin

    def receive(self):
        line = self.process.stdout.readline()
        end = time.perf_counter()
        answer = json.loads(line)
        assert "result" in answer, line[:400]
        return answer["result"], end

    def call(self, method, params):
        """The result, and the milliseconds it took."""
        begin = self.send(method, params)
        result, end = self.receive()
        return result, (end - begin) * 1e3

    @property
    def processor(self):
        """Milliseconds of processor time so far, in steps of ten; threads that have ended count."""
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def line(name, wall, processor, more=""):
    print(f"{name:44} {statistics.median(wall):9.1f} {max(wall):9.1f} {statistics.mean(processor):9.1f}  {more}",
          flush=True)


def start(program):
    """From process start to the answer of a request with a hundred pods."""
    work, snapshot = cluster(100, 100, workloads=25)
    for options in [{"policy": "greedy"}, {"gap": 0.05}, {"timeLimit": "40ms"}]:
        wall, processor, more = [], [], ""
        for _ in range(7):
            service = Service(program)
            plan, _ = service.call("plan/provision", {
                "snapshot": snapshot, "catalog": CATALOG, "options": options})
            wall.append((time.perf_counter() - service.begin) * 1e3)
            processor.append(service.processor)
            service.close()
            more = f"{plan['status']} {plan['cost']['hourly']} gap {plan['cost']['gap']}" + stages(plan)
        line("start, 100 pods, " + json.dumps(options), wall, processor, more)


def stages(plan):
    return "  " + json.dumps(plan["statistics"].get("milliseconds"))


def change(work, number, home=None):
    """Ten pods more, and those of the change before last gone."""
    events = [{"type": "ADDED", "object": work.pod((number * 3 + i) % 120, f"new-{number}-{i}", home)}
              for i in range(10)]
    if number > 1:
        events += [{"type": "DELETED", "object": work.pod(((number - 2) * 3 + i) % 120, f"new-{number - 2}-{i}")}
                   for i in range(10)]
    return events


def follow(service, handle, params, work, rounds):
    """Changes of ten pods with a plan after each: wall and processor times, and the last plan."""
    wall, processor, plan = [], [], None
    for number in range(rounds):
        before = service.processor
        _, a = service.call("snapshot/apply", {**handle, "events": change(work, number)})
        plan, b = service.call("plan/provision", params)
        wall.append(a + b)
        processor.append(service.processor - before)
    return wall, processor, plan


def apply(program):
    """A change of ten pods in a snapshot of ten thousand, and a greedy plan after it."""
    for pending in [100, 10_000]:
        work, snapshot = cluster(10_000, pending)
        service = Service(program)
        handle, load = service.call("snapshot/load", {"items": snapshot})
        params = {**handle, "catalog": CATALOG, "options": {"policy": "greedy"}}
        _, first = service.call("plan/provision", params)
        wall, processor, plan = follow(service, handle, params, work, 15)
        service.close()
        line(f"apply + greedy, 10000 pods, {pending} wait", wall, processor,
             f"load {load:.0f} first {first:.0f}" + stages(plan))


def warm(program):
    """An optimal plan with 1 % gap after a change of ten pods."""
    for pods, pending, workloads in [(10_000, 10_000, 120), (3_000, 3_000, 120)]:
        work, snapshot = cluster(pods, pending, workloads)
        service = Service(program)
        handle, _ = service.call("snapshot/load", {"items": snapshot})
        params = {**handle, "catalog": CATALOG, "options": {"gap": 0.01, "timeLimit": "60s"}}
        plan, first = service.call("plan/provision", params)
        cold = f"cold {first:.0f} gap {plan['cost']['gap']}" + stages(plan)
        wall, processor, plan = follow(service, handle, params, work, 7)
        service.close()
        line(f"warm 1 %, {pods} pods, {pending} wait", wall, processor,
             cold + f" | warm gap {plan['cost']['gap']}" + stages(plan))


def cancel(program):
    """From a cancel in the middle of a solve to the plan."""
    draw = random.Random(3)
    for pods, pending, workloads in [(300, 300, 120), (10_000, 10_000, 120), (3_000, 3_000, 1_000)]:
        work, snapshot = cluster(pods, pending, workloads)
        wall, processor = [], []
        for run in range(8):
            service = Service(program)
            handle, _ = service.call("snapshot/load", {"items": snapshot})
            service.send("plan/provision", {
                **handle, "catalog": CATALOG, "options": {"gap": 0, "timeLimit": "60s"}})
            time.sleep(0.3 + draw.random() * 3)
            text = json.dumps({"jsonrpc": "2.0", "method": "$/cancel", "params": {"id": service.number}})
            before = service.processor
            begin = time.perf_counter()
            service.process.stdin.write(text.encode() + b"\n")
            service.process.stdin.flush()
            plan, end = service.receive()
            wall.append((end - begin) * 1e3)
            processor.append(service.processor - before)
            service.close()
        line(f"cancel, {pods} pods of {workloads} workloads", wall, processor, f"{plan['status']} gap {plan['cost']['gap']}")


if __name__ == "__main__":
    chosen = sys.argv[2:] or ["start", "apply", "warm", "cancel"]
    print(f"{'milliseconds':44} {'median':>9} {'worst':>9} {'processor':>9}")
    for name in chosen:
        {"start": start, "apply": apply, "warm": warm, "cancel": cancel}[name](sys.argv[1])
