"""What each ImageNet class means in the text encoder's space: its names, its kind, and scenes it is seen in."""

import numpy as np

from common import HERE, unit
from vocabulary import class_matrix, tags
from wordnet import imagenet_names, imagenet_offsets, nouns

WEIGHTS = {"name": 1.0, "kind": 0.5, "scene": 1.0}


def scenes():
    found = {}
    with open(HERE / "class_scenes.tsv", encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("#"):
                names, *captions = line.rstrip("\n").split("|")
                for name in names.split(";"):
                    if name not in imagenet_names():
                        raise SystemExit(f"class_scenes.tsv: ImageNet has no class '{name}'")
                    found.setdefault(name, []).extend(captions)
    return found


def class_texts():
    """For each class {'name': [...], 'kind': [...], 'scene': [...]}."""
    matrix, written, out = class_matrix(), scenes(), []
    size = matrix.sum(0)
    for c, (name, offset) in enumerate(zip(imagenet_names(), imagenet_offsets())):
        lemmas = nouns()[offset].lemmas[:2] if offset else []
        kinds = sorted((i for i in np.flatnonzero(matrix[c]) if size[i] > 1), key=lambda i: size[i])[:1]
        out.append({"name": [name, f"a photo of a {name}", *lemmas],
                    "kind": [text for i in kinds for text in (tags()[i].name, f"a photo of a {tags()[i].name}")],
                    "scene": written.get(name, [])})
    return out


def class_embeddings(encode, weights=WEIGHTS):
    """[1000, width] unit rows: the weighted mean of each class's texts."""
    texts = class_texts()
    flat = sorted({t for entry in texts for part in entry.values() for t in part})
    row = dict(zip(flat, encode(flat)))
    return unit(np.stack([sum(weights[part] * np.mean([row[t] for t in entry[part]], axis=0)
                              for part in entry if entry[part]) for entry in texts]))
