"""Backbone features and class probabilities of every picture: work/features/<source>/<block>.npz, float16.

A block of pictures that is finished is not seen again, so an interrupted run goes on where it stopped. Run: python3 features.py
"""

import argparse
from functools import lru_cache

import numpy as np
from onnx import TensorProto, helper
from PIL import Image

import backbone
from common import WORK, in_parallel, read_jsonl, session
from gather import ICON_SETS
from graph import Graph

BACKBONE = "lite2"
PARTS = {"pooled": backbone.FEATURES, "whole": backbone.CLASSES, "parts": backbone.CLASSES}  # what is kept, and how wide it is
BATCH, BLOCK = 16, 256
ICONS = {name for name, _, _ in ICON_SETS}


def chosen():
    """The backbone that finetune.py left."""
    return backbone.stored(WORK / "finetune" / "backbone.npz", BACKBONE)


def feature_model():
    """ONNX bytes: image -> PARTS, from weights stored as the pack stores them: heads are trained on what ships."""
    g, size = Graph("features"), backbone.SIZES[BACKBONE]
    layers, classifier = chosen()
    g.inputs = [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", 3, size, size])]
    g.outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", width]) for name, width in PARTS.items()]
    made = backbone.emit_classes(g, backbone.emit(g, layers, "image", size), classifier)
    for name, result in zip(PARTS, made):
        g.op("Identity", result, to=name)
    return g.model().SerializeToString()


def crop_square(image, size):
    """Shorter side to `size`, centre crop: what the server does under `resize: crop`."""
    scale = size / min(image.size)
    image = image.resize([max(size, round(side * scale)) for side in image.size], Image.BICUBIC)
    left, top = (image.width - size) // 2, (image.height - size) // 2
    return image.crop((left, top, left + size, top + size))


def pixels_of(image, size):
    """[3, size, size] float32, normalised for the backbone."""
    return ((np.asarray(crop_square(image, size), np.float32) - 127) / 128).transpose(2, 0, 1)


def open_image(item):
    image = Image.open(WORK / "corpus" / item["file"]).convert("RGB")
    if item["source"] == "people_fsa_color":  # the slide's black mount
        w, h = image.size
        image = image.crop((int(w * 0.07), int(h * 0.07), int(w * 0.93), int(h * 0.93)))
    return image


def load(items):
    """{part: matrix over `items`}, float32."""
    found = {}
    for source in {item["source"] for item in items}:
        for file in (WORK / "features" / source).glob("*.npz"):
            stored = np.load(file)
            found.update(zip(stored["ids"].tolist(), zip(*(stored[name] for name in PARTS))))
    rows = [found[item["id"]] for item in items]
    return {name: np.stack([row[at] for row in rows]).astype(np.float32) for at, name in enumerate(PARTS)}


@lru_cache(1)
def run_of_process():
    return session(feature_model(), 1)


def extract(source, block, items):
    """Features of one block of a source's pictures, unless they are there."""
    file = WORK / "features" / source / f"{block}.npz"
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    size, run, made = backbone.SIZES[BACKBONE], run_of_process(), []
    for start in range(0, len(items), BATCH):
        pixels = np.stack([pixels_of(open_image(item), size) for item in items[start:start + BATCH]])
        made.append(run.run(list(PARTS), {"image": pixels}))
    part = file.with_suffix(".part")
    with open(part, "wb") as out:
        np.savez(out, ids=np.array([item["id"] for item in items]),
                 **{name: np.concatenate(rows).astype(np.float16) for name, rows in zip(PARTS, zip(*made))})
    part.replace(file)
    print(source, block, len(items), flush=True)


def main():
    argparse.ArgumentParser(description=__doc__).parse_args()
    items, blocks = read_jsonl(WORK / "corpus" / "items.jsonl"), []
    for source in sorted({item["source"] for item in items}):
        chosen = [item for item in items if item["source"] == source]
        blocks += [(source, block, chosen[start:start + BLOCK]) for block, start in enumerate(range(0, len(chosen), BLOCK))]
    in_parallel(extract, *zip(*sorted(blocks, key=lambda block: (block[0] in ICONS, block[1]))))  # what is aimed at first


if __name__ == "__main__":
    main()
