"""Fine-tunes the backbone on the pictures of work/finetune (material.py): writes work/finetune/backbone.npz.

One network is trained end to end: the backbone, and on top of it the reading of align.py (classes as text, a linear and a small
layer), against whole batches of captions, near-equal captions being soft positives; a linear tagger and a classifier of letters
beside it. What ImageNet taught is kept by a second, frozen backbone that sees the same views: its class probabilities are to be
kept on photographs and on mixtures of any pictures, its features a little everywhere. What comes out is the running mean of the
weights; how far to go there from the old ones (SHARES) is chosen by the held-out pictures.

It takes minutes on a GPU and a day on two CPU cores. Without a GPU the backbone that came of it before is taken, backbone.npz beside
this file, unless --cpu says otherwise. Needs nothing but work/finetune, torch, numpy, Pillow and ONNX. Goes on from
work/finetune/checkpoint.pt. Run: python3 finetune.py
"""

import argparse
import io
import math
import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.nn import functional as F

import backbone
from common import HERE, SEED, WORK, seed_everything

BACKBONE = "lite2"
FOLDER = WORK / "finetune"
SIZE, SIDE = backbone.SIZES[BACKBONE], 272  # what the network sees, and what views are cut from
LESS = 0.5  # as in align.py
EMA, WARM = 0.99, 0.1
TIMED = 10, 20  # steps by which --seconds guesses how many there can be
GRAY_CHROMA = 0.04
SHARES = 0.5, 0.75, 1.0
AIMED = "openclipart", "icons", "people_fsa_color", "art", "photo_grocery"  # galleries of held-out pictures
WORTH = {"openclipart": 1.0, "icons": 0.5, "people_fsa_color": 0.25, "art": 0.25}
DIVERGENCE_FREE, DIVERGENCE_COST = 0.15, 60.0


def device_of():
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


# ---- what is learned from

def decoded(picture):
    image = Image.open(io.BytesIO(picture)).convert("RGB").resize((SIDE, SIDE), Image.BICUBIC)
    return np.asarray(image).transpose(2, 0, 1)


def load_material(device, limit=None):
    """Everything of material.py on the device; pictures as uint8."""
    made = dict(np.load(FOLDER / "material.npz"))
    parts = {int(p.stem.split("-")[1]): p.read_bytes() for p in FOLDER.glob("pictures-*.bin")}
    count = len(made["places"])
    chosen = [i for i, (part, _, _) in enumerate(made["places"]) if part in parts]
    if limit and limit < len(chosen):
        chosen = sorted(np.random.default_rng(SEED).choice(chosen, limit, replace=False).tolist())
    slice_of = lambda i: parts[made["places"][i][0]][made["places"][i][1]:made["places"][i][2]]
    pictures = torch.empty(len(chosen), 3, SIDE, SIDE, dtype=torch.uint8)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for at, picture in enumerate(pool.map(lambda i: decoded(slice_of(i)), chosen)):
            pictures[at] = torch.from_numpy(picture.copy())
    on = lambda x: torch.as_tensor(x).to(device)
    texts = made["texts"].astype(np.float32) * made["scale"][:, None]
    starts, captions = made["captions_of"], made["captions"]
    pick = lambda name: made[name][chosen]
    return SimpleNamespace(
        pictures=pictures.to(device), texts=F.normalize(on(texts), dim=1), captions=[captions[starts[i]:starts[i + 1]] for i in chosen],
        title=on(pick("title")), train=pick("train"), gallery=pick("gallery"), photo=on(pick("photo")), draw=pick("draw"),
        glyph=on(pick("glyph")), tags=on(np.unpackbits(pick("tags"), axis=1)[:, :int(made["tag_count"])].astype(np.float32)),
        tags_known=on(pick("tags_known")), C=on(made["C"].astype(np.float32)), S=on(made["S"].astype(np.float32)), total=count)


# ---- views

def ramp(shape, low, high, like):
    return torch.rand(shape, device=like.device) * (high - low) + low


def chance(count, share, like):
    return (torch.rand(count, device=like.device) < share).view(-1, 1, 1, 1).float()


def grounds(x):
    """A colour, a soft pattern, or another picture out of focus, one for each of `x`."""
    n = len(x)
    colour = ramp((n, 3, 1, 1), 0, 1, x)
    paper = F.interpolate(torch.randn(n, 3, 12, 12, device=x.device) * 0.12, size=x.shape[2:], mode="bilinear")
    scene = F.interpolate(F.adaptive_avg_pool2d(x[torch.randperm(n, device=x.device)], 10), size=x.shape[2:], mode="bilinear")
    use = chance(n, 0.35, x)
    return ((1 - use) * (colour + paper) + use * scene).clamp(0, 1)


def recoloured(x, drawing):
    """Drawings: line art in other inks, white paper made something else."""
    n, light = len(x), x.mean(1, keepdim=True)
    chroma = (x.amax(1) - x.amin(1)).mean((1, 2)).view(-1, 1, 1, 1)
    ink, paper = ramp((n, 3, 1, 1), 0, 1, x), ramp((n, 3, 1, 1), 0, 1, x)
    apart = ((ink - paper).mean(1, keepdim=True).abs() > 0.35).float()
    use = drawing * (chroma < GRAY_CHROMA).float() * chance(n, 0.5, x) * apart
    x = use * (light * paper + (1 - light) * ink) + (1 - use) * x
    white = ((x.amin(1, keepdim=True) - 0.9) * 10).clamp(0, 1) * drawing * chance(n, 0.45, x)
    x = x * (1 - white) + grounds(x) * white
    invert = drawing * chance(n, 0.04, x)
    return invert * (1 - x) + (1 - invert) * x


def placed(x, drawing, sign):
    """Another cut, place, turn and mirror image of each, at the size the network sees."""
    n = len(x)
    one, d, s = torch.ones(n, device=x.device), drawing.view(-1), sign.view(-1)
    scale = torch.exp(ramp((n,), math.log(0.5), math.log(1.12), x)) * (1 - s) + s * ramp((n,), 0.85, 1.1, x)
    aspect = torch.exp(ramp((n,), -0.2, 0.2, x))
    angle = ramp((n,), -1, 1, x) * (0.1 + 0.15 * d) * (1 - 0.6 * s)
    mirror = torch.where((torch.rand(n, device=x.device) < 0.5) & (s == 0), -one, one)
    wide, high = scale * aspect * mirror, scale / aspect
    room = (1 - scale).abs()
    dx, dy = ramp((n,), -1, 1, x) * room, ramp((n,), -1, 1, x) * room
    cos, sin = torch.cos(angle), torch.sin(angle)
    theta = torch.stack([torch.stack([wide * cos, -high * sin, dx], 1), torch.stack([wide * sin, high * cos, dy], 1)], 1)
    return F.grid_sample(x, F.affine_grid(theta, [n, 3, SIZE, SIZE], align_corners=False), padding_mode="border", align_corners=False)


def relit(x):
    """Other light, contrast, colour, sharpness and grain."""
    n = len(x)
    x = x * ramp((n, 1, 1, 1), 0.75, 1.25, x)
    mean = x.mean((1, 2, 3), keepdim=True)
    x = (x - mean) * ramp((n, 1, 1, 1), 0.7, 1.3, x) + mean
    gray = x.mean(1, keepdim=True)
    x = (x - gray) * (ramp((n, 1, 1, 1), 0.5, 1.5, x) * (1 - chance(n, 0.06, x))) + gray
    x = x + torch.randn(n, 3, 1, 1, device=x.device) * 0.03
    use = chance(n, 0.2, x)
    x = use * F.interpolate(F.interpolate(x, scale_factor=0.5, mode="bilinear", antialias=True), size=x.shape[2:], mode="bilinear") + (1 - use) * x
    return (x + torch.randn_like(x) * 0.03 * chance(n, 0.2, x)).clamp(0, 1)


def views(pictures, photo, sign):
    """[n, 3, SIZE, SIZE] in [0, 1]."""
    drawing = (~photo).float().view(-1, 1, 1, 1)
    x = recoloured(pictures.float() / 255, drawing)
    return relit(placed(x, drawing, sign.float().view(-1, 1, 1, 1)))


def mixed(x):
    """A box of one picture in another, or one over the other."""
    n, other = len(x), x[torch.randperm(len(x), device=x.device)]
    across = torch.linspace(0, 1, SIZE, device=x.device)
    left, top, side = (ramp((n, 1), low, high, x) for low, high in ((0, 0.7), (0, 0.7), (0.3, 0.7)))
    inside = lambda start: ((across > start) & (across < start + side)).float()
    box = inside(left).view(n, 1, 1, -1) * inside(top).view(n, 1, -1, 1)
    share = torch.where(torch.rand(n, 1, 1, 1, device=x.device) < 0.6, box, ramp((n, 1, 1, 1), 0.2, 0.8, x).expand_as(box))
    return x * (1 - share) + other * share


def plain(pictures):
    """The middle, as the server sees it."""
    return F.interpolate(pictures.float() / 255, size=(SIZE, SIZE), mode="bilinear", antialias=True)


# ---- the network

class Network(nn.Module):
    """The backbone (BatchNorm folded): picture to features, and log class probabilities of the whole and of its parts."""

    def __init__(self, layers, classifier):
        super().__init__()
        self.plan = [layer[2:] for layer in layers]
        self.w = nn.ParameterList([torch.tensor(layer[0]) for layer in layers] + [torch.tensor(classifier[0])])
        self.b = nn.ParameterList([torch.tensor(layer[1]) for layer in layers] + [torch.tensor(classifier[1])])

    def forward(self, x):
        x, inputs = ((x * 255 - 127) / 128).contiguous(memory_format=torch.channels_last), []
        for w, b, (stride, groups, relu6, joins) in zip(self.w, self.b, self.plan):
            inputs.append(x)
            low, high = backbone.same_padding(x.shape[2], w.shape[2], stride)
            if low != high:
                x = F.pad(x, (low, high, low, high))
            x = F.conv2d(x, w, b, stride, low if low == high else 0, 1, groups)
            if relu6:
                x = F.relu6(x)
            if joins:
                x = x + inputs[-joins]
        maps = x.float()
        pooled = maps.mean((2, 3))
        parts = F.avg_pool2d(maps, backbone.PART, backbone.PART_STEP).flatten(2).transpose(1, 2)
        said = lambda f: F.log_softmax(F.linear(f, self.w[-1].float(), self.b[-1].float()), dim=-1)
        return pooled, said(pooled), said(parts)

    def layers(self):
        w, b = ([p.detach().float().cpu().numpy() for p in kind] for kind in (self.w, self.b))
        return [(w[i], b[i], *plan) for i, plan in enumerate(self.plan)], (w[-1], b[-1])


class Student(nn.Module):
    def __init__(self, network, material, linear, hidden=384):
        super().__init__()
        self.network, width = network, material.C.shape[1]
        self.register_buffer("C", material.C)
        self.register_buffer("S", material.S)
        self.D, self.d = nn.Parameter(linear[0].clone()), nn.Parameter(linear[1].clone())
        self.A, self.a = nn.Parameter(torch.randn(backbone.FEATURES, hidden) * 0.03), nn.Parameter(torch.zeros(hidden))
        self.B = nn.Parameter(torch.randn(hidden, width) * 0.003)
        self.tagger = nn.Linear(backbone.FEATURES, material.tags.shape[1])
        self.signs = nn.Linear(backbone.FEATURES, int(material.glyph.max()) + 1)
        self.sharp = nn.Parameter(torch.tensor(math.log(1 / 0.06)))
        nn.init.zeros_(self.tagger.weight)
        nn.init.constant_(self.tagger.bias, -4.0)

    def embedding(self, seen, photo, drop=0.3):
        f, whole, parts = seen
        g = photo.float().view(-1, 1)
        roots = torch.exp(whole / 2) + torch.sqrt(parts.exp().mean(1) + 1e-7)
        e = (g * roots) @ self.S + ((1 - g / 2) * whole.exp()) @ self.C
        learned = (1 - LESS * g) * (F.relu(F.dropout(f, drop, self.training) @ self.A + self.a) @ self.B)
        return e + f @ self.D + self.d + learned, learned


def ridge(f, targets, weights, strength=0.1):
    x = torch.cat([f, torch.ones_like(f[:, :1])], 1).double() * weights[:, None]
    gram = x.T @ x
    gram += strength * gram.diagonal().mean() * torch.eye(len(gram), device=f.device, dtype=torch.float64)
    solved = torch.linalg.solve(gram, x.T @ (targets.double() * weights[:, None])).float()
    return solved[:-1], solved[-1]


@torch.no_grad()
def look(network, material, rows, batch=512):
    """(features, log whole, log of the mean over parts) of the pictures as they are."""
    out = []
    rows = np.asarray(rows)
    for start in range(0, len(rows), batch):
        some = np.resize(rows[start:start + batch], batch) if len(rows) > batch else rows  # one size of batch: the device tunes to it
        with torch.autocast(material.pictures.device.type, torch.bfloat16, enabled=material.pictures.is_cuda):
            f, whole, parts = network(plain(material.pictures[some]))
        out.append((f, whole, parts.exp().mean(1).clamp(min=1e-9).log()))
    return [torch.cat(part)[:len(rows)] for part in zip(*out)]


def mean_captions(material, rows):
    return F.normalize(torch.stack([material.texts[material.captions[i]].mean(0) for i in rows]), dim=1)


def found(e, queries, at=10):
    score = queries @ F.normalize(e, dim=1).T
    return 100 * ((score > score.diagonal()[:, None] + 1e-6).sum(1) < at).float().mean().item()


@torch.no_grad()
def measure(network, material, old=None):
    """What a fresh ridge on this network's features reaches on the held-out pictures, and how far it still says what the old one says
    of photographs. {name: percent}."""
    train = [i for i in np.flatnonzero(material.train) if material.glyph[i] < 0]
    seen = look(network, material, train)
    weights = torch.as_tensor(np.sqrt(material.draw[train]), device=seen[0].device).double()
    linear, out = ridge(seen[0], mean_captions(material, train), weights), {}
    for gallery in AIMED:
        rows = np.flatnonzero(~material.train & (material.gallery == gallery))
        if not len(rows):
            continue
        f, whole, parts = look(network, material, rows)
        g = material.photo[rows].float().view(-1, 1)
        e = (g * (torch.exp(whole / 2) + torch.exp(parts / 2))) @ material.S + ((1 - g / 2) * whole.exp()) @ material.C
        queries = material.texts[material.title[rows]]
        out[f"{gallery} classes"] = found(e, queries)
        out[gallery] = found(e + f @ linear[0] + linear[1], queries)
    rows = np.flatnonzero(~material.train & material.photo.cpu().numpy())
    if old is not None and len(rows):
        was, now = look(old, material, rows), look(network, material, rows)
        out["photographs alike"] = 100 * (was[1].argmax(1) == now[1].argmax(1)).float().mean().item()
        out["photographs divergence"] = (was[1].exp() * (was[1] - now[1])).sum(1).mean().item()
    return out


# ---- learning

def parameter_groups(student, options):
    """The backbone's weights move in proportion to their own size, early layers less; the layers on top move as usual."""
    net, groups = student.network, []
    for i, pair in enumerate(zip(net.w, net.b)):
        depth = 0.2 + 0.8 * i / (len(net.w) - 1)
        groups += [{"params": [p], "lr": options.rate * depth * max(float(p.detach().pow(2).mean().sqrt()), 1e-3), "weight_decay": 0.0}
                   for p in pair]
    own = {id(p) for p in net.parameters()}
    rest = [p for p in student.parameters() if id(p) not in own]
    groups += [{"params": [p for p in rest if p.dim() > 1], "lr": options.head_rate, "weight_decay": 0.1},
               {"params": [p for p in rest if p.dim() <= 1], "lr": options.head_rate, "weight_decay": 0.0}]
    return groups


def divergence(was, now):
    """Kullback-Leibler, of log probabilities; the mean over parts where there are parts."""
    found = (was.exp() * (was - now)).sum(-1)
    return found.mean(1) if found.dim() > 1 else found


def losses(student, teacher, material, rows, extra, options, random):
    """One step's loss on pictures `rows` with captions, and photographs `extra`."""
    sign, photo = material.glyph[rows] >= 0, material.photo[rows]
    x = views(material.pictures[rows], photo, sign)
    far = views(material.pictures[extra], material.photo[extra], material.glyph[extra] >= 0)
    blends = mixed(torch.cat([x[:len(extra) // 2], far[len(extra) // 2:]]))
    every = torch.cat([x, far, blends])
    with torch.autocast(x.device.type, torch.bfloat16, enabled=x.is_cuda):
        seen = student.network(every)
        with torch.no_grad():
            was = teacher(every)
    n, f = len(rows), seen[0]
    keep = torch.full((len(every),), options.keep, device=x.device)
    keep[:n] = torch.where(photo, options.keep, options.keep * options.keep_drawings)
    apart = divergence(was[1], seen[1]) + divergence(was[2], seen[2])
    moved = (f - was[0]).pow(2).sum(1) / was[0].pow(2).sum(1)
    kept = (keep * (apart + options.keep_features * moved)).mean()

    own = [part[:n] for part in seen]
    e, learned = student.embedding(own, photo)
    said = torch.as_tensor([random.choice(material.captions[i]) if random.random() < 0.5 else material.captions[i][0] for i in rows])
    t = material.texts[said.to(x.device)]
    worded = (~sign).nonzero().squeeze(1)
    e, t, learned = F.normalize(e[worded], dim=1), t[worded], learned[worded]
    logits = e @ t.T * student.sharp.exp().clamp(max=60)
    alike = F.softmax(t @ t.T / 0.03, dim=1)
    contrast = F.cross_entropy(logits, alike) + F.cross_entropy(logits.T, alike)
    pull = (1 - (e * t).sum(1)).mean()
    tagged = F.binary_cross_entropy_with_logits(student.tagger(f[:n]), material.tags[rows], reduction="none").sum(1)
    tagged = (tagged * material.tags_known[rows]).mean()
    letters = F.cross_entropy(student.signs(f[:n][sign]), material.glyph[rows][sign]) if sign.any() else 0.0
    total = (options.contrast * contrast + options.pull * pull + options.tags * tagged + options.letters * letters
             + learned.pow(2).sum(1).mean() + kept)
    return total, {"contrast": contrast, "pull": pull, "tags": tagged, "apart": apart[n:].mean(), "moved": moved[n:].mean()}


def finetune(material, options, device, log=print):
    """(the old network, the running mean of the new one)."""
    seed_everything()
    random = np.random.default_rng(SEED)
    layers, classifier = backbone.stored(FOLDER / "original.npz", BACKBONE)
    teacher = Network(layers, classifier).to(device, memory_format=torch.channels_last).eval().requires_grad_(False)
    train = np.flatnonzero(material.train)
    captioned = np.array([i for i in train if material.glyph[i] < 0])
    weights = torch.as_tensor(np.sqrt(material.draw[captioned]), device=device).double()
    linear = ridge(look(teacher, material, captioned)[0], mean_captions(material, captioned), weights)
    student = Student(Network(layers, classifier), material, linear).to(device, memory_format=torch.channels_last)
    kept = {name: value.detach().clone() for name, value in student.state_dict().items()}
    optimiser = torch.optim.AdamW(parameter_groups(student, options), fused=device.type == "cuda")
    photos, draw = train[material.photo.cpu().numpy()[train]], material.draw[train] / material.draw[train].sum()
    share = lambda step: min(1.0, (step + 1) / (WARM * options.steps)) * 0.5 * (1 + math.cos(math.pi * step / options.steps))
    first, checkpoint = 0, FOLDER / "checkpoint.pt"
    if options.resume and checkpoint.exists():
        state = torch.load(checkpoint, map_location=device, weights_only=True)
        if state["options"] == repr(sorted(vars(options).items())):
            student.load_state_dict(state["student"])
            optimiser.load_state_dict(state["optimiser"])
            kept, first = state["kept"], state["step"]
            random = np.random.default_rng([SEED, first])
    peaks, began = [group["lr"] for group in parameter_groups(student, options)] if not first else [g["peak"] for g in optimiser.param_groups], time.time()
    for group, peak in zip(optimiser.param_groups, peaks):
        group["peak"] = peak
    student.train()
    step, clock = first - 1, []
    while (step := step + 1) < options.steps:
        for group in optimiser.param_groups:
            group["lr"] = group["peak"] * share(step)
        rows = random.choice(train, min(options.batch, len(train)), p=draw, replace=False)
        extra = random.choice(photos, min(options.batch // 4, len(photos)), replace=False)
        loss, parts = losses(student, teacher, material, rows, extra, options, random)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(student.parameters(), options.clip)
        optimiser.step()
        with torch.no_grad():
            mine = student.state_dict()
            floats = [name for name in kept if kept[name].is_floating_point()]
            torch._foreach_lerp_([kept[n] for n in floats], [mine[n] for n in floats], 1 - min(EMA, (step + 1) / (step + 10)))
        if step % options.report == 0 or step == options.steps - 1:
            log(f"step {step} {time.time() - began:.0f} s loss {loss.item():.3f} " + " ".join(f"{k} {v.item():.3f}" for k, v in parts.items()))
            if not math.isfinite(loss.item()):
                raise SystemExit("the loss is no number")
        if options.seconds and step in TIMED:
            loss.item()  # waits for the device
            clock.append(time.time())
            if step == TIMED[-1]:
                options.steps = step + int((options.seconds - (clock[1] - began)) / (clock[1] - clock[0]) * (TIMED[1] - TIMED[0]))
                log(f"{options.steps} steps")
        if options.resume and (step + 1) % options.save == 0:
            part = checkpoint.with_suffix(".part")
            torch.save({"options": repr(sorted(vars(options).items())), "student": student.state_dict(), "optimiser": optimiser.state_dict(),
                        "kept": kept, "step": step + 1}, part)
            part.replace(checkpoint)
    student.load_state_dict(kept)
    return teacher, student.network.eval()


def between(old, new, share):
    """A network that lies `share` of the way from old to new."""
    made = Network(*backbone.blend(old.layers(), new.layers(), share))
    return made.to(next(new.parameters()).device, memory_format=torch.channels_last).eval()


def arguments(parser):
    parser.add_argument("--steps", type=int, default=1201)
    parser.add_argument("--seconds", type=float, help="about so long instead of so many steps")
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--rate", type=float, default=1.2e-3, help="share of its own size that a weight moves at most in a step")
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--contrast", type=float, default=1.0)
    parser.add_argument("--pull", type=float, default=2.0)
    parser.add_argument("--tags", type=float, default=0.1)
    parser.add_argument("--letters", type=float, default=0.2)
    parser.add_argument("--keep", type=float, default=1.0, help="how much the old class probabilities bind")
    parser.add_argument("--keep-drawings", type=float, default=0.1, help="... on drawings, against photographs")
    parser.add_argument("--keep-features", type=float, default=1.0)
    parser.add_argument("--clip", type=float, default=5.0)
    parser.add_argument("--report", type=int, default=50)
    parser.add_argument("--save", type=int, default=200)
    parser.add_argument("--cpu", action="store_true", help="train without a GPU too")
    parser.add_argument("--limit", type=int, help="pictures, to try it out")
    parser.add_argument("--resume", action=argparse.BooleanOptionalAction, default=True)
    return parser


def worth(measured):
    """One number for what measure() found: drawings first, then captioned photographs and paintings. What photographs were said to
    show may move a little for nothing."""
    reached = sum(weight * measured.get(name, 0) for name, weight in WORTH.items())
    return reached - DIVERGENCE_COST * max(0.0, measured.get("photographs divergence", 0) - DIVERGENCE_FREE)


def main():
    options = arguments(argparse.ArgumentParser(description=__doc__)).parse_args()
    chosen, device = FOLDER / "backbone.npz", device_of()
    FOLDER.mkdir(parents=True, exist_ok=True)
    if chosen.exists():
        return
    if device.type == "cpu" and not options.cpu:
        shutil.copy(HERE / "backbone.npz", chosen)
        print("no GPU: the backbone that was fine-tuned before")
        return
    material = load_material(device, options.limit)
    old, new = finetune(material, options, device, lambda line: print(line, flush=True))
    best = None
    for share in (0.0, *SHARES):
        network = between(old, new, share)
        measured = measure(network, material, old)
        print(share, f"{worth(measured):.1f}", {name: round(value, 2) for name, value in measured.items()}, flush=True)
        best = max(best or (float("-inf"), 0.0), (worth(measured), share))
    backbone.save(chosen, *between(old, new, best[1]).layers(), small=True)


if __name__ == "__main__":
    main()
