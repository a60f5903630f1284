"""Writes a graph in the operators that ONNX Runtime is fast at, without another outcome."""

import numpy as np
from onnx import helper, numpy_helper

PLAIN_GEMM = {"alpha": 1.0, "beta": 1.0, "transA": 0, "transB": 1}


def without_gemms(model):
    """Writes each plain Gemm (attention's last product is one in exports of PyTorch) as MatMul and Add."""
    nodes = []
    for node in model.graph.node:
        how = {**PLAIN_GEMM, "transB": 0, **{attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}}
        if node.op_type != "Gemm" or len(node.input) < 3 or how != PLAIN_GEMM:
            nodes.append(node)
            continue
        (values, weights, offsets), output = node.input, node.output[0]
        nodes += [helper.make_node("Transpose", [weights], [f"{output}/turned"], perm=[1, 0]),
                  helper.make_node("MatMul", [values, f"{output}/turned"], [f"{output}/product"]),
                  helper.make_node("Add", [f"{output}/product", offsets], [output])]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model


class Graph:
    """Who makes and who takes what."""

    def __init__(self, model):
        self.graph = model.graph
        self.makers = {output: node for node in model.graph.node for output in node.output}
        self.takers = {}
        for node in model.graph.node:
            for name in node.input:
                self.takers.setdefault(name, []).append(node)
        self.values = {initializer.name: initializer for initializer in model.graph.initializer}
        self.values.update((node.output[0], node.attribute[0].t) for node in model.graph.node if node.op_type == "Constant")

    def number(self, name):
        """The one number that a constant holds, else None."""
        tensor = self.values.get(name)
        return float(numpy_helper.to_array(tensor).item()) if tensor is not None and np.prod(tensor.dims) == 1 else None

    def maker(self, name, kind):
        maker = self.makers.get(name)
        return maker if maker is not None and maker.op_type == kind else None

    def only_taker(self, name, kind):
        takers = self.takers.get(name, [])
        return takers[0] if len(takers) == 1 and takers[0].op_type == kind else None

    @staticmethod
    def permutation(transpose):
        return list(transpose.attribute[0].ints) if transpose.attribute else None


class Gelus(Graph):
    """Finds 0.5 x (1 + tanh(0.79788 (x + 0.044715 x^3))), written out in a dozen nodes that ONNX Runtime does not put together."""

    CONSTANTS = (0.044715, 0.5, 0.797885, 1.0)

    def put_together(self, tanh):
        """(x, what comes of it) where this tanh is of that formula, else None."""
        one = self.only_taker(tanh.output[0], "Add")
        product = one and self.only_taker(one.output[0], "Mul")
        half = product and self.only_taker(product.output[0], "Mul")
        if not half:
            return None
        x = next(name for name in product.input if name != one.output[0])
        waiting, found = [half.output[0]], set()
        while waiting:
            name = waiting.pop()
            if self.number(name) is not None:
                found.add(round(self.number(name), 6))
            elif name != x:
                maker = self.makers.get(name)
                if maker is None or maker.op_type not in ("Add", "Mul", "Tanh"):
                    return None
                waiting += maker.input
        return (x, half.output[0]) if tuple(sorted(found)) == self.CONSTANTS else None

    def replace(self):
        """Makes each a FastGelu, an operator of ONNX Runtime's own."""
        fused = dict(filter(None, map(self.put_together, (node for node in self.graph.node if node.op_type == "Tanh"))))
        nodes = [node for node in self.graph.node if node.output[0] not in fused.values()]
        nodes += [helper.make_node("FastGelu", [x], [output], domain="com.microsoft") for x, output in fused.items()]
        del self.graph.node[:]
        self.graph.node.extend(nodes)
        return len(fused)


def with_gelus(model):
    if Gelus(model).replace():
        with_microsoft(model)
        sort_nodes(model.graph)
    return model


def with_microsoft(model):
    """Lets a model have ONNX Runtime's own operators."""
    if all(entry.domain != "com.microsoft" for entry in model.opset_import):
        model.opset_import.append(helper.make_opsetid("com.microsoft", 1))


def sort_nodes(graph):
    """Each behind those it needs."""
    known = {value.name for value in (*graph.input, *graph.initializer)} | {""}
    waiting, ready = list(graph.node), []
    while waiting:
        later = []
        for node in waiting:
            if known.issuperset(node.input):
                known.update(node.output)
                ready.append(node)
            else:
                later.append(node)
        assert len(later) < len(waiting), "the graph has a circle"
        waiting = later
    del graph.node[:]
    graph.node.extend(ready)
