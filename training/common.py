"""Paths, seeds and small helpers shared by every stage."""

import hashlib
import json
import os
import random
from pathlib import Path

import numpy as np

from places import HERE, STARTER, WORK  # noqa: F401 (part of what is shared)

SEED = 20260
THREADS = int(os.environ.get("PALETTE_TRAINING_THREADS", "1"))


def seed_everything():
    random.seed(SEED)
    np.random.seed(SEED)
    try:
        import torch
    except ImportError:
        return
    torch.manual_seed(SEED)
    torch.set_num_threads(THREADS)


def held_out(key: str) -> bool:
    """A fixed tenth of everything, by hash of the file's name: never trained on."""
    return hashlib.sha256(key.encode()).digest()[0] * 10 // 256 == 0


def read_jsonl(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def write_jsonl(path, rows):
    temporary = Path(f"{path}.part")
    with open(temporary, "w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    temporary.replace(path)


def unit(x):
    return x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-9)


def in_parallel(work, *arguments):
    """[work(...) for each of the arguments], by THREADS processes. `work` is a function of a module."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    lists = [list(values) for values in arguments]
    at_once = max(1, min(16, len(lists[0]) // (4 * THREADS)))
    with ProcessPoolExecutor(THREADS, get_context("fork")) as pool:
        return list(pool.map(work, *lists, chunksize=at_once))


def session(path_or_bytes, threads=THREADS):
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    return ort.InferenceSession(path_or_bytes, options, providers=["CPUExecutionProvider"])
