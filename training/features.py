"""Backbone features of every picture, several views each: work/features/<backbone>/<view>/<source>.npy, float16, with .ids beside it.

Run: python3 features.py --backbone lite2 [--views crop varied]
"""

import argparse

import numpy as np
from onnx import TensorProto, helper
from PIL import Image, ImageOps

import backbone
from common import SEED, WORK, read_jsonl, session
from gather import ICON_SETS
from graph import Graph

VIEWS = ["crop", "varied"]
BATCH = 32
DRAWN = {"openclipart", *(name for name, _, _ in ICON_SETS)}


def feature_model(name):
    """ONNX bytes: image -> features and the late layers' input."""
    g = Graph("features")
    layers, _ = backbone.load(name)
    size = backbone.SIZES[name]
    g.inputs = [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", 3, size, size])]
    g.outputs = [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["batch", backbone.FEATURES])]
    g.outputs.append(helper.make_tensor_value_info("late", TensorProto.FLOAT, ["batch", "c", "h", "w"]))
    pooled = backbone.emit(g, layers, "image", size, "float32", late="late")
    g.op("Identity", pooled, to="features")
    return g.model().SerializeToString()


def crop_square(image, size):
    """Shorter side to `size`, centre crop: what the server does under `resize: crop`."""
    scale = size / min(image.size)
    image = image.resize([max(size, round(side * scale)) for side in image.size], Image.BICUBIC)
    left, top = (image.width - size) // 2, (image.height - size) // 2
    return image.crop((left, top, left + size, top + size))


def pad_square(image):
    side = max(image.size)
    ground = Image.new("RGB", (side, side), image.getpixel((0, 0)))
    ground.paste(image, ((side - image.width) // 2, (side - image.height) // 2))
    return ground


def view(image, kind, size, random, drawing):
    """One [3, size, size] float32 view, normalised for the backbone."""
    if kind == "crop":
        image = crop_square(image, size)
    else:  # varied: a random part, mirrored or not; drawings whole or not, at times inverted; some in grey
        share = random.uniform(0.65, 1.0)
        width, height = max(int(image.width * share), 16), max(int(image.height * share), 16)
        left, top = random.integers(0, image.width - width + 1), random.integers(0, image.height - height + 1)
        image = image.crop((left, top, left + width, top + height))
        padded = drawing and random.random() < 0.7
        image = (pad_square(image) if padded else crop_square(image, size)).resize((size, size), Image.BICUBIC)
        if random.random() < 0.5:
            image = image.transpose(Image.FLIP_LEFT_RIGHT)
        if random.random() < 0.15:
            image = image.convert("L").convert("RGB")
        if drawing and random.random() < 0.15:
            image = ImageOps.invert(image)
    pixels = np.asarray(image, np.float32)
    return ((pixels - 127) / 128).transpose(2, 0, 1)


def open_image(item):
    image = Image.open(WORK / "corpus" / item["file"]).convert("RGB")
    if item["source"] == "people_fsa_color":  # the slide's black mount
        w, h = image.size
        image = image.crop((int(w * 0.07), int(h * 0.07), int(w * 0.93), int(h * 0.93)))
    return image


def load(name, kind, items):
    """Features of `items` under one view, float32; rows never computed for that view are zero."""
    out = np.zeros((len(items), backbone.FEATURES), np.float32)
    for source in {item["source"] for item in items}:
        folder = WORK / "features" / name / kind
        if not (folder / f"{source}.npy").exists():
            continue
        ids = {key: row for row, key in enumerate((folder / f"{source}.ids").read_text(encoding="utf-8").split("\n"))}
        stored = np.load(folder / f"{source}.npy")
        for i, item in enumerate(items):
            if item["source"] == source and item["id"] in ids:
                out[i] = stored[ids[item["id"]]]
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--backbone", default="lite2", choices=backbone.SIZES)
    parser.add_argument("--views", nargs="*", default=VIEWS)
    options = parser.parse_args()
    items = read_jsonl(WORK / "corpus" / "items.jsonl")
    size = backbone.SIZES[options.backbone]
    run = session(feature_model(options.backbone))
    for kind in options.views:
        folder = WORK / "features" / options.backbone / kind
        folder.mkdir(parents=True, exist_ok=True)
        for source in sorted({item["source"] for item in items}):
            chosen = [i for i in items if i["source"] == source and (kind == "crop" or i["use"] == "train")]
            if not chosen or (folder / f"{source}.npy").exists():
                continue
            random, out, late = np.random.default_rng(SEED), [], []
            for start in range(0, len(chosen), BATCH):
                pixels = np.stack([view(open_image(item), kind, size, random, item["source"] in DRAWN)
                                   for item in chosen[start:start + BATCH]])
                pooled, maps = run.run(["features", "late"], {"image": pixels})
                out.append(pooled.astype(np.float16))
                late.append(maps.astype(np.float16))
            (folder / f"{source}.ids").write_text("\n".join(item["id"] for item in chosen), encoding="utf-8")
            if kind != "crop":
                np.save(folder / f"{source}.late.npy", np.concatenate(late))
            np.save(folder / "part.npy", np.concatenate(out))
            (folder / "part.npy").replace(folder / f"{source}.npy")
            print(options.backbone, kind, source, len(chosen), flush=True)


if __name__ == "__main__":
    main()
