"""Trains the tagger: tag logits = odds(p M) s + f T + embedding G + t, from words, sources and pixels.

G is each tag's own text embedding times a learned weight: what a picture is near to in words counts for its tags. Then a tag is
as far over its threshold as the farthest of those that imply it: what is called a dog is called an animal.

Labels: what captions and keywords speak of (vocabulary.py), what a source is (painting, photograph, emoji), and what the
pixels say (colours, light, background). On photographs the ImageNet classes are labels too. A tag stays when held-out
pictures bear it out, or ImageNet carries it; thresholds are chosen on one half of the held-out pictures.
Run: python3 tags.py --head work/heads/aligned.npz  (writes work/heads/tagged.npz)
"""

import argparse
import hashlib
from pathlib import Path

import numpy as np

import align
import features
from common import SEED, THREADS, WORK, in_parallel, read_jsonl, seed_everything, unit
from evaluation import ICONS
from text_tower import CachedEncoder
from vocabulary import below, class_matrix, close, index, tags, text_tags

COLOURS = [("red", 345, 15), ("orange", 15, 42), ("yellow", 42, 68), ("green", 68, 165), ("blue", 185, 258),
           ("purple", 258, 300), ("pink", 300, 345)]
PIXEL_TAGS = {name for name, _, _ in COLOURS} | {"brown", "black", "white", "gray", "monochrome", "colorful", "dark", "bright", "muted colors",
              "white background", "dark background", "black and white", "warm colors", "cool colors", "high contrast"}
SOURCE_TAGS = {"openclipart": ["illustration", "drawing", "clip art"], "game-icons": ["icon", "silhouette"],
               "fluent-emoji-high-contrast": ["icon", "silhouette"], "art_tarot_rws": ["illustration", "drawing"],
               "art_aic": ["painting"], "art_masterpieces": ["painting"], **{name: ["photograph"] for name in align.PHOTOS}}
for _name in ICONS - {"game-icons", "fluent-emoji-high-contrast"}:
    SOURCE_TAGS[_name] = ["emoji", "icon", "illustration"]
MEDIA_TAGS = {"photograph", "painting", "oil painting", "illustration", "drawing", "clip art", "icon", "emoji", "silhouette"}
# Words that held-out drawings alone would let through too easily on photographs.
FLOOR = {"painting": 0.85, "oil painting": 0.85, "clothing": 0.75, "food": 0.75, "photograph": 0.5, "plant": 0.7, "religious art": 0.8}
NEVER = {"cross", "text", "sign"}  # words too wide to be right as labels here


def pixel_tags(image):
    """Names of the tags a picture's colours and light earn, from a 48-pixel thumbnail."""
    thumb = image.resize((48, 48))
    hsv = np.asarray(thumb.convert("HSV"), np.float32) / 255
    hue, s, v = hsv[..., 0] * 360, hsv[..., 1], hsv[..., 2]
    border = np.zeros((48, 48), bool)
    border[:2], border[-2:], border[:, :2], border[:, -2:] = True, True, True, True
    pale, dark = (v > 0.93) & (s < 0.08), v < 0.2
    ground = pale & (pale[border].mean() > 0.85)
    body = ~ground
    if body.mean() < 0.03:
        return set()
    share = lambda mask: float((mask & body).sum() / body.sum())
    vivid, found = (s > 0.3) & (v > 0.25), set()
    for name, low, high in COLOURS:
        inside = (hue >= low) & (hue < high) if low < high else (hue >= low) | (hue < high)
        if name in ("red", "orange"):
            inside &= ~((v < 0.6) & (hue < 45))
        if share(vivid & inside) > 0.35:
            found.add(name)
    if share((hue > 8) & (hue < 48) & (s > 0.3) & (v > 0.2) & (v < 0.65)) > 0.35:
        found.add("brown")
    if share(dark) > 0.5:
        found.add("black")
    if not ground.any() and share(pale) > 0.5:
        found.add("white")
    grey = s < 0.1
    if share(grey & (v > 0.25) & (v < 0.85)) > 0.5:
        found.add("gray")
    if s[body].mean() < 0.07:
        found |= {"monochrome", "black and white"}
    if s[body].mean() > 0.55 and len({int(h // 40) for h in hue[vivid & body]}) >= 4 and np.std(hue[vivid & body]) > 60:
        found.add("colorful")
    if 0.08 < s[body].mean() < 0.22 and not ground.any():
        found.add("muted colors")
    warm = share((s > 0.2) & ((hue < 65) | (hue > 330)))
    cool = share((s > 0.2) & (hue > 150) & (hue < 270))
    if warm > 0.75:
        found.add("warm colors")
    if cool > 0.6:
        found.add("cool colors")
    if v.mean() < 0.3:
        found.add("dark")
    if v[body].mean() > 0.82:
        found.add("bright")
    if pale[border].mean() > 0.9:
        found.add("white background")
    if dark[border].mean() > 0.85:
        found.add("dark background")
    if share(dark) > 0.25 and (share(pale) > 0.25 or pale.mean() > 0.5):
        found.add("high contrast")
    return found


def tags_of_pixels(item):
    return pixel_tags(features.open_image(item))


def labels(items):
    """([items, tags] 0/1, [items, tags] weight of that label)."""
    number, y = index(), np.zeros((len(items), len(tags())), np.float32)
    w = np.ones_like(y)  # a caption leaves much unsaid: absence weighs less where captions are loose
    seen = in_parallel(tags_of_pixels, items)
    pixel, media = [[number[n] for n in sorted(s)] for s in (PIXEL_TAGS, MEDIA_TAGS)]
    for i, item in enumerate(items):
        source = item["source"]
        words = item["words"] + item["keywords"] if source not in ("art_aic", "art_masterpieces") else item["words"]
        own = set(text_tags(" . ".join(words))) - set(pixel) - set(media)
        own |= {number[n] for n in SOURCE_TAGS.get(source, [])}
        if source.startswith("art_") and any("oil on" in x.lower() for x in item["words"]):
            own.add(number["oil painting"])
        if source in ("art_aic", "art_masterpieces") and "portrait" in " ".join(item["words"]).lower():
            own |= {number["portrait"], number["person"]}
        w[i] = {"people_fsa_color": 0.8, "art_aic": 0.4, "art_masterpieces": 0.5}.get(source, 1.0)
        w[i, pixel + media] = 1.0
        if source in ("art_aic", "art_masterpieces"):
            w[i, number["oil painting"]] = 0.0 if number["oil painting"] not in own else 1.0
        own = close(own) | {number[n] for n in seen[i]}
        y[i, list(own)] = 1
        w[i, list(own)] = 1.0
    return y, w


def cached_labels(items):
    path = WORK / "corpus" / "labels.npz"
    key = hashlib.sha256((Path(__file__).parent / "tags_vocabulary.tsv").read_bytes() + Path(__file__).read_bytes()
                         + "".join(i["id"] + i["use"] for i in items).encode()).hexdigest()
    if path.exists() and str(np.load(path)["key"]) == key:
        stored = np.load(path)
        return stored["y"].astype(np.float32), stored["w"].astype(np.float32)
    y, w = labels(items)
    np.savez_compressed(path, y=y.astype(np.uint8), w=w.astype(np.float16), key=key)
    return y, w


def odds(mass):
    mass = np.clip(mass, 1e-4, 1 - 1e-4)
    return np.log(mass) - np.log(1 - mass)


def train(pooled, masses, near, y, w, carried, photo, steps, batch=768):
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits as bce, dropout

    random = np.random.default_rng(SEED)
    rate = (y * w).sum(0) / np.maximum(w.sum(0), 1)
    T = torch.zeros(pooled.shape[1], y.shape[1], requires_grad=True)
    s = torch.tensor(0.6 * carried, dtype=torch.float32, requires_grad=True)
    t = torch.tensor(np.where(carried > 0, 0.0, np.log(rate + 1e-3)), dtype=torch.float32, requires_grad=True)
    v = torch.full((y.shape[1],), 5.0, requires_grad=True)
    optimiser = torch.optim.AdamW([{"params": [T], "weight_decay": 0.3}, {"params": [s, t, v], "weight_decay": 0.0}], lr=2e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, total_steps=steps, pct_start=0.1)
    mask = torch.tensor(carried, dtype=torch.float32)
    boost = torch.tensor(np.clip(np.sqrt((1 - rate) / np.maximum(rate, 1e-4)) / 2, 1, 8), dtype=torch.float32)
    for step in range(steps):
        chosen = random.choice(len(y), batch, replace=False)
        f, mass = torch.tensor(pooled[chosen]), masses[chosen]
        goal = np.maximum(y[chosen], mass * photo[chosen, None] * carried)
        z = torch.tensor(odds(mass).astype(np.float32)) * s * mask + dropout(f, 0.2) @ T + t
        z = z + torch.tensor(near[chosen] - 0.25) * v.clamp(min=0)
        weight = torch.tensor(w[chosen] * (1 + photo[chosen, None]))
        loss = bce(z, torch.tensor(goal), weight=weight, pos_weight=boost)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if step % 200 == 0:
            print(f"  step {step} loss {loss.item():.4f}", flush=True)
    return {"T": T.detach().numpy(), "s": (s.detach().numpy() * carried).clip(0), "v": v.detach().numpy().clip(0),
            "t": t.detach().numpy() - 0.25 * v.detach().numpy().clip(0)}


def average_precision(score, right):
    order = np.argsort(-score)
    hits = right[order]
    return float((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits > 0].mean())


def threshold(score, right, precision, fallback):
    """The lowest score from which on `precision` of held-out hits are right."""
    order = np.argsort(-score)
    exact = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero((exact >= precision) & (np.arange(1, len(order) + 1) >= 3))
    return float(score[order[good[-1]]]) - 1e-4 if len(good) else fallback


def implied(logits, cuts, under):
    """Logits as the pack gives them: [items, tags] over `cuts` [tags], raised by those in each row of `under` (vocabulary.below)."""
    return cuts + (logits - cuts)[:, under].max(2)


def report(score, cuts, y, known):
    """[tags measured, mAP, precision, recall] in percent, where at least three pictures bear a tag."""
    aps, exact, found, wrong = [], 0, 0, 0
    for k, cut in enumerate(cuts):
        right, s = y[known[:, k], k] > 0, score[known[:, k], k]
        if right.sum() < 3:
            continue
        aps.append(average_precision(s, right))
        exact += int((right & (s > cut)).sum())
        wrong += int((~right & (s > cut)).sum())
        found += int(right.sum())
    return [len(aps), 100 * np.mean(aps), 100 * exact / max(exact + wrong, 1), 100 * exact / found]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--head", type=Path, default=WORK / "heads" / "aligned.npz")
    parser.add_argument("--steps", type=int, default=900)
    parser.add_argument("--precision", type=float, default=0.8)
    options = parser.parse_args()
    seed_everything()
    head = dict(np.load(options.head))
    items = [i for i in read_jsonl(WORK / "corpus" / "items.jsonl") if i["use"] != "measure" and i["source"] != "glyphs"]
    M = class_matrix()
    y, w = cached_labels(items)
    seen, words = features.load(items), CachedEncoder(threads=THREADS)([tag.name for tag in tags()])
    shown, mass, near = seen["pooled"], seen["whole"] @ M, unit(align.apply(head, seen)) @ words.T
    use = np.array([i["use"] == "train" for i in items])
    photo = np.array([i["source"] in align.PHOTOS for i in items], np.float32)
    carried = ((M.sum(0) > 0) & ~np.isin([t.name for t in tags()], sorted(MEDIA_TAGS | PIXEL_TAGS))).astype(np.float32)
    pixel = np.isin([t.name for t in tags()], sorted(PIXEL_TAGS))
    learn = lambda steps: train(shown[use], mass[use], near[use], y[use], w[use], carried, photo[use], steps)
    first, plain = learn(options.steps), learn(options.steps // 2)  # every picture has a label of colour: half the steps do
    for key in first:
        first[key][..., pixel] = plain[key][..., pixel]

    half = np.array([hashlib.sha256(b"half" + i["id"].encode()).digest()[0] < 128 for i in items])
    logits = odds(mass) * first["s"] + shown @ first["T"] + near * first["v"] + first["t"]
    score = 1 / (1 + np.exp(-logits))
    kept, thresholds = [], []
    for k, tag in enumerate(tags()):
        if tag.name in NEVER:
            continue
        known = w[:, k] >= 0.5
        choose, measured = known & ~use & half, known & ~use & ~half
        positives, seen = int(y[choose, k].sum()), int(y[use, k].sum())
        if seen < 12 and not carried[k]:
            continue
        if positives >= 3:
            cut = threshold(score[choose, k], y[choose, k], options.precision, 0.65 if carried[k] else 0.9)
        else:
            cut = threshold(score[use & known, k], y[use & known, k], 0.9, 0.75) if seen >= 12 else 0.6
        cut = float(np.clip(cut, FLOOR.get(tag.name, 0.55), 0.75 if carried[k] else 0.97))
        if y[measured, k].sum() >= 3 and not carried[k] and average_precision(score[measured, k], y[measured, k]) < 0.12:
            continue
        kept.append(k)
        thresholds.append(round(cut, 4))  # as tags.tsv has it
    cuts, under = odds(np.array(thresholds)), below(kept)
    logits, y, w = (values[~use & ~half][:, kept] for values in (logits, y, w))
    for name, found in (("each by itself", logits), ("with what they imply", implied(logits, cuts, under))):
        figures = report(found, cuts, y, w >= 0.5)
        print(f"tags {len(kept)}, {name}: measured {figures[0]}  mAP {figures[1]:.1f}  precision {figures[2]:.1f}"
              f"  recall {figures[3]:.1f}")
    head.update(M=M[:, kept], T=first["T"][:, kept], G=(words * first["v"][:, None]).T[:, kept], s=first["s"][kept], t=first["t"][kept],
                tag_names=np.array([tags()[k].name for k in kept]), tag_thresholds=np.array(thresholds), tag_cuts=cuts,
                tag_below=under, tag_report=np.array([len(kept), *figures]))
    np.savez(WORK / "heads" / "tagged.npz", **head)


if __name__ == "__main__":
    main()
