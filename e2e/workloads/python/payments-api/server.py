"""payments-api: a threaded payment service with its own steady stream of requests.

Commands arrive as lines on stdin, one answer line each, so that a recorder outside
can say when something happens:
    audit            switch DEBUG on for the payments loggers
    heap <file>      write the live heap: a tracemalloc snapshot as Python itself pickles it
    stats            requests answered, requests turned away, cache entries
    quit
"""

import argparse
import json
import logging
import queue
import random
import sys
import threading
import time
import tracemalloc

from payments import views
from payments.audit import AuditHandler
from payments.cache import BoundedCache
from payments.ledger import SHARDS, Ledger

options = argparse.ArgumentParser()
options.add_argument("--threads", type=int, default=48)
options.add_argument("--rate", type=float, default=32, help="requests per second; 0 = as fast as they are answered")
options.add_argument("--merchants", type=int, default=2400)
options.add_argument("--bound", type=int, default=256)
options.add_argument("--nframe", type=int, default=8, help="tracemalloc depth; 0 = off")
options.add_argument("--audit-socket", default="/srv/payments-api/audit.sock")
options = options.parse_args()

requests = queue.Queue(maxsize=64)
answered = 0
turned_away = 0


def worker(ledger, cache):
    global answered
    while True:
        request = requests.get()
        views.authorise(request, ledger, cache)
        answered += 1


def new_request(rng):
    return {
        "payment": {
            "id": "pay_%016x" % rng.getrandbits(64),
            "merchant": rng.randrange(options.merchants),
            "card": "card_%05d" % rng.randrange(20_000),
            "device": "dev_%08x" % rng.getrandbits(32),
            "amount": rng.randrange(100, 90_000),
            "currency": "INR",
        }
    }


def clients():
    """An open stream: clients do not slow down because the service does. A full queue turns them away."""
    global turned_away
    rng = random.Random(1)
    due = time.monotonic()
    while True:
        if options.rate:
            due += rng.expovariate(options.rate)
            delay = due - time.monotonic()
            if delay > 0:
                time.sleep(delay)
            try:
                requests.put_nowait(new_request(rng))
            except queue.Full:
                turned_away += 1
        else:
            requests.put(new_request(rng))


def main():
    if options.nframe:
        tracemalloc.start(options.nframe)
    logging.getLogger("payments").setLevel(logging.WARNING)
    handler = AuditHandler(options.audit_socket)
    handler.setFormatter(logging.Formatter("%(asctime)s %(threadName)s %(name)s %(levelname)s %(message)s"))
    logging.getLogger("payments").addHandler(handler)

    ledger = Ledger(options.merchants)
    cache = BoundedCache(options.bound)
    # Every merchant is seen within minutes of a real day; starting there keeps the recording short.
    for merchant in range(options.merchants):
        cache.get(merchant, ledger.load_merchant)
        ledger.balances[merchant % SHARDS][merchant] = 1_000_000 + merchant

    for n in range(options.threads):
        threading.Thread(target=worker, args=(ledger, cache), name="worker-%d" % n, daemon=True).start()
    threading.Thread(target=clients, name="clients", daemon=True).start()

    print("ready", flush=True)
    for line in sys.stdin:
        command, _, argument = line.strip().partition(" ")
        if command == "audit":
            logging.getLogger("payments").setLevel(logging.DEBUG)
        elif command == "heap":
            at = time.time()
            traced, peak = tracemalloc.get_traced_memory()
            tracemalloc.take_snapshot().dump(argument)
            print(json.dumps({"at": at, "traced": traced, "peak": peak}), flush=True)
            continue
        elif command == "stats":
            print(json.dumps({"answered": answered, "turnedAway": turned_away, "cached": len(cache), "bound": cache.bound}), flush=True)
            continue
        elif command == "quit":
            break
        print("done", flush=True)


main()
