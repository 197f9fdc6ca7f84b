"""Three workers that want the GIL, two that queue on one lock, one that sleeps, garbage in cycles."""
import gc, threading, time, zlib
lock = threading.Lock()
def parse(n):
    total = 0
    for i in range(n): total += i * i % 7
    return total
def cycles():
    for _ in range(2000):
        a = []; a.append(a)
    gc.collect()
def worker():
    while True:
        parse(20000); cycles()
def squeeze():
    data = bytes(range(256)) * 4000
    while True: zlib.compress(data, 6)
def queued():
    while True:
        with lock: time.sleep(0.01)
def sleeper():
    while True: time.sleep(0.5)
for target in (worker, worker, worker, squeeze, queued, queued, sleeper):
    threading.Thread(target=target, daemon=True).start()
if __name__ == "__main__":
    time.sleep(100)
