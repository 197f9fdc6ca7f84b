"""Sums of a Firefox profile, raw or processed, without stacks: samples and CPU time per thread. python firefox_oracle.py FILE.gz"""
import gzip
import json
import sys


def rows(thread):
    samples = thread["samples"]
    if "data" not in samples:
        return list(zip(samples["stack"], samples["threadCPUDelta"]))
    stack, cpu = samples["schema"]["stack"], samples["schema"]["threadCPUDelta"]
    return [(row[stack], row[cpu] if len(row) > cpu else None) for row in samples["data"]]


def threads(process):
    own = [thread for thread in process["threads"] if rows(thread)]
    return own + [thread for child in process.get("processes", []) for thread in threads(child)]


profile = json.load(gzip.open(sys.argv[1]))
unit = {"ns": 1, "µs": 1000}[profile["meta"]["sampleUnits"]["threadCPUDelta"]]
print(
    json.dumps(
        [
            # The first difference of a thread covers time before the recording.
            {
                "name": thread["name"],
                "samples": len(rows(thread)),
                "cpuNs": unit * sum(cpu or 0 for _, cpu in rows(thread)[1:]),
            }
            for thread in threads(profile)
        ],
        indent=2,
    )
)
