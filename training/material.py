"""Packs what finetune.py learns from into a folder small enough to be taken to another machine: work/finetune.

pictures-N.bin   WebP pictures of at most SIDE pixels a side, cut square as the server cuts them, one after another
material.npz     where each lies, what it may be called (rows of text embeddings, int8), its tags, split and source
Measured-only pictures are left out. Run: python3 material.py
"""

import argparse
import io
import numpy as np

import align
import backbone
import features
import tags
from classes import class_embeddings
from common import THREADS, WORK, in_parallel, read_jsonl
from text_tower import CachedEncoder
from vocabulary import tags as vocabulary_tags

FOLDER = WORK / "finetune"
SIDE, QUALITY, PART_BYTES = 264, 62, 20_000_000


def packed(item):
    """One picture as WebP."""
    image = features.open_image(item)
    image = features.crop_square(image, min(SIDE, min(image.size)))
    out = io.BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=2)
    return out.getvalue()


def write_pictures(items):
    """[(part, start, end)] of each picture."""
    places, parts, here = [], [[]], 0
    for picture in in_parallel(packed, items):
        if here + len(picture) > PART_BYTES:
            parts.append([])
            here = 0
        parts[-1].append(picture)
        places.append((len(parts) - 1, here, here + len(picture)))
        here += len(picture)
    for number, part in enumerate(parts):
        (FOLDER / f"pictures-{number}.bin").write_bytes(b"".join(part))
    return np.array(places)


def gallery_of(item):
    source = item["source"]
    if source in align.ICONS:
        return "icons"
    return "art" if source in ("art_aic", "art_masterpieces") else source


def main():
    argparse.ArgumentParser(description=__doc__).parse_args()
    FOLDER.mkdir(exist_ok=True)
    items = [item for item in read_jsonl(WORK / "corpus" / "items.jsonl") if item["use"] != "measure"]
    encode = CachedEncoder(threads=THREADS)
    texts = align.Texts(items, encode)
    scale = np.abs(texts.vectors).max(1) / 127
    names = sorted({item["words"][0] for item in items if item["source"] == "glyphs"})
    labelled = [item for item in items if item["source"] != "glyphs"]
    y, w = tags.cached_labels(labelled)
    rows = iter(range(len(labelled)))
    row = np.array([next(rows) if item["source"] != "glyphs" else -1 for item in items])
    subjects = ~np.isin([tag.name for tag in vocabulary_tags()], sorted(tags.PIXEL_TAGS))
    layers, classifier = backbone.original(features.BACKBONE)
    classes = class_embeddings(encode)
    np.savez(FOLDER / "material.npz", places=write_pictures(items), train=np.array([item["use"] == "train" for item in items]),
             gallery=np.array([gallery_of(item) for item in items]), photo=np.array([item["source"] in align.PHOTOS for item in items]),
             draw=np.array([align.DRAW.get(item["source"], 1.0) for item in items], np.float32),
             glyph=np.array([names.index(item["words"][0]) if item["source"] == "glyphs" else -1 for item in items]),
             texts=np.round(texts.vectors / scale[:, None]).astype(np.int8), scale=scale.astype(np.float32),
             captions=np.concatenate([np.array(r) for r in texts.rows]).astype(np.int32),
             captions_of=np.cumsum([0] + [len(r) for r in texts.rows]).astype(np.int32), title=np.array(texts.titles),
             tags=np.packbits(y[row][:, subjects].astype(np.uint8), axis=1), tags_known=np.where(row < 0, 0, w[row].mean(1)).astype(np.float32),
             tag_count=int(subjects.sum()), C=classes.astype(np.float16), S=align.spread(classes).astype(np.float16))
    backbone.save(FOLDER / "original.npz", layers, classifier)


if __name__ == "__main__":
    main()
