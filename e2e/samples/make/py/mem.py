"""Keeps some memory and throws some away, for memray and cProfile."""

import json


def keep(n):
    return {"n": n, "name": "kept %d" % n, "list": list(range(n, n + 50))}


def churn(n):
    return len(json.dumps([{"id": i, "n": n} for i in range(100)]))


def main():
    kept = []
    for n in range(2000):
        kept.append(keep(n))
        churn(n)
    return kept


if __name__ == "__main__":
    held = main()
