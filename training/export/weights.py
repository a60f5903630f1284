"""Weights by formula, so that models of any size can be made again anywhere and their files stay small: each parameter is
`offset + scale * sin(i * step + phase)` over its values, and an exported model computes that itself when it is loaded."""

import math

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

GOLDEN_RATIO = (math.sqrt(5) - 1) / 2


class Formula:
    def __init__(self, index, shape, is_gain):
        self.shape = tuple(shape)
        self.step = 1 + (index * GOLDEN_RATIO) % 1
        self.phase = (index * GOLDEN_RATIO * 7) % 6
        fan_in = math.prod(self.shape[1:]) if len(self.shape) > 1 else 0
        self.scale = math.sqrt(2 / fan_in) if fan_in else 0.05
        self.offset = 1.0 if is_gain else 0.0

    def values(self):
        i = np.arange(math.prod(self.shape), dtype=np.float64)
        return (np.sin(i * self.step + self.phase) * self.scale + self.offset).astype(np.float32).reshape(self.shape)


def fill(model):
    """Gives every parameter its formula; answers them by the parameter's name."""
    formulas = {}
    norms = {id(m.weight) for m in model.modules() if isinstance(m, torch.nn.LayerNorm) and m.weight is not None}
    with torch.no_grad():
        for index, (name, parameter) in enumerate(sorted(model.named_parameters()), start=1):
            formula = Formula(index, parameter.shape, id(parameter) in norms)
            parameter.copy_(torch.from_numpy(formula.values()))
            formulas[name] = formula
    return formulas


def shrink(model, formulas):
    """Replaces initializers that a formula gives by the nodes that compute it, and keeps one of those that are equal."""
    first, instead = {}, {}
    for initializer in model.graph.initializer:
        key = (initializer.data_type, tuple(initializer.dims), initializer.raw_data)
        instead[initializer.name] = first.setdefault(key, initializer.name)
    for node in model.graph.node:
        node.input[:] = [instead.get(name, name) for name in node.input]
    single = [initializer for initializer in model.graph.initializer if instead[initializer.name] == initializer.name]
    del model.graph.initializer[:]
    model.graph.initializer.extend(single)
    by_values = {}
    for formula in formulas.values():
        values = formula.values()
        by_values[(values.shape, values.tobytes()[:64])] = (formula, values)
    nodes, kept = [], []
    for initializer in model.graph.initializer:
        values = numpy_helper.to_array(initializer)
        found = by_values.get((values.shape, values.tobytes()[:64]))
        if values.nbytes < 1024 or found is None or not np.array_equal(found[1], values):
            kept.append(initializer)
            continue
        formula, name = found[0], initializer.name
        def constant(what, value, type_=TensorProto.DOUBLE, shape=()):
            kept.append(helper.make_tensor(f"{name}/{what}", type_, shape, value))
            return f"{name}/{what}"
        steps = [
            ("Range", [constant("first", [0.0]), constant("count", [float(values.size)]), constant("by", [1.0])]),
            ("Mul", [None, constant("step", [formula.step])]), ("Add", [None, constant("phase", [formula.phase])]), ("Sin", [None]),
            ("Mul", [None, constant("scale", [formula.scale])]), ("Add", [None, constant("offset", [formula.offset])]),
        ]
        before = None
        for number, (op, inputs) in enumerate(steps):
            output = f"{name}/{number}"
            nodes.append(helper.make_node(op, [before if x is None else x for x in inputs], [output]))
            before = output
        nodes.append(helper.make_node("Cast", [before], [f"{name}/float"], to=TensorProto.FLOAT))
        shape = constant("shape", list(values.shape), TensorProto.INT64, (values.ndim,))
        nodes.append(helper.make_node("Reshape", [f"{name}/float", shape], [name]))
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    rest = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(nodes + rest)
    return model


def export(model, formulas, inputs, names, outputs, file, dynamic=None):
    """To ONNX, with the names that the public exports have."""
    torch.onnx.export(model, inputs, str(file), input_names=names, output_names=outputs, dynamic_axes=dynamic, opset_version=17,
                      do_constant_folding=False, dynamo=False)
    small = shrink(onnx.load(str(file)), formulas)
    onnx.checker.check_model(small)
    onnx.save(small, str(file))
