"""Compares two packs on the aims, from their shipped files: what each reaches, and a bootstrap of the difference.

A difference counts when its interval (95 %, drawn over queries 2,000 times, the same for both) leaves out 0.
Run: python3 compare.py OLD NEW
"""

import argparse
import json
from pathlib import Path

import numpy as np

import evaluation
import features
from common import SEED, WORK, read_jsonl, session
from text_tower import TextEncoder

DRAWS, BATCH = 2000, 16


def image_embeddings(folder, items):
    """Through the server's own preprocessing."""
    pack = json.loads((folder / "pack.json").read_text(encoding="utf-8"))
    run, size = session(str(folder / pack["image"]["file"])), pack["image"]["size"]
    mean, std = (np.array(pack["image"][name], np.float32) for name in ("mean", "std"))
    out = []
    for start in range(0, len(items), BATCH):
        pixels = np.stack([np.asarray(features.crop_square(features.open_image(item), size), np.float32)
                           for item in items[start:start + BATCH]])
        pixels = ((pixels / 255 - mean) / std).transpose(0, 3, 1, 2)
        out.append(run.run(["embedding"], {"image": np.ascontiguousarray(pixels, np.float32)})[0])
    return np.concatenate(out)


def interval(old, new):
    """95 % interval of the difference in percent."""
    random, both = np.random.default_rng(SEED), new.astype(np.float32) - old
    means = [both[random.integers(len(both), size=len(both))].mean() for _ in range(DRAWS)]
    return 100 * np.percentile(means, [2.5, 97.5])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    options = parser.parse_args()
    items = [item for item in read_jsonl(WORK / "corpus" / "items.jsonl") if item["use"] != "train"]
    old, new = (evaluation.aimed_hits(items, image_embeddings(folder, items), TextEncoder(folder)) for folder in (options.old, options.new))
    for name in old:
        low, high = interval(old[name], new[name])
        print(f"{name}: {100 * old[name].mean():.1f} -> {100 * new[name].mean():.1f}, difference {low:+.1f} to {high:+.1f}")


if __name__ == "__main__":
    main()
