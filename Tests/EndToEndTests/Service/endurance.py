#!/usr/bin/env python3
"""Sends many small requests through one `stowage serve` and watches its memory: endurance.py PROGRAM [NUMBER]"""
import json
import subprocess
import sys
import threading

program, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
catalog = {"kind": "Catalog", "name": "lab", "types": [{
    "name": "m.large", "capacity": {"cpu": "2", "memory": "8Gi", "pods": "29"},
    "offerings": [{"zone": "a", "capacityType": "on-demand", "price": 0.1}]}]}
service = subprocess.Popen([program, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
room = threading.Semaphore(500)


def pod(name, cpu="900m"):
    return {"kind": "Pod", "metadata": {"name": name}, "spec": {"containers": [
        {"name": "c", "resources": {"requests": {"cpu": cpu, "memory": "1Gi"}}}]}}


def request(number):
    handles = {"snapshot": "s1", "catalog": "c1"}
    if number == 1:
        return "catalog/load", {"items": catalog}
    if number == 2:
        return "snapshot/load", {"items": {"kind": "List", "items": [pod(f"p-{i}") for i in range(9)]}}
    if number % 5 == 0:
        kind = "ADDED" if number % 10 else "DELETED"
        return "snapshot/apply", {"snapshot": "s1", "events": [{"type": kind, "object": pod(f"q-{number % 64}")}]}
    if number % 5 == 1:
        items = [pod(f"p-{i}", f"{100 + number % 1700}m") for i in range(number % 7)]
        inline = {"snapshot": {"kind": "List", "items": items}, "catalog": "c1"}
        return "plan/provision", {**inline, "options": {"policy": "greedy"}}
    if number % 5 == 2:
        return "plan/nothing", {}
    if number % 5 == 3:
        return "plan/check", {**handles, "plan": {"nodeClaims": []}}
    return "plan/provision", handles


def send():
    for number in range(1, count + 1):
        method, params = request(number)
        room.acquire()
        line = json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        service.stdin.write(line.encode() + b"\n")
        service.stdin.flush()
    service.stdin.close()


def resident():
    with open(f"/proc/{service.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


threading.Thread(target=send, daemon=True).start()
answered = set()
memory = {}
for line in service.stdout:
    number = json.loads(line)["id"]
    assert number not in answered, f"{number} is answered twice"
    answered.add(number)
    room.release()
    # Not after the last one, when the service may be gone already.
    if len(answered) % max(1, count // 10) == 0 and len(answered) < count:
        memory[len(answered)] = resident()
        print(f"{len(answered):8} requests  {memory[len(answered)]:8} KiB")
status = service.wait()
warm, last = list(memory.values())[1], max(list(memory.values())[1:])
print(f"{len(answered)} of {count} answered, memory {100 * (last / warm - 1):+.1f} % after warm-up")
sys.exit(0 if status == 0 and len(answered) == count and last <= warm * 1.05 else 1)
