"""Records payments-api: CPU, lock waits and live heap, one after the other, step by step.

    python record.py <outdir> [--steps 20] [--healthy 5]
    python record.py --cost          what each profiler takes away, in requests per second

py-spy stops the program for every sample, and two of them cannot hold the same
program at once. So a step takes CPU first, then waits, then the heap; each
capture carries its own times, read when py-spy says that it has begun.
"""

import argparse
import datetime
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
import tracemalloc

IST = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
HOME = "/srv/payments-api"
PYTHON = os.environ.get("WORKLOAD_PYTHON", "/opt/python3.11/bin/python3.11")
PYSPY = os.environ.get("PYSPY", "py-spy")
HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "payments-api")
CPU_SECONDS, CPU_RATE = 8, 100
WAIT_SECONDS, WAIT_RATE = 5, 6
NFRAME = 8
# A clean environment: nothing of the machine that records may end up in a profile.
ENV = {"PATH": "/usr/bin:/bin", "HOME": HOME, "TZ": "Asia/Kolkata", "LD_LIBRARY_PATH": os.path.join(os.path.dirname(os.path.dirname(PYTHON)), "lib")}


def ist(seconds):
    return datetime.datetime.fromtimestamp(seconds, IST).isoformat(timespec="milliseconds")


class Service:
    def __init__(self, *extra):
        self.collector = subprocess.Popen([PYTHON, "collector.py", "audit.sock", "audit.log"], cwd=HOME, env=ENV)
        while not os.path.exists(HOME + "/audit.sock"):
            time.sleep(0.05)
        self.process = subprocess.Popen(
            ["taskset", "-c", "1", "nice", "-n", "-15", PYTHON, "server.py", *extra],
            cwd=HOME, env=ENV, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        self.pid = self.process.pid
        self.answer()

    def answer(self):
        line = self.process.stdout.readline().strip()
        if not line:
            sys.exit("the service ended")
        return line

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self.answer()

    def counters(self):
        with open("/proc/%d/stat" % self.pid) as f:
            fields = f.read().rsplit(")", 1)[1].split()
        with open("/proc/%d/statm" % self.pid) as f:
            resident = int(f.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        ticks = int(fields[11]) + int(fields[12])
        return {
            "at": ist(time.time()),
            "cpuSeconds": ticks / os.sysconf("SC_CLK_TCK"),
            "rssBytes": resident,
            "threads": int(fields[17]),
        }

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.collector.wait(5)
        os.unlink(HOME + "/audit.sock")


def install():
    os.makedirs(HOME, exist_ok=True)
    for name in ("server.py", "collector.py", "payments"):
        source, target = os.path.join(HERE, name), os.path.join(HOME, name)
        if os.path.isdir(source):
            shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)


def py_spy(pid, seconds, rate, path, *options):
    """Runs py-spy and returns when it really sampled.

    It reads symbols for a while first, and its intervals are random around the
    rate, so that the last sample comes a little before or after `seconds`.
    """
    command = [PYSPY, "record", "--pid", str(pid), "--threads", "--format", "speedscope",
               "--rate", str(rate), "--duration", str(seconds), "--output", path, *options]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    begun = None
    said = []
    for line in run.stdout:
        said.append(line)
        ended = time.time()
        if begun is None and "Sampling process" in line:
            begun = time.time()
    if run.wait() or begun is None:
        sys.exit("py-spy: " + "".join(said))
    behind = [line.strip() for line in said if "behind" in line]
    print("  ", os.path.basename(path), "%.1f s" % (ended - begun), *behind[-1:], file=sys.stderr)
    return begun, ended


def record(outdir, steps, healthy):
    os.makedirs(outdir, exist_ok=True)
    service = Service("--nframe", str(NFRAME))
    time.sleep(20)
    captures, process, marks, edges = [], [], [], []

    def add(name, kind, covers, begun, ended):
        captures.append({"file": name, "kind": kind, "from": ist(begun), "until": ist(ended), "covers": covers})

    def heap(n):
        # The service only pickles its snapshot; summing it up by stack is done here, so that
        # the sixth of a core-second it takes is not the service's.
        name, pickled = "heap-%04d.json" % n, HOME + "/heap.dump"
        said = json.loads(service.ask("heap " + pickled))
        process.append(service.counters())
        snapshot = tracemalloc.Snapshot.load(pickled)
        stacks = [
            {"size": s.size, "count": s.count, "frames": [[f.filename, f.lineno] for f in s.traceback]}
            for s in snapshot.statistics("traceback")
        ]
        with open(os.path.join(outdir, name), "w") as out:
            json.dump({
                "format": "tracemalloc-json/1", "time_unix": said["at"], "traced_bytes": said["traced"],
                "peak_bytes": said["peak"], "nframe": snapshot.traceback_limit, "stacks": stacks,
            }, out)
        add(name, "heap", "gauge", said["at"], said["at"])
        return said["at"]

    edges.append(heap(0))
    for n in range(1, steps + 1):
        print("step", n, service.ask("stats"), file=sys.stderr)
        name = "cpu-%04d.speedscope.json" % n
        add(name, "cpu", "interval", *py_spy(service.pid, CPU_SECONDS, CPU_RATE, os.path.join(outdir, name), "--gil"))
        name = "wait-%04d.speedscope.json" % n
        add(name, "wall", "interval", *py_spy(service.pid, WAIT_SECONDS, WAIT_RATE, os.path.join(outdir, name), "--idle", "--native"))
        edges.append(heap(n))
        if n == healthy:
            service.ask("audit")
            marks.append({"at": ist(time.time()), "text": "audit logging switched on for every request"})
    print(service.ask("stats"), file=sys.stderr)
    service.stop()

    # A heap taken at the edge of two windows belongs to the later one (windows are half-open),
    # so the last window ends just after the last counters.
    middle = ist(edges[healthy])
    ended = datetime.datetime.fromisoformat(process[-1]["at"]).timestamp()
    last = ist(ended + 0.001)
    about = {
        "format": "trifold-recording",
        "version": 1,
        "service": "payments-api",
        "runtime": "python 3.11.7",
        "labels": {"region": "ap-south-1", "version": "v2.31.0"},
        "cores": 1,
        "title": "One logging handler holds 48 threads",
        "note": (
            "A threaded payment service under a steady stream of 32 requests a second, pinned to one core. "
            "Its logging handler sends each record to an audit collector and waits for the confirmation while it "
            "holds the handler's lock. After the mark the level is DEBUG and every request logs three records. The "
            "cache of merchants is meant to hold 256 and holds all 2400. Taken with %s: CPU as the holder of the "
            "GIL at %d Hz for %d s, waits with --idle --native at %d Hz for %d s, then the live heap from the process "
            "itself (tracemalloc, %d frames, started before the cache was filled; summed up by stack outside)."
            % (subprocess.check_output([PYSPY, "--version"], text=True).strip(), CPU_RATE, CPU_SECONDS, WAIT_RATE, WAIT_SECONDS, NFRAME)
        ),
        "windows": [
            {"name": "healthy", "from": ist(edges[0]), "until": middle},
            {"name": "incident", "from": middle, "until": last},
        ],
        "opens": "incident",
        "marks": marks,
        "captures": captures,
        "process": process,
        "cost": [],
    }
    with open(os.path.join(outdir, "recording.json"), "w") as out:
        json.dump(about, out, indent=1)
        out.write("\n")


def saturated(nframe, seconds, *options):
    """Requests answered per second when the clients always have another one, audit logging off."""
    service = Service("--rate", "0", "--nframe", str(nframe))
    time.sleep(3)
    profiler = None
    if options:
        profiler = subprocess.Popen(
            [PYSPY, "record", "--pid", str(service.pid), "--threads", "--format", "raw", "--duration", "unlimited",
             "--output", "/dev/null", *options],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in profiler.stdout:
            if "Sampling process" in line:
                break
    first, begun = json.loads(service.ask("stats"))["answered"], time.monotonic()
    time.sleep(seconds)
    last, ended = json.loads(service.ask("stats"))["answered"], time.monotonic()
    if profiler:
        profiler.kill()
        profiler.wait()
    service.stop()
    return (last - first) / (ended - begun)


def cost(seconds=20, rounds=3):
    kinds = [
        ("py-spy --gil, %d Hz" % CPU_RATE, "cpu", 0, ("--gil", "--rate", str(CPU_RATE))),
        ("py-spy --idle --native, %d Hz" % WAIT_RATE, "wall", 0, ("--idle", "--native", "--rate", str(WAIT_RATE))),
        ("tracemalloc(%d)" % NFRAME, "heap", NFRAME, ()),
    ]
    without, rates = [], {kind[0]: [] for kind in kinds}
    for _ in range(rounds):
        without.append(saturated(0, seconds))
        for name, _, nframe, extra in kinds:
            rates[name].append(saturated(nframe, seconds, *extra))
    base = statistics.median(without)
    print("without:", ["%.0f" % r for r in without], {k: ["%.0f" % r for r in v] for k, v in rates.items()}, file=sys.stderr)
    spread = 100 * (max(without) - min(without)) / base
    print(json.dumps([
        {
            "profiler": name, "kind": kind, "overheadPct": round(100 * (1 - statistics.median(rates[name]) / base), 1),
            "how": "requests/s saturated, audit logging off, with vs without, %d x %d s each, median; the runs without differ by %.1f %% among themselves" % (rounds, seconds, spread),
        }
        for name, kind, _, _ in kinds
    ], indent=1))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("outdir", nargs="?")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--healthy", type=int, default=5)
    parser.add_argument("--cost", action="store_true")
    given = parser.parse_args()
    install()
    if given.cost:
        cost()
    else:
        record(os.path.abspath(given.outdir), given.steps, given.healthy)
