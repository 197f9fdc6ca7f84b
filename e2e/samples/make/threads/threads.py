"""One situation per run: python threads.py MODE. Prints once a second what its own timers say of waiting for locks."""
import logging
import queue
import socket
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

waited = 0.0


class Audit(logging.Handler):
    def emit(self, record):
        time.sleep(0.004)


class Book:
    def __init__(self):
        self.lock = threading.Lock()

    def post(self):
        global waited
        before = time.perf_counter()
        with self.lock:
            waited += time.perf_counter() - before
            self.append()
            time.sleep(0.004)

    def append(self):
        time.sleep(0.002)


def start(name, n, target):
    for i in range(n):
        threading.Thread(target=target, name=f"{name}-{i}", daemon=True).start()


def forever(once):
    def loop():
        while True:
            once()
    return loop


def main(mode):
    if mode == "log":
        log = logging.getLogger("desk")
        log.addHandler(Audit())
        log.setLevel(logging.INFO)
        def handle():
            log.info("order")
            time.sleep(0.002)
        start("worker", 10, forever(handle))
    elif mode == "with":
        book = Book()
        def handle():
            book.post()
            time.sleep(0.002)
        start("worker", 10, forever(handle))
    elif mode == "explicit":
        lock = threading.Lock()
        def handle():
            lock.acquire()
            try:
                time.sleep(0.005)
            finally:
                lock.release()
        start("worker", 10, forever(handle))
    elif mode == "idle":
        pool = ThreadPoolExecutor(20)
        for _ in range(20):
            pool.submit(time.sleep, 0.01)
        q = queue.Queue()
        start("consumer", 10, forever(q.get))
    elif mode == "io":
        server = socket.create_server(("127.0.0.1", 0))
        kept = []
        def accept():
            kept.append(server.accept())
        start("acceptor", 1, forever(accept))
        def read():
            with socket.create_connection(server.getsockname()) as s:
                s.recv(1)
        start("reader", 8, read)
    elif mode == "sleep":
        start("sleeper", 8, forever(lambda: time.sleep(1)))
    elif mode == "conditions":
        event = threading.Event()
        start("waiter", 6, event.wait)
        cond = threading.Condition()
        def wait():
            with cond:
                cond.wait()
        start("condition", 4, wait)
    elif mode == "churn":
        def burn():
            x = 0
            for i in range(20000):
                x += i * i
        start("burner", 4, forever(burn))
    elif mode == "deadlock":
        a, b = threading.Lock(), threading.Lock()
        def one():
            with a:
                time.sleep(0.2)
                with b:
                    pass
        def two():
            with b:
                time.sleep(0.2)
                with a:
                    pass
        start("one", 1, one)
        start("two", 1, two)
        start("worker", 4, forever(lambda: time.sleep(0.05)))
    before = 0.0
    while True:
        time.sleep(1)
        print("waited_ms", round((waited - before) * 1000), flush=True)
        before = waited


main(sys.argv[1])
