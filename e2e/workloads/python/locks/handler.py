"""Eight workers write to one log handler, which flushes its file to the disk while it holds its lock:  handler.py TRUTH

From one SIGUSR1 to the next, which ends it, it measures itself: nanoseconds of all threads, written to TRUTH.
"""
import json
import logging
import os
import signal
import sys
import threading
import time

truth = sys.argv[1]
totals = {"waited": 0, "held": 0, "disk": 0}
marks = []
asked = threading.local()


class AuditHandler(logging.FileHandler):
    def emit(self, record):
        got = time.perf_counter_ns()
        totals["waited"] += got - asked.at
        super().emit(record)
        self.sync()
        totals["held"] += time.perf_counter_ns() - got

    def sync(self):
        began = time.perf_counter_ns()
        os.pwrite(self.stream.fileno(), page, 0)
        os.fsync(self.stream.fileno())
        totals["disk"] += time.perf_counter_ns() - began


page = b"x" * (2 << 20)
log = logging.getLogger("audit")
log.addHandler(AuditHandler("audit.log"))
log.setLevel(logging.INFO)


def serve():
    while len(marks) < 2:
        asked.at = time.perf_counter_ns()
        log.info("order placed")
        time.sleep(0.002)


signal.signal(signal.SIGUSR1, lambda *_: marks.append(dict(totals)))
workers = [threading.Thread(target=serve, name=f"worker-{n}") for n in range(8)]
for worker in workers:
    worker.start()
for worker in workers:
    while worker.is_alive():
        worker.join(0.05)
first, last = marks[:2]
with open(truth, "w") as file:
    json.dump({key: last[key] - first[key] for key in totals}, file)
    file.write("\n")
