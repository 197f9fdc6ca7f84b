"""Sums of a flight recording as the JDK's own tool reads it:  python jfr_oracle.py <path of jfr> <file.jfr>"""

import collections
import json
import re
import subprocess
import sys

tool, file = sys.argv[1:]
events = json.loads(subprocess.run([tool, "print", "--json", "--stack-depth", "1", file], check=True, capture_output=True, text=True).stdout)


def seconds(text):
    h, m, s = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?", text).groups()
    return int(h or 0) * 3600 + int(m or 0) * 60 + float(s or 0)


sums = collections.defaultdict(lambda: collections.defaultdict(float))
parked = collections.defaultdict(lambda: [0, 0.0])
heap = []
for event in events["recording"]["events"]:
    kind, v = event["type"], event["values"]
    total = sums[kind]
    total["count"] += 1
    if isinstance(v.get("duration"), str) and v["duration"].startswith("PT"):
        total["duration_s"] += seconds(v["duration"])
    for name in ("weight", "allocationSize", "tlabSize", "samples"):
        if isinstance(v.get(name), (int, float)):
            total[name] += v[name]
    if kind == "jdk.ThreadPark":
        which = parked[v["parkedClass"]["name"] if v["parkedClass"] else None]
        which[0] += 1
        which[1] += seconds(v["duration"])
    if kind == "jdk.GCHeapSummary":
        heap.append([v["gcId"], v["when"], v["heapUsed"]])
print(json.dumps({
    "events": {k: {n: round(x, 6) if x % 1 else int(x) for n, x in v.items()} for k, v in sorted(sums.items())},
    "parked": {str(k): {"count": n, "duration_s": round(s, 6)} for k, (n, s) in parked.items()},
    "heapUsed": heap,
}, indent=1))
