"""Lays out the held-out pictures as the sets that `./dev bench relevance` measures: work/sets/NAME/{images.tar, captions.tsv}.

None of these pictures was trained on. Names in an archive are numbers, so that nothing but the pixels is seen.
Run: python3 sets.py
"""

import hashlib
import re
import tarfile

import numpy as np

import tags as tagger
from common import WORK, read_jsonl
from evaluation import CLASSED, PARAPHRASED, paraphrases, words_of
from vocabulary import close, index, tags, text_tags

SETS = WORK / "sets"
COMMON_WORDS = set("a an and the of to for in on with without by from at is it its that who which your you my not no or as".split())
LABELS_MIN = 3  # pictures that must carry a tag before its average precision means something


def write(name, pictures, words=None):
    """`pictures`: [(item, its lines of words)]; an item without words stands by as a wrong answer."""
    folder = SETS / name
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    with tarfile.open(folder / "images.tar.part", "w") as archive:
        for number, (item, said) in enumerate(pictures):
            member = f"{number:05}.jpg"
            archive.add(WORK / "corpus" / item["file"], member)
            lines += [f"{member}\t{line}\n" for line in said]
    (folder / (words or "captions.tsv")).write_text("".join(lines), encoding="utf-8")
    (folder / "images.tar.part").replace(folder / "images.tar")
    print(name, len(pictures), "pictures", len(lines), "lines")


def one_line(text):
    return re.sub(r"\s+", " ", text).strip()


def borrowed_words(query, titles):
    """Words of a query that stand in some title: there should be none."""
    known = {word for title in titles for word in re.findall(r"[a-z]+", title.lower())}
    return [word for word in re.findall(r"[a-z]+", query.lower()) if word not in COMMON_WORDS and word in known]


def paraphrase_pictures(items):
    gallery = [i for i in items if i["source"] in PARAPHRASED and i["use"] != "train"]
    titles = [item["words"][0] for item in gallery]
    said = [[] for _ in gallery]
    for query, pattern in paraphrases():
        borrowed = borrowed_words(query, titles)
        right = [n for n, item in enumerate(gallery) if pattern.search(words_of(item))]
        if borrowed or not right:
            raise SystemExit(f"paraphrases.tsv: '{query}' " + (f"borrows {borrowed} from titles" if borrowed else "fits no picture"))
        for n in right:
            said[n].append(query)
    return list(zip(gallery, said))


def tagged_pictures(items):
    """Held-out pictures not used for thresholds, with the tags that enough of them carry."""
    chosen = [i for i in items if i["use"] == "held_out" and i["source"] != "art_aic"
              and hashlib.sha256(b"half" + i["id"].encode()).digest()[0] >= 128]
    y, _ = tagger.labels(chosen)
    kept = np.flatnonzero((y.sum(0) >= LABELS_MIN) & ~np.isin([t.name for t in tags()], sorted(tagger.NEVER)))
    return [(item, [tags()[k].name for k in kept if row[k]]) for item, row in zip(chosen, y)]


def subject_pictures(items):
    """Held-out pictures and the tags of what they show: neither medium nor colours, which would make all alike."""
    plain = {index()[n] for n in tagger.MEDIA_TAGS | tagger.PIXEL_TAGS if n in index()}
    chosen = [i for i in items if i["use"] == "held_out"]
    said = [[tags()[k].name for k in sorted(close(text_tags(words_of(item))) - plain)] for item in chosen]
    return [pair for pair in zip(chosen, said) if pair[1]]


def main():
    items = read_jsonl(WORK / "corpus" / "items.jsonl")
    held = lambda source: [i for i in items if i["source"] == source and i["use"] != "train"]
    named = lambda chosen: [(item, [one_line(item["words"][0])]) for item in chosen]
    if held("flickr8k"):
        write("flickr8k-dev", [(item, map(one_line, item["words"])) for item in held("flickr8k")])
    write("stamps", named(held("stamps")))
    write("openclipart", named(held("openclipart")))
    write("photographs", named(held(CLASSED)))
    write("paraphrases", paraphrase_pictures(items))
    write("tags", tagged_pictures(items), "labels.tsv")
    write("similar", subject_pictures(items), "labels.tsv")


if __name__ == "__main__":
    main()
