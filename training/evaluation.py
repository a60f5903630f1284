"""How good a set of image embeddings is: retrieval, other words, nonsense. Used while training and on the shipped files."""

import re

import numpy as np

from common import HERE, unit

NONSENSE = ["quarterly tax spreadsheet pivot", "asdfgh", "qwerty zxcvb", "terms and conditions of service", "sudo apt-get install",
            "lorem ipsum dolor sit amet", "null pointer exception", "thursday", "the of and", "interest rate swap",
            "gerund clause", "ISO 9001 compliance", "seventeen percent", "kubernetes ingress", "invoice 2024-113"]
ICONS = {"noto", "noto-v1", "twemoji", "fluent-emoji", "fluent-emoji-flat", "fluent-emoji-high-contrast", "game-icons"}


def caption_of(item):
    return item["words"][0]


def ranks(text, own, image):
    """For each text row, how many images come before its own (ties count half)."""
    scores = text @ image.T
    mine = scores[np.arange(len(own)), own][:, None]
    return (scores > mine + 1e-6).sum(1) + ((np.abs(scores - mine) <= 1e-6).sum(1) - 1) / 2


def recall(items, images, encode, source, use, captions=lambda item: [caption_of(item)], at=(1, 5, 10)):
    rows = [i for i, item in enumerate(items) if item["source"] in source and item["use"] == use]
    texts, own = [], []
    for j, i in enumerate(rows):
        for caption in captions(items[i]):
            texts.append(caption)
            own.append(j)
    found = ranks(encode(texts), np.array(own), unit(images[rows]))
    return {"images": len(rows), **{f"R@{k}": round(100 * float((found < k).mean()), 1) for k in at}}


def paraphrases(items, images, encode, rows):
    """Mean precision among the first five, and the share of queries with a right picture first."""
    with open(HERE / "paraphrases.tsv", encoding="utf-8") as lines:
        pairs = [line.rstrip("\n").split("|", 1) for line in lines if not line.startswith("#")]
    words = [" ".join(items[i]["words"] + items[i]["keywords"]).lower() for i in rows]
    vectors, precision, first, detail = unit(images[rows]), [], [], {}
    for (query, pattern), text in zip(pairs, encode([query for query, _ in pairs])):
        right = np.array([bool(re.search(pattern, w)) for w in words])
        if right.sum() < 3:
            continue
        order = np.argsort(-(vectors @ text))[:5]
        precision.append(right[order].mean())
        first.append(right[order[0]])
        detail[query] = round(float(right[order].mean()), 1)
    return {"queries": len(precision), "P@5": round(100 * float(np.mean(precision)), 1),
            "P@1": round(100 * float(np.mean(first)), 1)}, detail


def evaluate(items, images, encode):
    images = unit(images)
    out = {}
    sources = {item["source"] for item in items}
    if "flickr8k" in sources:
        out["flickr8k"] = recall(items, images, encode, {"flickr8k"}, "measure", lambda item: item["words"])
    out["stamps"] = recall(items, images, encode, {"stamps"}, "measure")
    out["openclipart"] = recall(items, images, encode, {"openclipart"}, "held_out")
    out["icons"] = recall(items, images, encode, ICONS, "held_out")
    out["fsa"] = recall(items, images, encode, {"people_fsa_color"}, "held_out")
    out["art"] = recall(items, images, encode, {"art_aic", "art_masterpieces"}, "held_out")
    gallery = [i for i, item in enumerate(items) if item["source"] == "stamps"
               or item["use"] == "held_out" and item["source"] in {"openclipart", "photo_grocery"}]
    out["paraphrases"], _ = paraphrases(items, images, encode, gallery)
    return out


def line(result):
    part = lambda name: "/".join(str(v) for k, v in result[name].items() if k not in ("images", "queries"))
    return "  ".join(f"{name} {part(name)}" for name in result)
