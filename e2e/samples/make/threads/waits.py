"""Waits whose truth is known by construction; the first argument says which."""
import asyncio
import os
import sys
import tempfile
import threading
import time

lock = threading.Lock()
rlock = threading.RLock()
condition = threading.Condition()
sink = tempfile.TemporaryFile()


def save_inline():
    """Flushes a file inside the section, without a function of its own."""
    while True:
        with lock:
            for _ in range(20):
                os.write(sink.fileno(), b"x" * (1 << 20))
                os.fsync(sink.fileno())
            os.lseek(sink.fileno(), 0, 0)


def save_reentrant():
    while True:
        with rlock:
            with rlock:
                for _ in range(20):
                    os.write(sink.fileno(), b"x" * (1 << 20))
                    os.fsync(sink.fileno())
                os.lseek(sink.fileno(), 0, 0)


def take():
    while True:
        with condition:
            condition.wait()


def tell():
    while True:
        time.sleep(0.05)
        with condition:
            condition.notify()


async def hold(mutex):
    while True:
        async with mutex:
            await asyncio.sleep(0.05)


async def tasks():
    mutex = asyncio.Lock()
    await asyncio.gather(*(hold(mutex) for _ in range(20)))


def run(count, target):
    for index in range(count):
        threading.Thread(target=target, name=f"{target.__name__}-{index}", daemon=True).start()


match sys.argv[1]:
    case "lock":
        run(6, save_inline)
    case "rlock":
        run(6, save_reentrant)
    case "cond":
        run(6, take)
        run(1, tell)
    case "asyncio":
        asyncio.run(asyncio.wait_for(tasks(), 30))
time.sleep(30)
