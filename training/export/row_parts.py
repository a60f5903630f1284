"""Computes rows that never look at each other a part at a time, in a Scan: RAM++ asks for 4,585 tags, and what a layer makes of all
of them at once (56 MB) goes out to memory and comes back for each step."""

import math

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper

from known_shapes import found_at
from operators import Graph

ROWS_AT_ONCE = 1_000
# Operators of which a row comes of the same row of what goes in, and which of their inputs those rows are; all rows may look at the
# other inputs.
BY_ROW = {"Add": (0, 1), "Sub": (0, 1), "Mul": (0, 1), "Div": (0, 1), "Erf": (0,), "Relu": (0,), "Tanh": (0,), "FastGelu": (0,),
          "Cast": (0,), "Squeeze": (0,), "LayerNormalization": (0,), "DynamicQuantizeLinear": (0,), "MatMul": (0,),
          "MatMulInteger": (0, 2), "MultiHeadAttention": (0,)}


class Rows(Graph):
    def __init__(self, model):
        super().__init__(model)
        self.constant = {"": True}

    def is_constant(self, name):
        """Whether it is made of constants alone."""
        if name not in self.constant:
            maker = self.makers.get(name)
            self.constant[name] = name in self.values or (maker is not None and all(map(self.is_constant, maker.input)))
        return self.constant[name]

    def is_matrix(self, name):
        turned = self.maker(name, "Transpose")
        tensor = self.values.get(turned.input[0] if turned else name)
        return tensor is not None and len(tensor.dims) == 2

    def keeps_rows(self, node):
        return node is not None and node.op_type in BY_ROW and ("MatMul" not in node.op_type or self.is_matrix(node.input[1]))

    def behind(self, output):
        """The nodes before `output` that keep to rows and that nobody else needs, by what they make, and the names of what comes into
        them from others."""
        ended = {value.name for value in self.graph.output} - {output}
        while True:
            made, sources = self.grown(output, ended)
            needed = {name for name in made - {output} for node in self.takers.get(name, []) if node.output[0] not in made}
            if not needed:
                return made, sources
            ended |= needed

    def grown(self, output, ended):
        made, sources, waiting = set(), set(), [output]
        while waiting:
            name = waiting.pop()
            if name in made or self.is_constant(name):
                continue
            node = self.makers.get(name)
            if name not in ended and self.keeps_rows(node):
                made.update(node.output)
                waiting += [node.input[i] for i in BY_ROW[node.op_type]]
            else:
                sources.add(name)
        return made, sorted(sources)


def with_row_parts(model, open_session, feed, output, rows_at_once):
    """A copy of a model of one picture that computes the last layers before `output` [1, rows] in parts of about `rows_at_once`;
    `model` where they are too few, look at each other or have constants of their own. What is rounded to eight bits has a scale of its own in each part."""
    made, sources = Rows(model).behind(output)
    if not made:
        return model
    found, = found_at([output, *sources], model, open_session, [feed])
    rows = found[output].shape[-1]
    by_row = {name: found[name][0, 0] for name in sources if found[name].ndim > 2 and found[name].shape[:2] == (1, rows)}
    parts = round(rows / rows_at_once)
    if parts < 2 or not by_row:
        return model
    whole = ModelProto()
    whole.CopyFrom(model)
    take_apart(whole.graph, made, by_row, output, rows, parts)
    try:
        open_session(whole).run([output], feed)
    except Exception as error:  # of ONNX Runtime's many kinds
        print(f"rows stay together: {error}")
        return model
    return whole


def take_apart(graph, made, by_row, output, rows, parts):
    """Moves the nodes that make `made` into a Scan over `parts` of `rows`. `by_row`: what comes in, with a row of each."""
    rows_of_part = math.ceil(rows / parts)

    def constant(name, values):
        graph.initializer.append(numpy_helper.from_array(np.array(values, np.int64), f"{output}/{name}"))
        return f"{output}/{name}"

    body = [node for node in graph.node if node.output[0] in made]
    rest = [node for node in graph.node if node.output[0] not in made]
    for node in body:
        for names in (node.input, node.output):
            names[:] = [f"{name}/part" if name in by_row or name == output else name for name in names]
    # The last part has its last row several times where there are too few.
    every, inputs = constant("rows", np.minimum(np.arange(parts * rows_of_part), rows - 1)), []
    for name, row in by_row.items():
        shapes = (parts, 1, rows_of_part, *row.shape)
        rest += [helper.make_node("Gather", [name, every], [f"{name}/rows"], axis=1),
                 helper.make_node("Reshape", [f"{name}/rows", constant(f"{name}/shape", shapes)], [f"{name}/parts"])]
        inputs.append(helper.make_tensor_value_info(f"{name}/part", helper.np_dtype_to_tensor_dtype(row.dtype), shapes[1:]))
    part = helper.make_tensor_value_info(f"{output}/part", TensorProto.FLOAT, (1, rows_of_part))
    rest += [helper.make_node("Scan", [f"{name}/parts" for name in by_row], [f"{output}/parts"], num_scan_inputs=len(by_row),
                              body=helper.make_graph(body, "part", inputs, [part])),
             helper.make_node("Reshape", [f"{output}/parts", constant("together", (1, -1))], [f"{output}/whole"]),
             helper.make_node("Slice", [f"{output}/whole", constant("first", [0]), constant("end", [rows]), constant("axis", [1])],
                              [output])]
    del graph.node[:]
    graph.node.extend(rest)
