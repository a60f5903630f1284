"""The nouns of WordNet 3.0 (Debian's wordnet-base) and the 1,000 ImageNet classes among them."""

import ast
from functools import lru_cache

from common import WORK

FILE = WORK / "deb" / "wordnet-base" / "usr" / "share" / "wordnet" / "data.noun"


class Noun:
    def __init__(self, line):
        head, _, gloss = line.partition("|")
        fields = head.split()
        self.offset, count = int(fields[0]), int(fields[3], 16)
        self.lemmas = [fields[4 + 2 * i].replace("_", " ") for i in range(count)]
        pointers = fields[5 + 2 * count:]
        self.parents = [int(pointers[i + 1]) for i in range(0, len(pointers) - 3, 4)
                        if pointers[i] in ("@", "@i") and pointers[i + 2] == "n"]
        self.gloss = gloss.split(";")[0].strip()


@lru_cache(1)
def nouns():
    with open(FILE, encoding="utf-8") as lines:
        made = [Noun(line) for line in lines if line[0].isdigit()]
    return {noun.offset: noun for noun in made}


@lru_cache(1)
def by_lemma():
    found = {}
    for noun in nouns().values():
        for lemma in noun.lemmas:
            found.setdefault(lemma.lower(), []).append(noun.offset)
    return found


@lru_cache(None)
def ancestors(offset):
    """Every hypernym, itself included."""
    found = {offset}
    for parent in nouns()[offset].parents:
        found |= ancestors(parent)
    return frozenset(found)


@lru_cache(1)
def imagenet_names():
    text = (WORK / "wheels" / "torchvision" / "models" / "_meta.py").read_text(encoding="utf-8")
    start = text.index("[", text.index("_IMAGENET_CATEGORIES"))
    return ast.literal_eval(text[start:text.index("]", start) + 1])


@lru_cache(1)
def imagenet_offsets():
    """The synset of each class. Classes are numbered by synset offset, so the right sense of each name is the one that
    keeps the offsets rising: the longest rising chain through the candidates."""
    names = imagenet_names()
    special = {"crane bird": "crane", "maltese dog": "maltese dog", "carpenter's kit": "carpenter's kit"}
    candidates = [sorted(by_lemma().get(special.get(n.lower(), n.lower()), [])) for n in names]
    chains = []  # (length, offset, index, previous)
    best = {}
    for index, options in enumerate(candidates):
        new = []
        for offset in options:
            before = max((c for c in chains if c[1] < offset), key=lambda c: c[0], default=None)
            new.append(((before[0] if before else 0) + 1, offset, index, before))
        chains.extend(new)
        kept = {}
        for chain in sorted(chains, key=lambda c: c[1]):  # keep only chains no shorter one ends before
            if not kept or chain[0] > max(kept):
                kept[chain[0]] = chain
        chains = list(kept.values())
    chain, found = max(chains, key=lambda c: c[0]), [None] * len(names)
    while chain:
        found[chain[2]] = chain[1]
        chain = chain[3]
    return found
