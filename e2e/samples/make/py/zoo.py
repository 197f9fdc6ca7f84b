"""A little of everything that py-spy can show. Ends after the given seconds and writes what it measured itself."""

import json
import queue
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

SECONDS = float(sys.argv[1])
lock = threading.Lock()
reentrant = threading.RLock()
waited = {}
stop = time.monotonic() + SECONDS


def contender(name, which, hold):
    total = 0.0
    while time.monotonic() < stop:
        before = time.monotonic()
        which.acquire()
        total += time.monotonic() - before
        try:
            time.sleep(hold)
        finally:
            which.release()
    waited[name] = total


def render():
    rows = [{"id": n, "name": "row %d" % n, "price": n / 7} for n in range(200)]
    while time.monotonic() < stop:
        json.dumps(rows)
        time.sleep(0.01)


def parse():
    text = json.dumps(list(range(3000)))
    while time.monotonic() < stop:
        sum(json.loads(text))
        time.sleep(0.02)


def consumer(jobs):
    while jobs.get() is not None:
        pass


def waiter(event):
    event.wait()


begun, cpu = time.monotonic(), time.process_time()
threads = []
for n in range(3):
    threads.append(threading.Thread(target=contender, args=("lock-%d" % n, lock, 0.02), name="contender-%d" % n))
for n in range(2):
    threads.append(threading.Thread(target=contender, args=("rlock-%d" % n, reentrant, 0.01), name="reentrant-%d" % n))
threads.append(threading.Thread(target=render, name="render"))
threads.append(threading.Thread(target=parse, name="parse"))
jobs, event = queue.Queue(), threading.Event()
pool = ThreadPoolExecutor(2, "pool")
pool.submit(time.sleep, 0.1)
pool.submit(time.sleep, 0.1)
idle = [threading.Thread(target=consumer, args=(jobs,), name="consumer"), threading.Thread(target=waiter, args=(event,), name="waiter")]
for thread in threads + idle:
    thread.start()
time.sleep(0.3)
print("ready", flush=True)
for thread in threads:
    thread.join()
with open("truth.json", "w") as out:
    json.dump(
        {
            "seconds": time.monotonic() - begun, "cpu_seconds": time.process_time() - cpu,
            "threads": threading.active_count() + len(threads), "lock_wait_seconds": waited,
        },
        out, indent=1,
    )
jobs.put(None)
event.set()
pool.shutdown()
