"""Chooses the cosines from which a match is called strong or related, on held-out pictures with reliable words.

Queries are vocabulary words, the paraphrases and the pictures' own captions, each with its first hits; a hit is right when the picture's own words mean the query. Strong: eight
hits in ten at or above it are right; related: one in two. Nonsense queries must stay mostly below strong.
Run: python3 calibrate.py --head work/heads/tagged.npz  (writes the numbers into it)
"""

import argparse
from pathlib import Path

import numpy as np

import align
import features
from common import THREADS, WORK, read_jsonl, unit
from evaluation import NONSENSE, paraphrases, words_of
from tags import MEDIA_TAGS, NEVER, PIXEL_TAGS
from text_tower import CachedEncoder
from vocabulary import tags, text_tags

SOURCES = {"openclipart", "photo_grocery", "noto", "fluent-emoji", "twemoji", "game-icons"}


CAPTIONED = ["openclipart", "people_fsa_color", "photo_grocery", "noto", "fluent-emoji", "twemoji", "game-icons"]
HITS, ALIKE = 20, 0.5


def precision_cut(cosine, right, wanted):
    order = np.argsort(-cosine)
    exact = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(exact >= wanted)
    return float(cosine[order[good[-1]]]) if len(good) else float(cosine.max())


def calibrate(items, images, encode):
    rows = [i for i, item in enumerate(items) if item["use"] == "held_out" and item["source"] in SOURCES]
    vectors = unit(images[rows])
    words = [words_of(items[i]) for i in rows]
    spoken = [text_tags(w) for w in words]
    own, cosine, right = encode(words), [], []

    def ask(text, truth):
        """Keeps the query's first hits. Keywords miss much: words near enough to the query's own meaning count too."""
        score = vectors @ text
        first = np.argsort(-score)[:HITS]
        cosine.append(score[first])
        right.append((truth | (own @ text > ALIKE))[first])

    asked = [(k, tag.name) for k, tag in enumerate(tags()) if tag.name not in MEDIA_TAGS | PIXEL_TAGS | NEVER]
    for (k, _), text in zip(asked, encode([name for _, name in asked])):
        truth = np.array([k in s for s in spoken])
        if truth.sum() >= 4:
            ask(text, truth)
    for (_, pattern), text in zip(paraphrases(), encode([query for query, _ in paraphrases()])):
        truth = np.array([bool(pattern.search(w)) for w in words])
        if truth.sum() >= 3:
            ask(text, truth)
    for source in CAPTIONED:  # each held-out picture's own first words, asked of its source
        chosen = [i for i, item in enumerate(items) if item["use"] == "held_out" and item["source"] == source]
        queries = encode([items[i]["words"][0] for i in chosen])
        meant = np.stack([(queries @ encode(items[i]["words"]).T).max(1) for i in chosen], axis=1)
        score = queries @ unit(images[chosen]).T
        first = np.argsort(-score, axis=1)[:, :10]
        cosine.append(np.take_along_axis(score, first, 1).ravel())
        right.append(np.take_along_axis(meant, first, 1).ravel() > ALIKE)
    cosine, right = np.concatenate(cosine), np.concatenate(right)
    strong, related = (precision_cut(cosine, right, wanted) for wanted in (0.8, 0.5))
    nonsense = (encode(NONSENSE) @ vectors.T).max(1)
    return {"strong": strong, "related": min(related, strong - 0.02),
            "right_found_strong": float((right & (cosine >= strong)).sum() / right.sum()),
            "right_found_related": float((right & (cosine >= related)).sum() / right.sum()),
            "nonsense_best": np.round(np.sort(nonsense), 3).tolist()}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--head", type=Path, default=WORK / "heads" / "tagged.npz")
    options = parser.parse_args()
    head = dict(np.load(options.head))
    items = [i for i in read_jsonl(WORK / "corpus" / "items.jsonl") if i["use"] == "held_out"]
    images = align.apply(head, features.load(items))
    numbers = calibrate(items, images, CachedEncoder(threads=THREADS))
    print(numbers)
    head.update(strong=numbers["strong"], related=numbers["related"])
    np.savez(options.head, **head)


if __name__ == "__main__":
    main()
