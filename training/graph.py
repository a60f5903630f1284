"""A thin writer of ONNX graphs: nodes by name, weights stored small.

Weights are stored as int8 with one scale per output channel (a DequantizeLinear that ONNX Runtime folds at load), as
float16 (a Cast, folded too), or as they are. The arithmetic stays float32 unless a caller asks for integer MatMuls.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17


def quantise(weight, axis, levels=127):
    """Symmetric int8 per channel along `axis`: (int8 weights, float32 scales)."""
    reduce = tuple(i for i in range(weight.ndim) if i != axis)
    scale = np.maximum(np.abs(weight).max(axis=reduce), 1e-8) / levels
    shape = [1] * weight.ndim
    shape[axis] = -1
    return np.clip(np.round(weight / scale.reshape(shape)), -levels, levels).astype(np.int8), scale.astype(np.float32)


class Graph:
    def __init__(self, name):
        self.name, self.nodes, self.weights, self.inputs, self.outputs, self.count = name, [], [], [], [], 0

    def fresh(self, hint):
        self.count += 1
        return f"{hint}_{self.count}"

    def constant(self, array, hint="c"):
        name = self.fresh(hint)
        self.weights.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def op(self, kind, *inputs, outputs=1, to=None, **attributes):
        names = [to] if to else [self.fresh(kind.lower()) for _ in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, **attributes))
        return names[0] if len(names) == 1 else names

    def weight(self, array, how, axis=0, hint="w"):
        """Stores `array` as `how` ('int8', 'float16', 'float32') and returns a float32 name."""
        array = np.asarray(array, np.float32)
        if how == "int8":
            q, scale = quantise(array, axis)
            zero = self.constant(np.zeros(len(scale), np.int8))
            return self.op("DequantizeLinear", self.constant(q, hint), self.constant(scale), zero, axis=axis)
        if how == "float16":
            return self.op("Cast", self.constant(array.astype(np.float16), hint), to_type=TensorProto.FLOAT)
        return self.constant(array, hint)

    def model(self, path=None):
        graph = helper.make_graph(self.nodes, self.name, self.inputs, self.outputs, self.weights)
        for node in graph.node:  # Cast's own attribute is called 'to', which op() uses for the output's name
            for attribute in node.attribute:
                if attribute.name == "to_type":
                    attribute.name = "to"
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8,
                                  producer_name="palette-training")
        onnx.checker.check_model(model)
        if path:
            onnx.save(model, path)
        return model
