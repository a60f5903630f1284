"""The original Palette's search, measured as measure_peer.cpp measures the other engines.

    numpy_peer.py DATASET DIMENSION COUNT [--seconds S]

float32 in memory, `dot` with all of it, `argsort`. With a filter, the passing ones are picked first. Prints one JSON
object.
"""

import argparse
import itertools
import json
import os
import threading
import time

import numpy as np

NEIGHBORS = 50
DIVISORS = [1, 10, 100, 1000]
CLIENTS_MAX = 8
SEARCHES_MIN = 8


def resident_bytes():
    with open("/proc/self/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("RssAnon:"))


class Measurement:
    def __init__(self, options):
        self.seconds = options.seconds
        self.queries = self.rows(os.path.join(options.dataset, "queries.f32"), options.dimension)
        self.exact = {divisor: np.fromfile(os.path.join(options.dataset, f"exact-{options.count}-{divisor}.i32"), np.int32)
                      .reshape(-1, NEIGHBORS) for divisor in DIVISORS}
        self.passing = {divisor: np.arange(0, options.count, divisor) for divisor in DIVISORS}
        bytes_before = resident_bytes()
        start = time.perf_counter()
        self.embeddings = self.rows(os.path.join(options.dataset, "embeddings.f32"), options.dimension, options.count)
        self.ready_s = time.perf_counter() - start
        self.bytes = resident_bytes() - bytes_before

    @staticmethod
    def rows(file, dimension, count=-1):
        return np.fromfile(file, np.float32, count if count < 0 else count * dimension).reshape(-1, dimension)

    def answer(self, query, divisor):
        if divisor == 1:
            return np.argsort(np.dot(self.embeddings, query))[::-1][:NEIGHBORS]
        passing = self.passing[divisor]
        return passing[np.argsort(np.dot(self.embeddings[passing], query))[::-1][:NEIGHBORS]]

    def search(self, clients, divisor):
        took_ms, found = [], {}
        turns = itertools.count()  # one step at a time under Python's lock
        start = time.perf_counter()

        def client():
            for i in turns:
                if i >= SEARCHES_MIN and time.perf_counter() - start >= self.seconds:
                    return
                asked = time.perf_counter()
                ids = self.answer(self.queries[i % len(self.queries)], divisor)
                took_ms.append((time.perf_counter() - asked) * 1000)
                if i < len(self.queries):
                    found[i] = ids

        threads = [threading.Thread(target=client) for _ in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - start
        wanted = [set(self.exact[divisor][i][self.exact[divisor][i] >= 0].tolist()) for i in found]
        hits = sum(len(want & set(ids.tolist())) for want, ids in zip(wanted, found.values()))
        return {"p50_ms": float(np.percentile(took_ms, 50, method="higher")),
                "p99_ms": float(np.percentile(took_ms, 99, method="higher")),
                "per_s": len(took_ms) / seconds,
                "searches": len(took_ms),
                "recall": hits / sum(map(len, wanted))}

    def report(self):
        self.answer(self.queries[0], 1)
        filters = [{**self.search(1, divisor), "divisor": divisor} for divisor in DIVISORS]
        return {"build_s": self.ready_s, "was_built_before": False, "ready_s": self.ready_s,
                "filter_kind": "the passing rows are picked first", "curve": [], "filters": filters, "one_client": filters[0],
                "eight_clients": self.search(CLIENTS_MAX, 1), "resident_bytes": self.bytes,
                "version": np.__version__}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset")
    parser.add_argument("dimension", type=int)
    parser.add_argument("count", type=int)
    parser.add_argument("--seconds", type=float, default=3)
    print(json.dumps(Measurement(parser.parse_args()).report()))


main()
