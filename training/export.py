"""Writes the pack: image.onnx from the backbone and a trained head, text.onnx, vocab.txt, tags.tsv, pack.json.

Everything is built and checked under work/pack, with a twin in float32 beside it, and moved into models/starter file by file at the
end, pack.json last.
Run: python3 export.py [--publish]
"""

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper

import align
import backbone
import features
import text_tower
from common import STARTER, WORK, session
from graph import Graph

PACK = WORK / "pack"
FLOAT_PACK = WORK / "pack-float32"  # the same before its weights were rounded, to measure beside
VERSION = "4"
BYTES_MAX = 32_000_000
DOCUMENTS = ["README.md", "LICENSE", "NOTICE"]


def image_model(head, how):
    """The image tower: embedding as align.py says, tags as tags.py says, what they imply included."""
    dense = "int8" if how == "int8" else how
    g, size = Graph("image"), backbone.SIZES[features.BACKBONE]
    g.inputs = [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", 3, size, size])]
    g.outputs = [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", text_tower.WIDTH]),
                 helper.make_tensor_value_info("tag_logits", TensorProto.FLOAT, ["batch", len(head["tag_names"])])]
    layers, classifier = features.chosen()
    f, whole, parts = backbone.emit_classes(g, backbone.emit(g, layers, "image", size, how), classifier, how)
    matmul = lambda x, w: g.op("MatMul", x, g.weight(w, dense, axis=1))
    small = lambda x, w: g.op("MatMul", x, g.weight(w, "float16"))
    add = lambda x, b: g.op("Add", x, g.constant(np.asarray(b, np.float32)))

    gate = g.op("Sigmoid", add(g.op("MatMul", f, g.constant(head["u"].reshape(-1, 1).astype(np.float32))), head["c"].reshape(1)))
    roots = g.op("Mul", g.op("Add", g.op("Sqrt", whole), g.op("Sqrt", parts)), gate)
    plain = g.op("Mul", whole, g.op("Sub", g.constant(np.float32(1)), g.op("Mul", gate, g.constant(np.float32(0.5)))))
    signs = g.op("Softmax", add(matmul(f, head["K"]), head["k"]), axis=-1)
    kept = g.op("Sub", g.constant(np.float32(1)), g.op("Mul", gate, g.constant(np.float32(align.LESS))))
    learned = g.op("Mul", matmul(g.op("Relu", add(matmul(f, head["A"]), head["a"])), head["B"]), kept)
    e = g.op("Sum", matmul(roots, head["S"]), matmul(plain, head["C"]), matmul(signs, head["N"]), learned,
             add(matmul(f, head["D"]), head["d"]))
    length = g.op("Max", g.op("ReduceL2", e, axes=[-1], keepdims=1), g.constant(np.float32(1e-9)))
    embedding = g.op("Div", e, length, to="embedding")

    mass = small(whole, head["M"])
    mass = g.op("Clip", mass, g.constant(np.float32(1e-4)), g.constant(np.float32(1 - 1e-4)))
    odds = g.op("Sub", g.op("Log", mass), g.op("Log", g.op("Sub", g.constant(np.float32(1)), mass)))
    mass = g.op("Mul", odds, g.constant(head["s"].astype(np.float32)))
    alone = g.op("Sum", mass, matmul(embedding, head["G"]), matmul(f, head["T"]), g.constant(head["t"].astype(np.float32)))
    cuts = g.constant(head["tag_cuts"].astype(np.float32))
    over = g.op("Gather", g.op("Sub", alone, cuts), g.constant(head["tag_below"].astype(np.int64)), axis=1)
    g.op("Add", g.op("ReduceMax", over, axes=[-1], keepdims=0), cuts, to="tag_logits")
    return g.model()


def describe(head, folder, version):
    size = backbone.SIZES[features.BACKBONE]
    files = [p for p in sorted(folder.iterdir()) if p.name != "pack.json"]
    return {
        "format": 1, "name": "starter", "version": version, "title": "Palette starter pack",
        "licence": "Apache-2.0", "dimension": text_tower.WIDTH,
        "image": {"file": "image.onnx", "input": "image", "output": "embedding", "size": size, "resize": "crop",
                  "interpolation": "bicubic", "mean": [round(m, 6) for m in backbone.MEAN],
                  "std": [round(s, 6) for s in backbone.STD], "batch_max": 1},
        "text": {"file": "text.onnx", "ids": "input_ids", "mask": "attention_mask", "output": "embedding",
                 "tokenizer": {"kind": "wordpiece", "file": "vocab.txt", "lowercase": True,
                               "tokens_max": text_tower.TOKENS_MAX},
                 "prompt": "{}"},
        "tagger": {"file": "image.onnx", "output": "tag_logits", "labels": "tags.tsv", "tags_max": 12},
        "calibration": {"strong_cosine": round(float(head["strong"]), 3), "related_cosine": round(float(head["related"]), 3)},
        "files": {p.name: {"bytes": p.stat().st_size, "sha256": hashlib.sha256(p.read_bytes()).hexdigest()} for p in files},
    }


def write_pack(folder, head, version, how, text):
    """The models and what describes them, into an empty `folder`; answers the description."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    onnx.save(image_model(head, how), folder / "image.onnx")
    shutil.copy(text_tower.OUT / text, folder / "text.onnx")
    shutil.copy(text_tower.OUT / "vocab.txt", folder / "vocab.txt")
    lines = [f"{name}\t{threshold:.4f}\n" for name, threshold in zip(head["tag_names"], head["tag_thresholds"])]
    (folder / "tags.tsv").write_text("".join(lines), encoding="utf-8")
    for name in DOCUMENTS:
        if (STARTER / name).exists():
            shutil.copy(STARTER / name, folder / name)
    pack = describe(head, folder, version)
    (folder / "pack.json").write_text(json.dumps(pack, indent=2) + "\n", encoding="utf-8")
    return pack


def check(pack, head):
    """Runs the shipped files as the server will, and holds them to what pack.json says."""
    run = session(str(PACK / "image.onnx"))
    size = pack["image"]["size"]
    pixels = np.random.default_rng(1).normal(size=(3, 3, size, size)).astype(np.float32)
    embedding, logits = run.run(["embedding", "tag_logits"], {"image": pixels})
    alone = run.run(["embedding"], {"image": pixels[1:2]})[0]
    labels = (PACK / "tags.tsv").read_text(encoding="utf-8").splitlines()
    assert embedding.shape == (3, pack["dimension"]) and logits.shape == (3, len(labels))
    assert np.abs(np.linalg.norm(embedding, axis=1) - 1).max() < 1e-4 and np.isfinite(logits).all()
    assert np.abs(alone - embedding[1:2]).max() < 1e-4, "an embedding depends on its batch"
    over = logits - head["tag_cuts"]
    assert (over[:, head["tag_below"]] <= over[..., None] + 1e-4).all(), "a tag lacks what it implies"
    texts = text_tower.TextEncoder(PACK)
    both = texts(["feline", "a rather longer query about cats"])
    assert np.abs(both[:1] - texts(["feline"])).max() < 1e-4, "a query depends on its batch"
    total = sum(p.stat().st_size for p in PACK.iterdir())
    assert total <= BYTES_MAX, f"{total} bytes"
    return total


def golden():
    """Files the C++ tests read: token ids, and the first values of five query embeddings."""
    folder = Path(__file__).parent / "golden"
    folder.mkdir(exist_ok=True)
    made = text_tower.tokenizer(PACK / "vocab.txt")
    with open(folder / "wordpiece.jsonl", "w", encoding="utf-8") as out:
        for text in GOLDEN_TEXTS:
            out.write(json.dumps({"text": text, "ids": made.encode(text).ids}, ensure_ascii=True) + "\n")
    queries = ["feline", "a red automobile", "sunset over the sea", "woman reading a book", "quarterly tax spreadsheet pivot"]
    encoder = text_tower.TextEncoder(PACK)
    rows = [{"text": q, "embedding": [round(float(v), 6) for v in encoder([q])[0][:8]]} for q in queries]
    (folder / "starter.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


GOLDEN_TEXTS = [
    "", " ", "cat", "a cat", "A Cat", "GOLDEN RETRIEVER", "feline", "automobile", "golden retriever puppy", "sunset over the sea",
    "two girls play on a skateboard in a courtyard .", "a man's hat", "don't", "rock'n'roll", "e-mail", "state-of-the-art",
    "hello, world!", "wait...what?!", "(parentheses) [brackets] {braces}", "a/b\\c|d", "50% off $9.99 #art @home", "1,234.56",
    "caf\u00e9", "cafe\u0301", "na\u00efve r\u00e9sum\u00e9", "\u00c5ngstr\u00f6m \u00d8re", "stra\u00dfe", "\u0130stanbul",
    "\u0141\u00f3d\u017a", "pi\u00f1ata jalape\u00f1o", "fa\u00e7ade", "\u732b", "\u6d6e\u4e16\u7d75 print", "\u3072\u3089\u304c\u306a",
    "\u30ab\u30bf\u30ab\u30ca", "\ud55c\uad6d\uc5b4", "\u043a\u043e\u0448\u043a\u0430", "\u03b3\u03ac\u03c4\u03b1", "\u0642\u0637\u0629",
    "\u05d7\u05ea\u05d5\u05dc", "\u0939\u093f\u0928\u094d\u0926\u0940", "\U0001f431", "cat \U0001f431 cat", "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\u2764\ufe0f", "tab\there", "line\nbreak\r\nmore", "nul\u0000char", "bell\u0007and\u007fdel", "zero\u200bwidth", "soft\u00adhyphen",
    "no\u00a0break\u3000space", "\ufeffbom", "\ufffdreplacement", "\u201cquotes\u201d \u2018single\u2019 \u2014 dash \u2026", "\u00bd \u00b2 \u00b0 \u00a3 \u20ac \u00a5",
    "x" * 100, "x" * 101, "supercalifragilisticexpialidocious", "antidisestablishmentarianism unbelievably",
    "[bracketed] words", "##ing", "a" + " very" * 60 + " long query", "pneumonoultramicroscopicsilicovolcanoconiosis " * 8,
    "\U0001d4d0\U0001d4eb\U0001d4ec", "\uff26\uff55\uff4c\uff4c", "\ufb01sh", "k\u0142\u00f3dka \u0111", "\u00e6on \u0153uvre", "a\u0301\u0302\u0303b",
    "~`^_=+<>", "quarterly tax spreadsheet pivot", "asdfgh",
]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--head", type=Path, default=WORK / "heads" / "tagged.npz")
    parser.add_argument("--publish", action="store_true", help="move the pack into models/starter")
    options = parser.parse_args()
    head = dict(np.load(options.head))
    pack = write_pack(PACK, head, VERSION, "int8", "text.onnx")
    write_pack(FLOAT_PACK, head, f"{VERSION}-float32", "float32", "text_float.onnx")
    print("bytes", check(pack, head))
    golden()
    if options.publish:
        STARTER.mkdir(parents=True, exist_ok=True)
        for name in [*pack["files"], "pack.json"]:
            shutil.copy(PACK / name, STARTER / f".{name}.part")
        for name in [*pack["files"], "pack.json"]:
            (STARTER / f".{name}.part").replace(STARTER / name)


if __name__ == "__main__":
    main()
