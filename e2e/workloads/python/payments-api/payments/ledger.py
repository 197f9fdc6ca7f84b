"""Balances and postings. In memory: the point of this service is what it waits for elsewhere."""

import random
import threading
from collections import deque

SHARDS = 16
RECENT = 150


class Ledger:
    def __init__(self, merchants):
        self.merchants = merchants
        self.balances = [dict() for _ in range(SHARDS)]
        self.locks = [threading.Lock() for _ in range(SHARDS)]
        # Full from the start, so that the heap is as large in the first minute as in the last.
        self.recent = [deque(maxlen=RECENT) for _ in range(SHARDS)]
        for shard, recent in enumerate(self.recent):
            for n in range(RECENT):
                recent.append(("pay_%016x" % (shard * RECENT + n), "card_%05d" % n, 1000 + n, "accepted"))

    def load_merchant(self, merchant_id):
        """What one row of the merchant table looks like once read: limits, and a fee table as sent by the bank."""
        rng = random.Random(merchant_id)
        return {
            "id": merchant_id,
            "limit": rng.randrange(50_000, 5_000_000),
            "slabs": tuple(rng.randrange(1, 250) for _ in range(12)),
            "fees": rng.randbytes(120_000),
        }

    def post(self, payment, decision):
        """Moves the amount and keeps the last postings of the shard for the velocity rules."""
        shard = payment["merchant"] % SHARDS
        entry = (payment["id"], payment["card"], payment["amount"], decision)
        with self.locks[shard]:
            balance = self.balances[shard]
            merchant = payment["merchant"]
            balance[merchant] = balance.get(merchant, 0) + payment["amount"]
            self.recent[shard].append(entry)
        return balance[merchant]

    def statement(self, payment):
        """The recent postings of the payment's shard, newest first."""
        with self.locks[payment["merchant"] % SHARDS]:
            return list(reversed(self.recent[payment["merchant"] % SHARDS]))
