"""Lets a text model of fixed length take texts as short as they are. A CLIP text sees only what came before each token and is
read at its last one, so what stands behind that one changes nothing and costs time: a query of four words is six tokens, not 77.
"""

import numpy as np
import onnx
from onnx import helper, numpy_helper

AXIS = "tokens"


def constant(name, values):
    return helper.make_node("Constant", [], [name], value=numpy_helper.from_array(np.asarray(values)))


def as_long_as_the_text(name, values, tokens):
    """Nodes that make a constant's part for the text at hand, or none where it has nothing to do with the number of tokens."""
    axes = [axis for axis, size in enumerate(values.shape) if size == tokens]
    made = f"{name}/{AXIS}"
    if values.ndim >= 2 and axes:  # of positions, or a mask of who sees whom
        return [constant(f"{made}/from", [0] * len(axes)), constant(f"{made}/axes", axes),
                helper.make_node("Concat", [f"{AXIS}/length"] * len(axes), [f"{made}/to"], axis=0),
                helper.make_node("Slice", [name, f"{made}/from", f"{made}/to", f"{made}/axes"], [made])]
    if values.dtype == np.int64 and values.ndim <= 1 and (values == tokens).any():  # a shape, or a part of one
        return [constant(f"{made}/is", values == tokens),
                helper.make_node("Where", [f"{made}/is", f"{AXIS}/{'length' if values.ndim else 'number'}", name], [made])]
    return []


def open_tokens(model):
    """A copy of a model of one input, ids [batch, tokens], that takes fewer of them."""
    opened = onnx.ModelProto()
    opened.CopyFrom(model)
    graph = opened.graph
    ids = graph.input[0]
    axis = ids.type.tensor_type.shape.dim[1]
    tokens = axis.dim_value
    nodes = [helper.make_node("Shape", [ids.name], [f"{AXIS}/shape"]), constant(f"{AXIS}/1", [1]), constant(f"{AXIS}/2", [2]),
             helper.make_node("Slice", [f"{AXIS}/shape", f"{AXIS}/1", f"{AXIS}/2"], [f"{AXIS}/length"]),
             helper.make_node("Squeeze", [f"{AXIS}/length"], [f"{AXIS}/number"])]
    renamed = {}

    def replace(name, tensor):
        added = as_long_as_the_text(name, numpy_helper.to_array(tensor), tokens)
        nodes.extend(added)
        if added:
            renamed[name] = added[-1].output[0]

    for initializer in graph.initializer:
        replace(initializer.name, initializer)
    for node in list(graph.node):
        for i, name in enumerate(node.input):
            node.input[i] = renamed.get(name, name)
        nodes.append(node)
        if node.op_type == "Constant" and node.attribute[0].type == onnx.AttributeProto.TENSOR:
            replace(node.output[0], node.attribute[0].t)
    axis.dim_param = AXIS
    del graph.node[:], graph.value_info[:]
    graph.node.extend(nodes)
    return opened
