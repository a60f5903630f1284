"""The embeddings of a library as float32 rows, in as many dimensions as are wanted.

    export_embeddings.py DATA PACK OUT [--dimension N]

DATA is a library's folder, PACK the identity of a model pack ("starter@1"). Prints how many there are and their dimension.

With more dimensions than the pack has, their spectrum is carried on: the deviations of the last half of the principal
components fall by a power law, which is drawn on past the last of them, and each embedding gets that much noise in the
new dimensions, the same wherever it is used, so that pictures that are close stay a family there. Afterwards all is
rotated at random, so that no dimension is special.
"""

import argparse
import os
import sqlite3

import numpy as np


def embeddings_of(data, pack):
    with sqlite3.connect(f"file:{os.path.join(data, 'palette.db')}?mode=ro", uri=True) as database:
        rows = database.execute("SELECT vector FROM embeddings WHERE pack = ? ORDER BY image_id", (pack,)).fetchall()
    return np.array([np.frombuffer(row, np.float16) for (row,) in rows], np.float32)


def carried_on(embeddings, dimension):
    generator = np.random.default_rng(384_512)
    count, given = embeddings.shape
    variances = np.linalg.eigvalsh(np.cov(embeddings.T))[::-1]
    ranks = np.arange(given // 2, given)
    slope, start = np.polyfit(np.log(ranks + 1), np.log(np.maximum(variances[ranks], 1e-12)), 1)
    new = np.exp(start + slope * np.log(np.arange(given, dimension) + 1))
    noise = generator.standard_normal((count, dimension - given)) * np.sqrt(np.minimum(new, max(variances[-1], 0)))
    rotation, _ = np.linalg.qr(generator.standard_normal((dimension, dimension)))
    return np.hstack([embeddings, noise]) @ rotation


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data")
    parser.add_argument("pack")
    parser.add_argument("out")
    parser.add_argument("--dimension", type=int, default=0)
    options = parser.parse_args()
    embeddings = embeddings_of(options.data, options.pack)
    if len(embeddings) < 2:
        raise SystemExit(f"{options.data} holds no embeddings of {options.pack}")
    if options.dimension > embeddings.shape[1]:
        embeddings = carried_on(embeddings, options.dimension)
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    embeddings.astype(np.float32).tofile(options.out)
    print(*embeddings.shape)


main()
