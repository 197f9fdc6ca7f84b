"""app.py SITUATION TRUTH_FILE: one small service in one known situation. Writes its own counters once a second."""
import gc, json, logging, os, queue, signal, socket, sys, threading, time, tracemalloc

situation, truth_file = sys.argv[1], sys.argv[2]
clock = time.monotonic_ns


class Counters:
    """What the service knows of itself; waits that have not ended are counted up to now."""

    def __init__(self):
        self.alloc, self.held, self.collector_ns = 0, 0, 0
        self.waits, self.since = {}, {}

    def waiting(self):
        self.since[threading.get_ident()] = clock()

    def entered(self):
        me = threading.get_ident()
        self.waits[me] = self.waits.get(me, 0) + clock() - self.since.pop(me)

    def waited_ns(self):
        now = clock()
        return sum(list(self.waits.values())) + sum(now - at for at in list(self.since.values()))


counters = Counters()
threads_with_work = 0


class Ledger:
    """One lock around everything, taken the way Python takes locks."""

    def __init__(self):
        self.lock = threading.Lock()
        self.total = 0

    def post(self, work):
        counters.waiting()
        with self.lock:
            counters.entered()
            self.total += work()
        return self.total


class SlowDisk(logging.Handler):
    """A log handler that writes to something slow, as logging.FileHandler does on a full disk."""

    def acquire(self):
        counters.waiting()
        super().acquire()
        counters.entered()

    def emit(self, record):
        time.sleep(0.004)


def sync_journal():
    time.sleep(0.004)
    return 1


def verify_signature(seed):
    value = seed
    for _ in range(20_000):
        value = (value * 1103515245 + 12345) & 0x7FFFFFFF
    return value


def render_scores(count):
    rows = [{'player': index, 'runs': [index, index + 1], 'of': None} for index in range(count)]
    for row in rows:
        row['of'] = rows
    counters.alloc += count * 360
    return rows


def serialize(kilobytes):
    counters.alloc += kilobytes * 1024
    return bytearray(kilobytes * 1024)


ledger, cache, log = Ledger(), [], logging.getLogger('orders')
log.propagate, log.level = False, logging.INFO
jobs = queue.Queue()


def cpu():
    while True:
        verify_signature(7)


def lock():
    while True:
        ledger.post(sync_journal)


def write_log():
    while True:
        log.info('order placed')


def churn():
    while True:
        render_scores(400)


def keep_quote():
    cache.append(serialize(64))
    counters.held += 64 * 1024


def leak():
    while True:
        keep_quote()
        time.sleep(0.06)


def settle():
    serialize(512)
    return verify_signature(3) & 1


def cascade():
    while True:
        ledger.post(settle)


def next_job():
    while True:
        jobs.get()


def heartbeat():
    while True:
        time.sleep(1)


def read_reply(connection):
    while True:
        connection.sendall(b'quote?')
        connection.recv(64)


def answer_slowly(connection):
    while True:
        connection.recv(64)
        time.sleep(0.2)
        connection.sendall(b'quote 1\n')


def sawtooth():
    while True:
        page = [serialize(256) for _ in range(8)]
        verify_signature(len(page))
        time.sleep(0.1)


def start(target, count, *given, working=True):
    global threads_with_work
    threads_with_work += count if working else 0
    for _ in range(count):
        threading.Thread(target=target, args=given, daemon=True).start()


def start_io():
    for _ in range(24):
        mine, theirs = socket.socketpair()
        start(read_reply, 1, mine)
        start(answer_slowly, 1, theirs)


def timed_collector(phase, _info, began=[0]):
    if phase == 'start':
        began[0] = time.thread_time_ns()
    else:
        counters.collector_ns += time.thread_time_ns() - began[0]


def snapshot(_number, _frame, taken=[0]):
    taken[0] += 1
    tracemalloc.take_snapshot().dump(f'{os.path.dirname(truth_file)}/heap-{taken[0]}.tracemalloc')


situations = {
    'cpu': lambda: start(cpu, 2),
    'lock': lambda: start(lock, 24),
    'log': lambda: (log.addHandler(SlowDisk()), start(write_log, 24)),
    'churn': lambda: start(churn, 2),
    'leak': lambda: start(leak, 1),
    'cascade': lambda: start(cascade, 12),
    'idle': lambda: (start(next_job, 40, working=False), start(heartbeat, 2, working=False)),
    'io': start_io,
    'sawtooth': lambda: start(sawtooth, 1),
    'throttled': lambda: start(cpu, 3),
}
signal.signal(signal.SIGUSR1, snapshot)
gc.callbacks.append(timed_collector)
situations[situation]()
try:
    from prometheus_client import start_http_server

    start_http_server(int(os.environ['METRICS_PORT']), addr='127.0.0.1')
except (ImportError, KeyError):
    pass
with open(truth_file, 'w') as out:
    while True:
        row = {'at_ns': clock(), 'alloc_bytes': counters.alloc, 'live_bytes': counters.held, 'wait_ns': counters.waited_ns(),
               'threads': threads_with_work, 'collector_ns': counters.collector_ns}
        print(json.dumps(row), file=out, flush=True)
        time.sleep(1)
