"""Writes tracemalloc samples, each with Python's own sums beside it:  python tm.py <name> <nframe> [pickle protocol]"""

import collections
import json
import pickle
import sys
import time
import tracemalloc

name, nframe = sys.argv[1], int(sys.argv[2])
tracemalloc.start(nframe)


class Session:
    def __init__(self, n):
        self.user = "user-%d" % n
        self.cart = [("item-%d" % k, k * 99) for k in range(n % 5)]


def remember(n):
    return Session(n)


def build():
    cache = collections.OrderedDict()
    for n in range(400):
        cache[n] = remember(n)
    blobs = {n: json.loads(json.dumps({"n": n, "list": list(range(300, 320))})) for n in range(100)}
    return cache, blobs


held = build()
snapshot = tracemalloc.take_snapshot()
if len(sys.argv) > 3:
    with open(name + ".dump", "wb") as out:
        pickle.dump(snapshot, out, int(sys.argv[3]))
else:
    snapshot.dump(name + ".dump")

by_stack = snapshot.statistics("traceback")
with open(name + ".oracle.json", "w") as out:
    json.dump(
        {
            "python": sys.version.split()[0],
            "traces": len(snapshot.traces),
            "bytes": sum(t.size for t in snapshot.traces),
            "traceback_limit": snapshot.traceback_limit,
            "stacks": len(by_stack),
            "by_file": {s.traceback[0].filename: {"bytes": s.size, "blocks": s.count} for s in snapshot.statistics("filename")},
            # Root first, as Traceback iterates; the pickle itself holds them leaf first.
            "largest": [
                {"bytes": s.size, "blocks": s.count, "frames": [[f.filename, f.lineno] for f in s.traceback]} for s in by_stack[:5]
            ],
        },
        out,
        indent=1,
    )
if name.endswith("-json"):
    traced, peak = tracemalloc.get_traced_memory()
    with open(name + ".json", "w") as out:
        json.dump(
            {
                "format": "tracemalloc-json/1", "time_unix": time.time(), "traced_bytes": traced, "peak_bytes": peak,
                "nframe": snapshot.traceback_limit,
                "stacks": [{"size": s.size, "count": s.count, "frames": [[f.filename, f.lineno] for f in s.traceback]} for s in by_stack],
            },
            out,
        )
