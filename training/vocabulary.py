"""The tag words of tags_vocabulary.tsv: which ImageNet classes carry a tag, and which tags a caption speaks of."""

import re
from functools import lru_cache

import numpy as np

from common import HERE, WORK
from wordnet import ancestors, by_lemma, imagenet_names, imagenet_offsets

FILE = HERE / "tags_vocabulary.tsv"


@lru_cache(1)
def senses():
    """lemma -> synset offsets, commonest sense first."""
    found = {}
    with open(WORK / "deb" / "wordnet-base" / "usr" / "share" / "wordnet" / "index.noun", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith(" "):
                continue
            fields = line.split()
            found[fields[0].replace("_", " ")] = [int(f) for f in fields[-int(fields[2]):]]
    return found


def split(field):
    return [part.strip() for part in field.split(",") if part.strip()]


class Tag:
    def __init__(self, line):
        fields = line.rstrip("\n").split("|") + [""]
        self.name, self.words, self.classes, self.implies = fields[0], set(split(fields[2].lower())), split(fields[3]), split(fields[4])
        self.synsets = set()
        for sense in split(fields[1]):
            lemma, _, number = sense.rpartition(".")
            options = senses().get(lemma.lower(), [])
            if int(number) <= len(options):
                self.synsets.add(options[int(number) - 1])
        if fields[1] or self.words:
            self.words.add(self.name.lower())


@lru_cache(1)
def tags():
    with open(FILE, encoding="utf-8") as lines:
        return [Tag(line) for line in lines if line.strip() and not line.startswith("#")]


@lru_cache(1)
def index():
    return {tag.name: i for i, tag in enumerate(tags())}


def close(row):
    """Adds to a set of tag numbers everything they imply."""
    row = set(row)
    while True:
        more = {index()[name] for i in row for name in tags()[i].implies if name in index()} - row
        if not more:
            return row
        row |= more


def below(kept):
    """[kept, most] for the tags numbered `kept`: places in `kept` of the tag itself and of all that imply it; the own place
    fills the rest."""
    rows = [[i] + [j for j, other in enumerate(kept) if other != tag and tag in close({other})] for i, tag in enumerate(kept)]
    return np.array([row + row[:1] * (max(map(len, rows)) - len(row)) for row in rows])


@lru_cache(1)
def class_matrix():
    """[1000, tags]: 1 where an ImageNet class carries a tag."""
    names, offsets = imagenet_names(), imagenet_offsets()
    out = np.zeros((len(names), len(tags())), np.float32)
    for c, (name, offset) in enumerate(zip(names, offsets)):
        above = ancestors(offset) if offset else frozenset()
        own = {i for i, tag in enumerate(tags()) if tag.synsets & above or name in tag.classes}
        out[c, list(close(own))] = 1
    return out


def singular(word):
    for tail, new in (("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("sses", "ss"), ("s", "")):
        if word.endswith(tail) and not word.endswith("ss") and len(word) > len(tail) + 2:
            return word[:-len(tail)] + new
    return word


@lru_cache(100000)
def text_tags(text):
    """Tag numbers a caption or keyword speaks of: by its words, and by the hypernyms of its nouns' commonest sense."""
    words = re.findall(r"[a-z][a-z'-]*", text.lower())
    grams = set(words) | {singular(w) for w in words}
    for size in (2, 3):
        grams |= {" ".join(words[i:i + size]) for i in range(len(words) - size + 1)}
    own = {i for i, tag in enumerate(tags()) if tag.words & grams}
    for gram in grams:
        for offset in senses().get(gram, [])[:1]:
            above = ancestors(offset)
            own |= {i for i, tag in enumerate(tags()) if tag.synsets & above}
    return frozenset(close(own))


if __name__ == "__main__":
    matrix = class_matrix()
    for i, tag in enumerate(tags()):
        examples = [imagenet_names()[c] for c in np.flatnonzero(matrix[:, i])[:6]]
        print(tag.name, len(tag.synsets), int(matrix[:, i].sum()), examples)
