"""Trains the head that lands image features on the text encoder's embeddings of what pictures show.

embedding = g (sqrt(w) + sqrt(r)) S + (1 - g / 2) w C + q N + f D + d + (1 - LESS g) relu(f A + a) B

f are the pooled features, w and r ImageNet's probabilities of the whole picture and of its parts (backbone.py). `w C` reads the
classes as text (ConSE). S is the same text with its mean taken off and its wide directions narrowed; with square roots it says
more of what stands beside the main thing, which photographs need and drawings do not: g, how much a picture is a photograph,
weighs the two. `q N` is a second small classifier, for letters, digits and signs, which ImageNet lacks. `f D + d` is a ridge
regression onto captions; the last is a small layer trained against whole batches of captions (contrastive, near-equal captions
as soft positives), held small, and smaller on photographs, of which it saw few.
Run: python3 align.py  (writes work/heads/aligned.npz)
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

SPREAD = 1.0  # of S: how far the narrow directions of the class texts are kept from being blown up, against the mean one
SIGN_LENGTH = 2.0  # of N's rows: a letter is a letter, whatever else its lines look like
LESS = 0.5  # of the learned layer, on photographs
PHOTOS = {"people_fsa_color", "people_coco_open", "photo_grocery", "photo_clothing", "scene_lomiri"}
# How often a source is drawn, against one for a clip-art drawing: paintings and people are few.
DRAW = {"glyphs": 0.3, "people_fsa_color": 2.0, "people_coco_open": 8.0, "art_aic": 4.0, "art_masterpieces": 4.0, "art_tarot_rws": 1.0,
        "photo_grocery": 0.7, "photo_clothing": 0.7, "scene_lomiri": 8.0, **{name: 0.5 for name in ICONS}}


def captions(item):
    """What a picture may be called, best first; training draws one at a time, the first half of the time."""
    words, source = item["words"], item["source"]
    keywords = [k for k in item["keywords"] if k not in ("signs and symbols", "unsorted", "special")][:8]
    kinds = sorted((tags()[i].name for i in text_tags(" . ".join(words + keywords))), key=lambda name: (len(name), name))[-3:]
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
    if source in PHOTOS or source == "glyphs":
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
        flat = sorted({caption for each in lists for caption in each} | {item["words"][0] for item in items})
        row = {caption: i for i, caption in enumerate(flat)}
        self.vectors = encode(flat)
        self.rows = [[row[c] for c in each] for each in lists]
        self.titles = [row[item["words"][0]] for item in items]  # what held-out pictures are asked for by

    def draw(self, chosen, random):
        picked = [self.rows[i][0] if random.random() < 0.5 else self.rows[i][random.integers(len(self.rows[i]))] for i in chosen]
        return self.vectors[picked]


def softmax(x):
    e = np.exp(x - x.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def spread(classes):
    """S: the class texts without their mean, half whitened, about as long as before."""
    plain = classes - classes.mean(0)
    _, size, directions = np.linalg.svd(plain, full_matrices=False)
    variance = size ** 2 / len(plain)
    gain = np.sqrt(variance.mean() / (variance + SPREAD * variance.mean()))
    return plain @ (directions.T * gain) @ directions


def train_classifier(x, labels, weights, decay, steps=150):
    """Multinomial logistic regression: (weights [1280, classes], biases), for features as they are."""
    import torch
    from torch.nn.functional import cross_entropy

    mean, scale = x.mean(0), x.std(0) + 1e-2
    given, wanted, weights = (torch.tensor(v) for v in ((x - mean) / scale, labels, weights.astype(np.float32)))
    kernel = torch.zeros(x.shape[1], int(labels.max()) + 1, requires_grad=True)
    bias = torch.tensor(np.log(np.bincount(labels)), dtype=torch.float32, requires_grad=True)
    optimiser = torch.optim.Adam([kernel, bias], lr=0.03)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for _ in range(steps):
        wrong = cross_entropy(given @ kernel + bias, wanted, reduction="none")
        loss = (wrong * weights).sum() / weights.sum() + decay * (kernel ** 2).sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    kernel = kernel.detach().numpy() / scale[:, None]
    return kernel, bias.detach().numpy() - mean @ kernel


def balanced(labels):
    """Every label weighs the same in sum."""
    return (1 / np.maximum(np.bincount(labels), 1))[labels]


def photo_gate(x, items):
    """(u, c): the logit of a picture being a photograph is x u + c. Paintings count with the drawings."""
    labels = np.array([item["source"] in PHOTOS for item in items]).astype(np.int64)
    kernel, bias = train_classifier(x, labels, balanced(labels), 0.06)
    return kernel[:, 1] - kernel[:, 0], bias[1] - bias[0]


def sign_classes(x, items, encode):
    """(K, k, N): a classifier of letters, digits and signs, class 0 being none of them, and what each means as text."""
    names = sorted({item["words"][0] for item in items if item["source"] == "glyphs"})
    words = {item["words"][0]: item["words"] for item in items if item["source"] == "glyphs"}
    labels = np.array([1 + names.index(item["words"][0]) if item["source"] == "glyphs" else 0 for item in items])
    kernel, bias = train_classifier(x, labels, balanced(labels) * np.where(labels == 0, 5 * len(names), 1), 1e-5)
    meant = np.stack([encode(words[name]).mean(0) for name in names])
    return kernel, bias, np.concatenate([np.zeros((1, meant.shape[1]), np.float32),
                                         SIGN_LENGTH * unit(meant - meant.mean(0) / 2)])


def ridge(features_, targets, weights, strength):
    """Least squares from features (and a constant) to targets: ([1280, width], [width])."""
    x = np.c_[features_, np.ones(len(features_))] * weights[:, None]
    gram, mean = x.T @ x, x.T @ (targets * weights[:, None])
    solved = np.linalg.solve(gram + strength * np.trace(gram) / len(gram) * np.eye(len(gram)), mean).astype(np.float32)
    return solved[:-1], solved[-1]


def train(items, pooled, said, texts, linear, options):
    """The contrastive layer on top of the classes and the ridge. `pooled`: features of `items`; `said`: their class part."""
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
    fixed, pooled = torch.tensor(said + pooled @ linear[0] + linear[1]), torch.tensor(pooled)
    for step in range(options.steps):
        chosen = random.choice(len(items), options.batch, p=weights / weights.sum(), replace=False)
        f, base = pooled[chosen], fixed[chosen]
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


def photo_share(head, seen):
    """g, one column."""
    return sigmoid(seen["pooled"] @ head["u"] + head["c"])[:, None].astype(np.float32)


def class_part(head, seen):
    """What the classifiers say, as text: everything of the embedding that is not learned from captions."""
    f, whole, gate = seen["pooled"], seen["whole"], photo_share(head, seen)
    signs = softmax(f @ head["K"] + head["k"])
    return (gate * ((np.sqrt(whole) + np.sqrt(seen["parts"])) @ head["S"]) + (1 - gate / 2) * (whole @ head["C"])
            + signs @ head["N"]).astype(np.float32)


def apply(head, seen):
    """Embeddings, not yet of unit length, of pictures whose features are `seen` (features.load)."""
    e, f = class_part(head, seen), seen["pooled"]
    if "D" in head:
        e = e + f @ head["D"] + head["d"]
    if "A" in head:
        e = e + (1 - LESS * photo_share(head, seen)) * (np.maximum(f @ head["A"] + head["a"], 0) @ head["B"])
    return e


def arguments(parser):
    parser.add_argument("--ridge", type=float, default=0.1)
    parser.add_argument("--steps", type=int, default=800)
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--decay", type=float, default=0.1)
    parser.add_argument("--hidden", type=int, default=384)
    parser.add_argument("--dropout", type=float, default=0.3)
    parser.add_argument("--pull", type=float, default=2.0)
    parser.add_argument("--size", type=float, default=1.0, help="how much the learned layer is held small")
    parser.add_argument("--hold", type=float, default=1.0, help="how much smaller still on photographs")
    parser.add_argument("--out", default="aligned")
    return parser


def main():
    options = arguments(argparse.ArgumentParser(description=__doc__)).parse_args()
    seed_everything()
    items = read_jsonl(WORK / "corpus" / "items.jsonl")
    encode = CachedEncoder(threads=THREADS)
    training = [item for item in items if item["use"] == "train"]
    measured = [item for item in items if item["use"] != "train"]
    seen, held, texts = features.load(training), features.load(measured), Texts(training, encode)
    pooled = seen["pooled"]
    head = {"C": class_embeddings(encode)}
    head["S"] = spread(head["C"])
    head["u"], head["c"] = photo_gate(pooled, training)
    head["K"], head["k"], head["N"] = sign_classes(pooled, training, encode)
    report = lambda name: print(name, evaluation.line(evaluation.evaluate(measured, apply(head, held), encode)), flush=True)
    report("classes")
    target = unit(np.stack([texts.vectors[rows].mean(0) for rows in texts.rows]))
    weights = np.sqrt([DRAW.get(item["source"], 1.0) for item in training])
    head["D"], head["d"] = ridge(pooled, target, weights, options.ridge)
    report("ridge")
    head.update(train(training, pooled, class_part(head, seen), texts, (head["D"], head["d"]), options))
    report("learned layer")
    (WORK / "heads").mkdir(exist_ok=True)
    np.savez(WORK / "heads" / f"{options.out}.npz", **head)


if __name__ == "__main__":
    main()
