"""Writes attention as one node, an operator of ONNX Runtime's own (com.microsoft MultiHeadAttention): exports of PyTorch take a
dozen, and copy everything several times to lay out heads and to add to scores."""

import numpy as np
from onnx import ModelProto, helper, numpy_helper

from known_shapes import found_at, shape_arithmetic
from operators import Graph, sort_nodes, with_microsoft

APART = [0, 2, 1, 3]  # [batch, tokens, heads, width] -> [batch, heads, tokens, width], and back
APART_TURNED = [0, 2, 3, 1]
TURNED = [0, 1, 3, 2]
STACKED = [2, 0, 3, 1, 4]  # [batch, tokens, which, heads, width] -> [which, batch, heads, tokens, width]
HIDDEN_MAX = -50.0  # what is added to scores that do not count; they are left out here
NEAR = 1e-5  # of the largest number that an attention gives


class Attention:
    """One that was found. `query`, `key`, `value`: (the name of what is projected, which third of it or None); `factors` and
    `divisors` of scores; names of what is `added` to scores, and of a tensor [batch, heads, tokens, width]: `heads`."""

    def __init__(self, output, heads):
        self.output, self.heads = output, heads
        self.factors, self.divisors, self.added = [], [], []


class Attentions(Graph):
    def __init__(self, model):
        super().__init__(model)
        self.split = {}

    def find(self):
        return list(filter(None, map(self.around, (node for node in self.graph.node if node.op_type == "Softmax"))))

    def around(self, softmax):
        """The attention whose weights this node gives; None where it is written otherwise."""
        weights = softmax.output[0]
        while cast := self.only_taker(weights, "Cast"):  # from float32 to float32: the original may compute in fewer bits
            weights = cast.output[0]
        product = self.only_taker(weights, "MatMul")
        apart = product and self.only_taker(product.output[0], "Transpose")
        together = apart and self.only_taker(apart.output[0], "Reshape")
        if not together or self.permutation(apart) != APART or product.input[0] != weights:
            return None
        found = Attention(together.output[0], product.input[1])
        found.value = self.projected(product.input[1])
        scores = self.scores(softmax.input[0], found)
        if scores is None:
            return None
        found.query = self.projected(self.scaled(scores.input[0], found))
        turned = self.maker(self.scaled(scores.input[1], found), "Transpose")
        if turned is None:
            return None
        if self.permutation(turned) == APART_TURNED:
            found.key = self.whole(turned)
        else:
            found.key = self.projected(turned.input[0]) if self.permutation(turned) == TURNED else None
        return found if found.query and found.key and found.value else None

    def scores(self, name, found):
        """The product of queries and keys, behind what is done to it."""
        while True:
            name = self.scaled(name, found)
            node = self.makers.get(name)
            if node is None or node.op_type not in ("MatMul", "Add", "Reshape"):
                return None
            if node.op_type == "MatMul":
                return node
            name = node.input[0]
            if node.op_type == "Add":
                found.added.append(node.input[1])

    def scaled(self, name, found):
        """What is multiplied or divided by a number there."""
        node = self.makers.get(name)
        if node is None or node.op_type not in ("Mul", "Div") or self.number(node.input[1]) is None:
            return name
        (found.factors if node.op_type == "Mul" else found.divisors).append(self.number(node.input[1]))
        return self.scaled(node.input[0], found)

    def projected(self, name):
        """What [batch, heads, tokens, width] was laid out from, as `query`; None where it was made otherwise."""
        apart = self.maker(name, "Transpose")
        if apart is not None:
            return self.whole(apart) if self.permutation(apart) == APART else None
        third = self.maker(name, "Gather")
        if third is not None:
            which = self.number(third.input[1])
        else:
            third = self.maker(name, "Squeeze")
            split = third and self.maker(third.input[0], "Split")
            if not split:
                return None
            which, third = list(split.output).index(third.input[0]), split
        stacked = self.maker(third.input[0], "Transpose")
        if stacked is None or which is None or self.permutation(stacked) != STACKED:
            return None
        projected = self.whole(stacked)
        return projected and (projected[0], int(which))

    def whole(self, apart):
        laid_out = self.maker(apart.input[0], "Reshape")
        return laid_out and (laid_out.input[0], None)

    def thirds(self, projected):
        """The nodes that make each third of a projection by itself, and the names of the thirds; None where it is made otherwise."""
        add = self.maker(projected, "Add")
        product = add and next(filter(None, (self.maker(name, "MatMul") for name in add.input)), None)
        offsets = product and self.values.get(next(name for name in add.input if name != product.output[0]))
        turned = product and self.maker(product.input[1], "Transpose")
        weights = product and self.values.get(turned.input[0] if turned else product.input[1])
        if offsets is None or weights is None:
            return None
        weights = numpy_helper.to_array(weights)
        parts = zip(np.split(weights.T if turned else weights, 3, 1), np.split(numpy_helper.to_array(offsets), 3))
        names = [f"{projected}/{part}" for part in range(3)]
        nodes = []
        for name, (columns, of_part) in zip(names, parts):
            self.store(f"{name}/weights", columns)
            self.store(f"{name}/offsets", of_part)
            nodes += [helper.make_node("MatMul", [product.input[0], f"{name}/weights"], [f"{name}/product"]),
                      helper.make_node("Add", [f"{name}/product", f"{name}/offsets"], [name])]
        return nodes, names

    def store(self, name, values):
        self.graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def write(self, found, known):
        """Puts one node in the place of an attention where that can be; `known`: values by name."""
        nodes, inputs = [], []
        for projected, part in (found.query, found.key, found.value):
            if part is None:
                inputs.append(projected)
                continue
            if projected not in self.split:
                self.split[projected] = self.thirds(projected)
                nodes += self.split[projected][0] if self.split[projected] else []
            if not self.split[projected]:
                return
            inputs.append(self.split[projected][1][part])
        offsets, mask = "", ""
        for name in found.added:
            values = known[name]
            if np.isin(values, (0, values.min())).all() and values.min() <= HIDDEN_MAX and name in self.values:
                mask = self.store(f"{found.output}/mask", (values == 0).reshape(-1, *values.shape[-2:]).astype(np.int32))
            else:
                offsets = f"{found.output}/added"
                nodes.append(helper.make_node("Unsqueeze", [name, self.store(f"{offsets}/axis", np.array([0]))], [offsets]))
        self.graph.node.remove(self.makers[found.output])
        self.graph.node.extend([*nodes, helper.make_node(
            "MultiHeadAttention", [*inputs, "", mask, offsets], [found.output], domain="com.microsoft",
            num_heads=known[found.heads].shape[1], scale=float(np.prod(found.factors) / np.prod(found.divisors)))])


def computed_numbers(model, open_session, feed):
    """By name, the numbers that exports compute of shapes to multiply or divide by: roots of a head's width."""
    arithmetic = shape_arithmetic(model.graph)
    names = sorted({node.input[1] for node in model.graph.node if node.op_type in ("Mul", "Div") and node.input[1] in arithmetic})
    values, = found_at(names, model, open_session, [feed])
    return {name: numpy_helper.from_array(value) for name, value in values.items()}


def with_attention(model, open_session, feeds):
    """A copy of a model of one picture whose attention is written so; `model` where it cannot be, or says something else then.
    `feeds`: inputs on which it is tried."""
    fused = ModelProto()
    fused.CopyFrom(model)
    look = Attentions(fused)
    look.values.update(computed_numbers(model, open_session, feeds[0]))
    attentions = look.find()
    if not attentions:
        return model
    known, = found_at([name for found in attentions for name in (found.heads, *found.added)], model, open_session, feeds[:1])
    for found in attentions:
        look.write(found, known)
    with_microsoft(fused)
    sort_nodes(fused.graph)
    outputs = [found.output for found in attentions]
    try:
        for expected, answers in zip(*(found_at(outputs, way, open_session, feeds) for way in (model, fused))):
            difference = max(np.abs(answers[name] - expected[name]).max() / np.abs(expected[name]).max() for name in outputs)
            if not difference <= NEAR:
                raise ValueError(f"it differs by {difference:.2g}")
    except Exception as error:  # of ONNX Runtime's many kinds
        print(f"attention stays as it is written: {error}")
        return model
    return fused
