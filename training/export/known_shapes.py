"""Puts constants where a graph computes shapes that do not depend on its input: exports of PyTorch ask each tensor for its shape
and put the next one together of it, several hundred nodes that take as long as a fifth of a short text.
"""

import numpy as np
from onnx import ModelProto, ValueInfoProto, numpy_helper


def shape_arithmetic(graph):
    """The names of all that is computed from shapes and constants alone."""
    constants = {initializer.name for initializer in graph.initializer}
    constants.update(node.output[0] for node in graph.node if node.op_type == "Constant")
    found = set()
    for node in graph.node:
        of_shapes = any(name in found for name in node.input) and all(name in found or name in constants for name in node.input)
        if node.op_type == "Shape" or of_shapes:
            found.update(node.output)
    return found


def one_at_a_time(graph):
    """Lets a model take one input at a time."""
    for value in (*graph.input, *graph.output):
        value.type.tensor_type.shape.dim[0].dim_value = 1
    del graph.value_info[:]


def found_at(names, model, open_session, feeds):
    """The values, by name, that a model gives tensors on its way; for each of `feeds`."""
    if not names:
        return [{} for _ in feeds]
    probe = ModelProto()
    probe.CopyFrom(model)
    answered = {value.name for value in model.graph.output}
    probe.graph.output.extend(ValueInfoProto(name=name) for name in set(names) - answered)
    runner = open_session(probe)
    return [dict(zip(names, runner.run(names, feed))) for feed in feeds]


def constant_for(node, values):
    """What can stand in an input of `node` for all of `values`, which were found there; None if nothing can."""
    first = values[0]
    if any(value.shape != first.shape for value in values):
        return None
    differs = np.any([value != first for value in values], axis=0)
    if not differs.any():
        return first
    # Of a new shape one size may be left to what is reshaped.
    return np.where(differs, -1, first) if node.op_type == "Reshape" and differs.sum() == 1 else None


def with_known_shapes(model, open_session, feeds):
    """A copy of a model that takes one input at a time. `feeds`: inputs of at least three lengths, on which shapes are tried;
    sizes that are multiples of the length, and sums of such, differ between them or never do."""
    known = ModelProto()
    known.CopyFrom(model)
    graph = known.graph
    one_at_a_time(graph)
    arithmetic = shape_arithmetic(graph)
    taken = [(node, i, name) for node in graph.node if node.output[0] not in arithmetic
             for i, name in enumerate(node.input) if name in arithmetic]
    names = sorted({name for _, _, name in taken})
    found = found_at(names, known, open_session, feeds)
    constants = {}
    for node, i, name in taken:
        constant = constant_for(node, [values[name] for values in found])
        if constant is not None:
            node.input[i] = f"{name}/known/{constant.tolist()}"
            constants[node.input[i]] = numpy_helper.from_array(np.ascontiguousarray(constant), node.input[i])
    graph.initializer.extend(constants.values())
    return known
