"""Trains the head that lands pooled image features on the text encoder's embeddings of what pictures show.

embedding = p C + (f D + d) + relu(f A + a) B. `p C` is the ImageNet softmax read as text (ConSE) and knows photographs;
`f D + d` is a ridge regression onto captions; the last is a small layer trained against whole batches of captions
(contrastive, near-equal captions as soft positives), held small, so that drawings gain and photographs do not lose.
Run: python3 align.py [--backbone lite2]  (writes work/heads/aligned.npz)
"""

import argparse
import re

import numpy as np

import backbone
import evaluation
import features
from classes import class_embeddings
from common import SEED, THREADS, WORK, read_jsonl, seed_everything, unit
from evaluation import ICONS
from text_tower import CachedEncoder
from vocabulary import tags, text_tags

PHOTOS = {"people_fsa_color", "people_coco_open", "photo_grocery", "photo_clothing", "scene_lomiri"}
# How often a source is drawn, against one for a clip-art drawing: paintings and people are few.
DRAW = {"people_fsa_color": 2.0, "people_coco_open": 8.0, "art_aic": 4.0, "art_masterpieces": 4.0, "art_tarot_rws": 1.0,
        "photo_grocery": 0.7, "photo_clothing": 0.7, "scene_lomiri": 8.0, **{name: 0.5 for name in ICONS}}


def captions(item):
    """What a picture may be called, best first; training draws one at a time, the first half of the time."""
    words, source = item["words"], item["source"]
    keywords = [k for k in item["keywords"] if k not in ("signs and symbols", "unsorted", "special")][:8]
    kinds = sorted((tags()[i].name for i in text_tags(" . ".join(words + keywords))), key=len)[-3:]
    if source == "people_fsa_color":
        plain = re.sub(r"\s*[,(\[][^,]*(?:[A-Z]\w+\.?|Calif|Tex|Va)[\])]?\.?$", "", words[0])
        return [plain, words[0], "photograph of " + ", ".join(kinds) if kinds else plain]
    if source in ("art_aic", "art_masterpieces"):
        return [words[0], f"a painting of {words[0]}", f"{words[0]}, {words[-1]}", *([f"painting, {', '.join(kinds)}"] if kinds else [])]
    if source == "art_tarot_rws":
        return [f"{words[0]}, tarot card", "tarot card illustration"]
    if source == "photo_grocery":
        kind = words[1].split(",")[0].lower()
        name = words[0] if kind in ("fruit", "vegetable") else f"{words[0]} {kind}"
        return [name, f"a photo of {kind}", f"{name} in a grocery store"]
    if source == "photo_clothing":
        return [f"a photo of a {words[0]}", words[0], f"{words[0]}, clothing"]
    if source in PHOTOS:
        return words
    out = list(words)
    if keywords:
        out += [", ".join(keywords[:5]), f"{words[0]}, {', '.join(keywords[:3])}"]
    if kinds:
        out.append(f"a drawing of a {kinds[-1]}")
    return out


class Texts:
    """Every caption's embedding once, and for each item the rows of its captions."""

    def __init__(self, items, encode):
        lists = [captions(item) for item in items]
        flat = sorted({caption for each in lists for caption in each})
        row = {caption: i for i, caption in enumerate(flat)}
        self.vectors = encode(flat)
        self.rows = [[row[c] for c in each] for each in lists]

    def draw(self, chosen, random):
        picked = [self.rows[i][0] if random.random() < 0.5 else self.rows[i][random.integers(len(self.rows[i]))] for i in chosen]
        return self.vectors[picked]


def softmax(x):
    e = np.exp(x - x.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def ridge(features_, targets, weights, strength):
    """Least squares from features (and a constant) to targets: ([1280, width], [width])."""
    x = np.c_[features_, np.ones(len(features_))] * weights[:, None]
    gram, mean = x.T @ x, x.T @ (targets * weights[:, None])
    solved = np.linalg.solve(gram + strength * np.trace(gram) / len(gram) * np.eye(len(gram)), mean).astype(np.float32)
    return solved[:-1], solved[-1]


def train(items, views, said, texts, linear, options):
    """The contrastive layer on top of ConSE and the ridge. `views`: feature matrices over `items`; `said`: p C for each."""
    import torch
    from torch.nn.functional import cross_entropy, dropout, normalize, relu, softmax as soft

    random = np.random.default_rng(SEED)
    D, d = (torch.tensor(x) for x in linear)
    A = (torch.randn(backbone.FEATURES, options.hidden) * 0.03).requires_grad_(True)
    a = torch.zeros(options.hidden, requires_grad=True)
    B = (torch.randn(options.hidden, len(d)) * 0.003).requires_grad_(True)
    sharp = torch.tensor(np.log(1 / 0.06), dtype=torch.float32, requires_grad=True)
    optimiser = torch.optim.AdamW([{"params": [A, a, B], "weight_decay": options.decay},
                                   {"params": [sharp], "weight_decay": 0.0}], lr=options.rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, options.rate, total_steps=options.steps, pct_start=0.1)
    weights = np.array([DRAW.get(item["source"], 1.0) for item in items])
    photo = torch.tensor([item["source"] in PHOTOS for item in items], dtype=torch.float32)
    fixed = [torch.tensor(s + v @ linear[0] + linear[1]) for s, v in zip(said, views)]
    views = [torch.tensor(v) for v in views]
    for step in range(options.steps):
        chosen = random.choice(len(items), options.batch, p=weights / weights.sum(), replace=False)
        which = random.integers(len(views))
        f, base = views[which][chosen], fixed[which][chosen]
        learned = relu(dropout(f, options.dropout) @ A + a) @ B
        e = normalize(base + learned)
        t = torch.tensor(texts.draw(chosen, random))
        logits = e @ t.T * sharp.exp().clamp(max=60)
        with torch.no_grad():
            alike = soft(t @ t.T / 0.03, dim=1)
        contrast = cross_entropy(logits, alike) + cross_entropy(logits.T, alike)
        pull = (1 - (e * t).sum(1)).mean()
        size = ((learned ** 2).sum(1) * (1 + options.hold * photo[chosen])).mean()
        loss = contrast + options.pull * pull + options.size * size
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if step % 200 == 0:
            print(f"  step {step} contrast {contrast.item():.3f} pull {pull.item():.3f} size {size.item():.3f}", flush=True)
    return {name: value.detach().numpy() for name, value in {"A": A, "a": a, "B": B}.items()}


def apply(head, f, classifier):
    p = softmax(f @ classifier[0].T + classifier[1])
    e = p @ head["C"]
    if "D" in head:
        e = e + f @ head["D"] + head["d"]
    if "A" in head:
        e = e + np.maximum(f @ head["A"] + head["a"], 0) @ head["B"]
    return e, p


def arguments(parser):
    parser.add_argument("--backbone", default="lite2", choices=backbone.SIZES)
    parser.add_argument("--ridge", type=float, default=0.1)
    parser.add_argument("--steps", type=int, default=1200)
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--decay", type=float, default=0.1)
    parser.add_argument("--hidden", type=int, default=384)
    parser.add_argument("--dropout", type=float, default=0.3)
    parser.add_argument("--pull", type=float, default=2.0)
    parser.add_argument("--size", type=float, default=1.0, help="how much the learned layer is held small")
    parser.add_argument("--hold", type=float, default=1.0, help="how much smaller still on photographs")
    parser.add_argument("--keep", type=float, default=0.6, help="share of the learned layer kept: photographs prefer less of it")
    parser.add_argument("--out", default="aligned")
    return parser


def main():
    options = arguments(argparse.ArgumentParser(description=__doc__)).parse_args()
    seed_everything()
    items = read_jsonl(WORK / "corpus" / "items.jsonl")
    encode = CachedEncoder(threads=THREADS)
    classifier = backbone.load(options.backbone)[1]
    head = {"C": class_embeddings(encode)}
    shown = features.load(options.backbone, "crop", items)
    chosen = [i for i, item in enumerate(items) if item["use"] == "train"]
    training = [items[i] for i in chosen]
    varied = features.load(options.backbone, "varied", training)
    missing = ~varied.any(1)
    varied[missing] = shown[chosen][missing]
    views, texts = [shown[chosen], varied], Texts(training, encode)
    target = unit(np.stack([texts.vectors[rows].mean(0) for rows in texts.rows]))
    weights = np.sqrt([DRAW.get(item["source"], 1.0) for item in training])
    head["D"], head["d"] = ridge(np.concatenate(views), np.tile(target, (2, 1)), np.tile(weights, 2), options.ridge)
    measured = [i for i, item in enumerate(items) if item["use"] != "train"]
    report = lambda name, h: print(name, evaluation.line(evaluation.evaluate(
        [items[i] for i in measured], apply(h, shown[measured], classifier)[0], encode)), flush=True)
    report("classes", {"C": head["C"]})
    report("ridge", head)
    said = [apply({"C": head["C"]}, v, classifier)[0] for v in views]
    head.update(train(training, views, said, texts, (head["D"], head["d"]), options))
    report("whole layer", head)
    head["B"] *= options.keep
    report("kept", head)
    (WORK / "heads").mkdir(exist_ok=True)
    np.savez(WORK / "heads" / f"{options.out}.npz", backbone=options.backbone, **head)


if __name__ == "__main__":
    main()
