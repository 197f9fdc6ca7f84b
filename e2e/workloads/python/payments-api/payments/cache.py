"""Merchant profiles, kept so that the ledger is not asked for the same merchant twice."""

import threading
from collections import OrderedDict


class BoundedCache:
    """An LRU cache that means to hold `bound` entries.

    It does not. `_evict` compares the bound with the number of *generations* (an
    earlier design dropped whole generations at once), and there is only ever one.
    The cache therefore holds every merchant there is: far above its bound, and
    flat, because the number of merchants is finite.
    """

    def __init__(self, bound):
        self.bound = bound
        self.generations = [OrderedDict()]
        self.lock = threading.Lock()

    def get(self, key, load):
        entries = self.generations[-1]
        with self.lock:
            value = entries.get(key)
            if value is not None:
                entries.move_to_end(key)
                return value
        value = load(key)
        with self.lock:
            entries[key] = value
            self._evict()
        return value

    def _evict(self):
        while len(self.generations) > self.bound:
            self.generations.pop(0)

    def __len__(self):
        return sum(len(g) for g in self.generations)
