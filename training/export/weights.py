"""Weights by formula, so that models of any size can be made again anywhere and their files stay small: each parameter is
`offset + scale * sin(i * step + phase)` over its values, and an exported model computes that itself when it is loaded."""

import math

import numpy as np
import onnx
import torch
from onnx import AttributeProto, TensorProto, helper, numpy_helper

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


def with_bodies(graph):
    """All nodes, also those within others."""
    for node in graph.node:
        yield node
        for attribute in node.attribute:
            if attribute.type == AttributeProto.GRAPH:
                yield from with_bodies(attribute.g)


def single_constants(graph):
    """Keeps one of those that are equal."""
    first, instead = {}, {}
    for initializer in graph.initializer:
        key = (initializer.data_type, tuple(initializer.dims), initializer.raw_data)
        instead[initializer.name] = first.setdefault(key, initializer.name)
    for node in with_bodies(graph):
        node.input[:] = [instead.get(name, name) for name in node.input]
    single = [initializer for initializer in graph.initializer if instead[initializer.name] == initializer.name]
    del graph.initializer[:]
    graph.initializer.extend(single)


class Computed:
    """Nodes that compute what constants of a model hold."""

    def __init__(self):
        self.nodes, self.constants = [], []

    def constant(self, name, values):
        self.constants.append(numpy_helper.from_array(np.asarray(values), name))
        return name

    def op(self, kind, inputs, output, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def by_formula(self, formula, name, type_):
        """The values of a formula, in its shape, of this type."""
        part = lambda what, value: self.constant(f"{name}/{what}", np.float64(value))
        x = self.op("Range", [part("first", 0), part("count", math.prod(formula.shape)), part("by", 1)], f"{name}/0")
        for step, (kind, what) in enumerate((("Mul", "step"), ("Add", "phase"), ("Sin", None), ("Mul", "scale"), ("Add", "offset")), 1):
            x = self.op(kind, [x, part(what, getattr(formula, what))] if what else [x], f"{name}/{step}")
        shape = self.constant(f"{name}/shape", np.array(formula.shape, np.int64))
        return self.op("Reshape", [self.op("Cast", [x], f"{name}/cast", to=type_), shape], name)

    def rounded(self, formula, name, scales, turned, third):
        """The int8 that variants.py makes of a formula's values, by columns or, as of a table, by rows; of a third of them where it
        is not None."""
        x = self.by_formula(formula, f"{name}/plain", TensorProto.FLOAT)
        x = self.op("Transpose", [x], f"{name}/turned", perm=[1, 0]) if turned else x
        if third is not None:
            ends = (self.constant(f"{name}/{what}", np.array([at])) for what, at in
                    (("begin", third * scales.size), ("end", (third + 1) * scales.size), ("axis", 1)))
            x = self.op("Slice", [x, *ends], f"{name}/third")
        zero = self.constant(f"{name}/zero", np.zeros(scales.size, np.int8))
        by = self.constant(f"{name}/by", scales.reshape(-1))
        return self.op("QuantizeLinear", [x, by, zero], name, axis=0 if scales.ndim == 2 else 1)


def shrink(model, formulas):
    """Replaces constants that a formula gives by the nodes that compute it, also where they became float16 or int8."""
    graph = model.graph
    single_constants(graph)
    values_of = {name: formula.values() for name, formula in formulas.items()}
    known = {(values.shape, values.tobytes()[:64]): name for name, values in values_of.items()}
    halves = {(values.shape, values.astype(np.float16).tobytes()[:64]): name for name, values in values_of.items()}
    constants = {initializer.name: initializer for initializer in graph.initializer}
    computed, kept = Computed(), []
    for initializer in graph.initializer:
        values, name = numpy_helper.to_array(initializer), initializer.name
        key = (values.shape, values.tobytes()[:64])
        source = {np.dtype(np.float32): known, np.dtype(np.float16): halves}.get(values.dtype, {}).get(key)
        if values.nbytes < 1024:
            kept.append(initializer)
        elif source and np.array_equal(values_of[source].astype(values.dtype), values):
            computed.by_formula(formulas[source], name, initializer.data_type)
        elif values.dtype == np.int8 and quantised_of(values, constants, name, values_of):
            source, *how = quantised_of(values, constants, name, values_of)
            computed.rounded(formulas[source], name, *how)
        else:
            kept.append(initializer)
    nodes = list(graph.node)
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept + computed.constants)
    graph.node.extend(computed.nodes + nodes)
    return model


def quantised_of(values, constants, name, values_of):
    """The parameter that was rounded to these int8, with which scales, whether it was turned, and which third of its columns it is."""
    scales = constants.get(name.replace("/int8", "/scales"))
    if scales is None:
        return None
    scales = numpy_helper.to_array(scales)
    for source, plain in values_of.items():
        for turned in (False, True) if plain.ndim == 2 else ():
            whole = plain.T if turned else plain
            thirds = dict(enumerate(np.split(whole, 3, 1))) if whole.shape[1] % 3 == 0 else {}
            for third, part in {None: whole, **thirds}.items():
                if part.shape == values.shape and np.array_equal(np.clip(np.rint(part / scales), -127, 127), values):
                    return source, scales, turned, third
    return None


def export(model, formulas, inputs, names, outputs, file, dynamic=None, convert=None):
    """To ONNX, with the names that the public exports have. `convert(plain, target)` makes another precision of it."""
    plain = file.with_suffix(".plain")
    torch.onnx.export(model, inputs, str(plain), input_names=names, output_names=outputs, dynamic_axes=dynamic, opset_version=17,
                      do_constant_folding=False, dynamo=False)
    if convert:
        convert(plain, file)
    small = shrink(onnx.load(str(file if convert else plain)), formulas)
    plain.unlink()
    onnx.checker.check_model(small)
    onnx.save(small, str(file))
