"""How good a set of image embeddings is: retrieval, other words, nonsense. Used while training and on the shipped files."""

import re
from functools import lru_cache

import numpy as np

from common import HERE, unit
from gather import ICON_SETS

NONSENSE = ["quarterly tax spreadsheet pivot", "asdfgh", "qwerty zxcvb", "terms and conditions of service", "sudo apt-get install",
            "lorem ipsum dolor sit amet", "null pointer exception", "thursday", "the of and", "interest rate swap",
            "gerund clause", "ISO 9001 compliance", "seventeen percent", "kubernetes ingress", "invoice 2024-113"]
ICONS = {name for name, _, _ in ICON_SETS}
PARAPHRASED = {"stamps", "openclipart", "noto", "photo_grocery"}  # the gallery the paraphrases are asked of
CLASSED = "photo_clothing"  # photographs with a class each, never trained on
GALLERIES = [("stamps", {"stamps"}, "measure"), ("openclipart", {"openclipart"}, "held_out"), ("icons", ICONS, "held_out"),
             ("fsa", {"people_fsa_color"}, "held_out"), ("art", {"art_aic", "art_masterpieces"}, "held_out")]


def caption_of(item):
    return item["words"][0]


def ranks(text, own, image):
    """For each text row, how many images come before its own (ties count half)."""
    scores = text @ image.T
    mine = scores[np.arange(len(own)), own][:, None]
    return (scores > mine + 1e-6).sum(1) + ((np.abs(scores - mine) <= 1e-6).sum(1) - 1) / 2


def caption_ranks(items, images, encode, source, use, captions=lambda item: [caption_of(item)]):
    """(ranks of every caption's own picture, how many pictures)."""
    rows = [i for i, item in enumerate(items) if item["source"] in source and item["use"] == use]
    texts, own = [], []
    for j, i in enumerate(rows):
        for caption in captions(items[i]):
            texts.append(caption)
            own.append(j)
    return ranks(encode(texts), np.array(own), unit(images[rows])), len(rows)


def shares(found, at=(1, 5, 10)):
    return {f"R@{k}": round(100 * float((found < k).mean()), 1) for k in at}


def recall(*asked, **how):
    found, pictures = caption_ranks(*asked, **how)
    return {"images": pictures, **shares(found)}


@lru_cache(1)
def paraphrases():
    """[(query, compiled pattern of a right picture's own words)]."""
    with open(HERE / "paraphrases.tsv", encoding="utf-8") as lines:
        pairs = [line.rstrip("\n").split("|", 1) for line in lines if line.strip() and not line.startswith("#")]
    return [(query, re.compile(pattern)) for query, pattern in pairs]


def words_of(item):
    return " . ".join(item["words"] + item["keywords"]).lower()


def paraphrase_ranks(items, images, encode):
    """For each query how many wrong pictures of the gallery come before the best right one."""
    rows = [i for i, item in enumerate(items) if item["source"] in PARAPHRASED and item["use"] != "train"]
    words, scores = [words_of(items[i]) for i in rows], encode([query for query, _ in paraphrases()]) @ unit(images[rows]).T
    right = np.array([[bool(pattern.search(w)) for w in words] for _, pattern in paraphrases()])
    asked = right.any(1)
    best = np.where(right, scores, -np.inf).max(1, keepdims=True)
    return ((scores > best) & ~right).sum(1)[asked]


def top_class(items, images, encode):
    """Share of photographs whose class's own name is nearest of all classes' names."""
    rows = [i for i, item in enumerate(items) if item["source"] == CLASSED]
    names = sorted({items[i]["words"][0] for i in rows})
    nearest = (unit(images[rows]) @ encode(names).T).argmax(1)
    return np.array([names[n] == items[i]["words"][0] for n, i in zip(nearest, rows)])


def evaluate(items, images, encode):
    """Of the galleries that are there."""
    images, sources, out = unit(images), {item["source"] for item in items}, {}
    if "flickr8k" in sources:
        out["flickr8k"] = recall(items, images, encode, {"flickr8k"}, "measure", captions=lambda item: item["words"])
    for name, gallery, use in GALLERIES:
        if gallery & sources:
            out[name] = recall(items, images, encode, gallery, use)
    if PARAPHRASED & sources:
        out["paraphrases"] = shares(paraphrase_ranks(items, images, encode))
    if CLASSED in sources:
        out["classes"] = {"top1": round(100 * float(top_class(items, images, encode).mean()), 1)}
    return out


def aimed_hits(items, images, encode):
    """{aim: for each of its queries whether it was met}."""
    flickr = caption_ranks(items, images, encode, {"flickr8k"}, "measure", captions=lambda item: item["words"])[0]
    stamps = caption_ranks(items, images, encode, {"stamps"}, "measure")[0]
    clipart = caption_ranks(items, images, encode, {"openclipart"}, "held_out")[0]
    return {"Flickr8k R@10": flickr < 10, "stamps R@5": stamps < 5, "Open Clip Art R@10": clipart < 10,
            "paraphrases R@10": paraphrase_ranks(items, images, encode) < 10, "class first": top_class(items, images, encode)}


def line(result):
    part = lambda name: "/".join(str(v) for k, v in result[name].items() if k != "images")
    return "  ".join(f"{name} {part(name)}" for name in result)
