"""Search over N random embeddings: Palette's vector index against numpy, as the original Palette searched.

    numpy_search.py SCAN_INDEX COUNT DIMENSION --queries N --numpy-queries N --rounds N

Both get the same embeddings and the same queries and take turns, round by round, one process at work at a time. numpy
holds float32 and answers with `dot` and `argsort`. Directions are uniformly random, the hardest case for recall, as all
scores lie close together. Prints one JSON object.
"""

import argparse
import json
import os
import re
import subprocess
import time

import numpy as np

ROWS_AT_ONCE = 20_000


def blas_in_use():
    """The library numpy multiplies with: the file that is mapped into this process."""
    np.dot(np.ones((2, 2), np.float32), np.ones(2, np.float32))
    with open("/proc/self/maps", encoding="utf-8") as maps:
        files = re.findall(r"\S*/(?:\S*blas\S*|libmkl\S*)", maps.read())
    real = sorted({os.path.realpath(file) for file in files if "cblas" not in os.path.basename(file)})
    return ", ".join(real) or "built in"


def unit_rows(generator, count, dimension):
    rows = generator.standard_normal((count, dimension), dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


def percentile(values, part):
    return float(np.percentile(values, part, method="higher"))


class ScanIndex:
    """The driver in scan_index.cpp, fed through a pipe."""

    def __init__(self, program, count, dimension, queries, k):
        self.queries_count = len(queries)
        self.process = subprocess.Popen(
            [program, str(count), str(dimension), str(len(queries)), str(k)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def feed(self, rows):
        self.process.stdin.write(np.ascontiguousarray(rows).data)
        self.process.stdin.flush()

    def built(self):
        word, seconds, size = self.process.stdout.readline().split()
        assert word == b"built"
        return float(seconds), int(size)

    def ask(self, command):
        """Milliseconds and ids of every query."""
        self.process.stdin.write(command.encode() + b"\n")
        self.process.stdin.flush()
        times, answers = [], []
        for _ in range(self.queries_count):
            took_ms, *ids = self.process.stdout.readline().split()
            times.append(float(took_ms))
            answers.append([int(i) for i in ids])
        return times, answers

    def close(self):
        self.process.stdin.close()
        if self.process.wait(timeout=60) != 0:
            raise SystemExit("scan_index failed")


def with_argsort(embeddings, query, k):
    return np.argsort(np.dot(embeddings, query))[::-1][:k]


def with_argpartition(embeddings, query, k):
    scores = np.dot(embeddings, query)
    best = np.argpartition(scores, -k)[-k:]
    return best[np.argsort(scores[best])[::-1]]


def timed(method, embeddings, queries, k):
    times, answers = [], []
    for query in queries:
        start = time.perf_counter()
        ids = method(embeddings, query, k)
        times.append((time.perf_counter() - start) * 1000)
        answers.append(ids)
    return times, answers


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scan_index")
    parser.add_argument("count", type=int)
    parser.add_argument("dimension", type=int)
    parser.add_argument("--k", type=int, default=50)
    parser.add_argument("--queries", type=int, default=200, help="a round, for Palette")
    parser.add_argument("--numpy-queries", type=int, default=20, help="a round, for numpy")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()

    if options.rounds * options.numpy_queries > options.queries:
        parser.error("numpy cannot have more queries than Palette")
    generator = np.random.default_rng(20_000_713)
    queries = unit_rows(generator, options.queries, options.dimension)
    scan = ScanIndex(options.scan_index, options.count, options.dimension, queries, options.k)
    embeddings = np.empty((options.count, options.dimension), np.float32)
    for start in range(0, options.count, ROWS_AT_ONCE):
        rows = embeddings[start:start + ROWS_AT_ONCE]
        rows[:] = unit_rows(generator, len(rows), options.dimension)
        scan.feed(rows)
    scan.feed(queries)
    build_seconds, index_bytes = scan.built()

    palette_ms, half_ms, numpy_ms, partition_ms, ratios, half_ratios = [], [], [], [], [], []
    found = wanted = 0
    scan.ask("all")  # warm-up, as the building of `embeddings` is for numpy
    for turn in range(options.rounds):
        # Other queries in each round, so that recall is counted over as many as possible.
        mine = slice(turn * options.numpy_queries, (turn + 1) * options.numpy_queries)
        times, answers = scan.ask("all")
        halves, _ = scan.ask("half")
        peer_times, exact = timed(with_argsort, embeddings, queries[mine], options.k)
        partition_times, _ = timed(with_argpartition, embeddings, queries[mine][:3], options.k)
        palette_ms += times
        half_ms += halves
        numpy_ms += peer_times
        partition_ms += partition_times
        ratios.append(float(np.median(peer_times) / np.median(times)))
        half_ratios.append(float(np.median(halves) / np.median(times)))
        for ids, best in zip(answers[mine], exact):
            found += len(set(ids) & set(best.tolist()))
            wanted += len(best)
    scan.close()

    embeddings_bytes = embeddings.nbytes
    print(json.dumps({
        "count": options.count, "dimension": options.dimension, "k": options.k, "rounds": options.rounds,
        "palette": {
            "p50_ms": percentile(palette_ms, 50), "p99_ms": percentile(palette_ms, 99), "searches": len(palette_ms),
            "half_p50_ms": percentile(half_ms, 50), "bytes": index_bytes,
            "inserts_per_s": options.count / max(build_seconds, 1e-9),
        },
        "numpy": {
            "p50_ms": percentile(numpy_ms, 50), "p99_ms": percentile(numpy_ms, 99), "searches": len(numpy_ms),
            "argpartition_p50_ms": percentile(partition_ms, 50), "bytes": embeddings_bytes,
            "version": np.__version__, "blas": blas_in_use(),
        },
        "ratio": float(np.median(ratios)),
        "half_ratio": float(np.median(half_ratios)),
        "recall": found / wanted, "recall_over": wanted,
    }))


if __name__ == "__main__":
    main()
