"""Makes a faster or smaller pack of a float32 one, and holds it to what the float32 one says.

    python variants.py PACK OUT int8|float16|short [--pictures FOLDER]

int8: the weights of MatMuls become int8 with a scale a column, and what they are multiplied with is rounded to eight bits while
the model runs, a scale for each tensor (DynamicQuantizeLinear); tables of embeddings become int8 with a scale a row. Processors
with VNNI or AMX do such products several times faster. A run takes one picture: with several, one would change the scale of the
others. What is left in float32 is found by trying: as long as an embedding's cosine to the float32 one is below COSINE_MIN on
the pictures and texts it is tried on, the MatMuls whose inputs have the largest outliers are given back, first one, then two
and so on. Give it pictures of the kind that the library holds.

float16: weights of half the size; what goes in and out stays float32. A processor computes in float32 all the same.

short: the float32 one, but that CLIP's texts are no longer than they are (open_tokens.py); so they are in the other two as well.
"""

import argparse
import gzip
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from attention import with_attention
from known_shapes import one_at_a_time, with_known_shapes
from open_tokens import open_tokens
from operators import Graph, sort_nodes, with_gelus, without_gemms
from row_parts import ROWS_AT_ONCE, with_row_parts

VARIANTS = ("int8", "float16", "short")
COSINE_MIN = 0.995
WEIGHTS_MIN = 1_024  # fewer are not worth it
TABLE_MIN = 100_000
TITLES = {"int8": "8-bit weights", "float16": "16-bit weights", "short": "short texts"}
SHORT_NEAR = 1e-4  # of a number of an embedding of unit length


def quantised(values, axis):
    """int8 and the scale along `axis` (the other axis has one each)."""
    scale = np.maximum(np.abs(values).max(axis=axis, keepdims=True), 1e-12).astype(np.float32) / np.float32(127)
    return np.clip(np.rint(values / scale), -127, 127).astype(np.int8), scale


class Int8(Graph):
    """Rewrites one model."""

    def __init__(self, model, feeds):
        one_at_a_time(model.graph)
        self.model = with_attention(with_gelus(without_gemms(model)), session, feeds[:2])
        super().__init__(self.model)
        self.tables = {}
        means = filter(None, (self.mean_of(node) for node in self.model.graph.node if node.op_type == "MatMul"))
        self.mean_tables = {table for table, _ in means}

    def weight_of(self, node):
        """The name of a MatMul's constant weights and whether they are stored turned; None where it has none."""
        turned = self.maker(node.input[1], "Transpose")
        turned = turned if turned and self.permutation(turned) == [1, 0] else None
        name = turned.input[0] if turned else node.input[1]
        constant = self.values.get(name)
        fits = constant is not None and len(constant.dims) == 2 and constant.data_type == TensorProto.FLOAT
        return (name, turned is not None) if fits and np.prod(constant.dims) >= WEIGHTS_MIN else None

    def candidates(self):
        return [node for node in self.model.graph.node if node.op_type == "MatMul" and self.weight_of(node)]

    def rewrite(self, kept):
        """A new model, in which all candidates but those named `kept` (by output) compute in eight bits."""
        model = onnx.ModelProto()
        model.CopyFrom(self.model)
        graph, nodes, made, inputs = model.graph, [], {}, {}

        def store(name, values):
            if name not in made:
                made[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
            return name

        for node in graph.node:
            if node.op_type == "Gather" and self.is_table(node):
                self.gather(node, nodes, store)
            elif node.op_type == "MatMul" and self.weight_of(node) and node.output[0] not in kept:
                self.multiply(node, nodes, store, inputs)
            elif node.op_type == "MatMul" and self.mean_of(node):
                self.mean(node, nodes, store)
            else:
                nodes.append(node)
        del graph.node[:]
        graph.node.extend(nodes)
        without_unused(graph, made)
        return model

    def is_table(self, node):
        constant = self.values.get(node.input[0])
        return constant is not None and len(constant.dims) == 2 and np.prod(constant.dims) >= TABLE_MIN

    def gather(self, node, nodes, store):
        table, output = node.input[0], node.output[0]
        rows, scales = self.table(table, store)
        nodes += [helper.make_node("Gather", [rows, node.input[1]], [f"{output}/rows"]),
                  helper.make_node("Gather", [scales, node.input[1]], [f"{output}/scale"]),
                  helper.make_node("Cast", [f"{output}/rows"], [f"{output}/cast"], to=TensorProto.FLOAT),
                  helper.make_node("Mul", [f"{output}/cast", f"{output}/scale"], [output])]

    def mean_of(self, node):
        """The table of constants of which a MatMul adds up several rows at a time, by weights of a Softmax, and the Constant that
        says how many; None where it does something else."""
        rows, weights = self.maker(node.input[1], "Reshape"), self.maker(node.input[0], "Unsqueeze")
        shape = rows and self.maker(rows.input[1], "Constant")
        fits = weights and shape and self.maker(weights.input[0], "Softmax") and self.is_table(rows)
        return (rows.input[0], shape) if fits else None

    def mean(self, node, nodes, store):
        """Weights are rounded by the largest of their own mean: one row of 51 may have all the weight, or none any."""
        (table, shape), weights, output = self.mean_of(node), node.input[0], node.output[0]
        rows, scales = self.table(table, store)
        together = numpy_helper.to_array(shape.attribute[0].t)[1]

        def add(kind, inputs, name, **attributes):
            nodes.append(helper.make_node(kind, inputs, [f"{output}/{name}", *attributes.pop("more", [])], **attributes))
            return f"{output}/{name}"

        of_rows = add("Reshape", [scales, store(f"{output}/shape", np.array([-1, 1, together]))], "scales")
        weighed = add("Mul", [weights, of_rows], "weighed")
        largest = add("TopK", [weighed, store("one", np.array([1]))], "largest", more=[f"{output}/which"])
        unit = add("Mul", [largest, store("step", np.float32(1 / 255))], "unit")
        steps = add("Cast", [add("Round", [add("Div", [weighed, unit], "quotient")], "steps")], "uint8", to=TensorProto.UINT8)
        product = add("MatMulInteger", [steps, add("Reshape", [rows, shape.output[0]], "rows")], "int32")
        nodes.append(helper.make_node("Mul", [add("Cast", [product], "float", to=TensorProto.FLOAT), unit], [output]))

    def table(self, name, store):
        """The names of a table in eight bits and of the scales of its rows."""
        if name not in self.tables:
            self.tables[name] = quantised(numpy_helper.to_array(self.values[name]), 1)
        values, scales = self.tables[name]
        return store(f"{name}/int8", values), store(f"{name}/scales", scales)

    def columns(self, name, turned, nodes, store):
        """The names of weights in eight bits, of the scales of their columns and of as many zeros."""
        if turned and name in self.mean_tables:  # lies in the file once
            rows, of_rows = self.table(name, store)
            columns, scales = f"{rows}/turned", f"{of_rows}/flat"
            nodes += [helper.make_node("Transpose", [rows], [columns], perm=[1, 0]),
                      helper.make_node("Reshape", [of_rows, store("flat", np.array([-1]))], [scales])]
            count = self.values[name].dims[0]
        else:
            weights = numpy_helper.to_array(self.values[name])
            values, scale = quantised(weights.T if turned else weights, 0)
            columns, scales, count = store(f"{name}/int8", values), store(f"{name}/scales", scale[0]), scale.size
        return columns, scales, store(f"{name}/zero", np.zeros(count, np.int8))

    def multiply(self, node, nodes, store, inputs):
        stored, scales, zero = self.columns(*self.weight_of(node), nodes, store)
        source, output = node.input[0], node.output[0]
        if source not in inputs:
            inputs[source] = [f"{source}/{part}" for part in ("uint8", "scale", "zero")]
            nodes.append(helper.make_node("DynamicQuantizeLinear", [source], inputs[source]))
        rounded, by, middle = inputs[source]
        nodes += [helper.make_node("MatMulInteger", [rounded, stored, middle, zero], [f"{output}/int32"]),
                  helper.make_node("Cast", [f"{output}/int32"], [f"{output}/float"], to=TensorProto.FLOAT),
                  helper.make_node("Mul", [by, scales], [f"{output}/scale"]),
                  helper.make_node("Mul", [f"{output}/float", f"{output}/scale"], [output])]


def without_unused(graph, made):
    """Leaves out nodes and constants that nobody looks at any more."""
    wanted = {output.name for output in graph.output}
    nodes = []
    for node in reversed(graph.node):
        if any(output in wanted for output in node.output):
            wanted.update(node.input)
            nodes.append(node)
    constants = [initializer for initializer in graph.initializer if initializer.name in wanted] + list(made.values())
    del graph.node[:]
    graph.node.extend(reversed(nodes))
    del graph.initializer[:]
    graph.initializer.extend(constants)


def session(model):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.add_session_config_entry("session.graph_optimizations_loop_level", "0")  # as the server does, and why: onnx_session.cpp
    return onnxruntime.InferenceSession(model if isinstance(model, str) else model.SerializeToString(), options,
                                        providers=["CPUExecutionProvider"])


def answers(runner, feeds, wanted=None):
    names = [wanted or runner.get_outputs()[-1].name]
    return np.concatenate([runner.run(names, feed)[0].reshape(1, -1) for feed in feeds])


def cosine(found, expected):
    return (found * expected).sum(1) / np.linalg.norm(found, axis=1) / np.linalg.norm(expected, axis=1)


def outliers(path, nodes, feeds):
    """How far the largest value that goes into each MatMul is from the usual one."""
    model = onnx.load(path)
    sources = sorted({node.input[0] for node in nodes})
    model.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in sources)
    runner = session(model)
    worst = dict.fromkeys(sources, 0.0)
    for feed in feeds[:2]:
        for name, values in zip(sources, runner.run(sources, feed)):
            worst[name] = max(worst[name], float(np.abs(values).max() / (np.sqrt(np.square(values).mean()) + 1e-12)))
    return {node.output[0]: worst[node.input[0]] for node in nodes}


def to_int8(source, target, feeds, output=None, rows_at_once=ROWS_AT_ONCE):
    """Writes `target`; answers how many MatMuls stayed float32 and the least cosine. `output`: which one is looked at;
    `rows_at_once`: row_parts.py says which."""
    int8 = Int8(onnx.load(source), feeds)
    expected = answers(session(str(source)), feeds, output)
    nodes = int8.candidates()
    ranked, kept = None, 0
    while True:
        model = int8.rewrite(set(ranked[:kept]) if ranked else set())
        model = with_row_parts(model, session, feeds[0], output or model.graph.output[-1].name, rows_at_once)
        least = float(cosine(answers(session(model), feeds, output), expected).min())
        if least >= COSINE_MIN or kept >= len(nodes):
            break
        if ranked is None:
            by = outliers(source, nodes, feeds)
            ranked = sorted(by, key=by.get, reverse=True)
        kept = max(1, 2 * kept)
    onnx.checker.check_model(model)
    onnx.save(model, target)
    return {"float32_matmuls": min(kept, len(nodes)), "matmuls": len(nodes), "cosine": least}


def to_float16(source, target, feeds, output=None):
    from onnxruntime.transformers.float16 import convert_float_to_float16
    expected = answers(session(str(source)), feeds, output)
    model = convert_float_to_float16(onnx.load(source), keep_io_types=True)
    sort_nodes(model.graph)
    onnx.save(model, target)
    return {"cosine": float(cosine(answers(session(str(target)), feeds, output), expected).min())}


def to_same(source, target, feeds, output=None):
    shutil.copyfile(source, target)
    return {"cosine": 1.0}


CONVERT = {"int8": to_int8, "float16": to_float16, "short": to_same}


def shortened(source, target, feeds, output):
    """Writes `target`, which takes short texts, and answers `feeds` without what stands behind their ends; None where the model
    cannot be rewritten so, or says something else then."""
    model = onnx.load(source)
    if not model.graph.input[0].type.tensor_type.shape.dim[1].dim_value:
        return None
    short = [{name: ids[:, :ids.argmax() + 1] for name, ids in feed.items()} for feed in feeds]
    try:
        opened = with_known_shapes(open_tokens(model), session, short)
        without_unused(opened.graph, {})
        onnx.save(opened, target)
        expected, found = answers(session(str(source)), feeds, output), answers(session(str(target)), short, output)
    except Exception as error:  # of ONNX Runtime's many kinds
        print(f"{source.name} takes no short texts: {error}")
        return None
    difference = np.abs(found / np.linalg.norm(found, axis=1)[:, None] - expected / np.linalg.norm(expected, axis=1)[:, None]).max()
    if not difference <= SHORT_NEAR:
        print(f"{source.name} takes no short texts: they differ by {difference:.2g}")
        return None
    return short


def picture_feeds(encoder, folder, name):
    """Pictures by formula, and those of `folder`, as this encoder takes them."""
    from model_goldens import prepared
    feeds = [prepared(number, encoder).numpy() for number in range(4)]
    if folder:
        from PIL import Image
        mean, std = (np.array(encoder[part], np.float32).reshape(3, 1, 1) for part in ("mean", "std"))
        for file in sorted(folder.iterdir())[:32]:
            with Image.open(file) as image:
                rgb = np.asarray(image.convert("RGB").resize((encoder["size"],) * 2, Image.Resampling.BICUBIC), np.float32)
            feeds.append(((rgb.transpose(2, 0, 1) / 255 - mean) / std)[None])
    return [{name: feed} for feed in feeds]


def ids_of(text, folder):
    """What the pack's tokenizer makes of some texts."""
    import tokenizer_goldens as tokenizers
    from model_goldens import TEXTS
    file = folder / text["tokenizer"]["file"]
    if text["tokenizer"]["kind"] == "gemma":
        import sentencepiece
        processor = sentencepiece.SentencePieceProcessor(model_proto=file.read_bytes())
        return [tokenizers.gemma_ids(processor, words) for words in TEXTS]
    with tempfile.NamedTemporaryFile(suffix=".gz") as packed:
        packed.write(gzip.compress(file.read_text(encoding="utf-8").rstrip("\n").encode()))
        packed.flush()
        tokenizer = tokenizers.open_clip_tokenizer(tokenizers.load_open_clip(), packed.name)
        return [tokenizers.clip_ids(tokenizer, words) for words in TEXTS]


def text_feeds(runner, tokens, texts):
    """`texts` as ids, and ids by chance, between a first and a last one."""
    value = runner.get_inputs()[0]
    kind = np.int32 if value.type == "tensor(int32)" else np.int64
    draw = np.random.default_rng(1)
    feeds = [{value.name: np.array([ids], kind)} for ids in texts]
    for count in (2, 5, 9, 30):
        ids = np.zeros((1, tokens), kind)
        ids[0, :count] = draw.integers(3, 1_500, count)
        ids[0, count] = 1_501  # the largest: CLIP looks there
        feeds.append({value.name: ids})
    return feeds


def convert_text(source, target, text, ids, variant):
    """CONVERT of a text model; `text`, its part of pack.json, says afterwards whether texts are padded."""
    tokenizer, output = text["tokenizer"], text.get("output")
    feeds = text_feeds(session(str(source)), tokenizer["tokens_max"], ids)
    opened = target.with_suffix(".opened")
    short = shortened(source, opened, feeds, output) if tokenizer["kind"] == "clip" else None
    if short:
        source, feeds, tokenizer["pads"] = opened, short, False
    try:
        return {"short": bool(short), **CONVERT[variant](source, target, feeds, output)}
    finally:
        opened.unlink(missing_ok=True)


def make_variant(pack, out, variant, pictures=None):
    """`pack` in another precision as a pack of its own in `out`."""
    from model_goldens import write_pack
    description = json.loads((pack / "pack.json").read_text())
    del description["format"], description["files"]
    out.mkdir(parents=True, exist_ok=True)
    encoders = {}
    if "image" in description:
        encoders[description["image"]["file"]] = description["image"]
    if "image" in description.get("tagger", {}):
        encoders[description["tagger"]["image"]["file"]] = description["tagger"]["image"]
    text = description.get("text", {}).get("file")
    report = {}
    for file in sorted(path for path in pack.rglob("*") if path.is_file() and path.name not in ("pack.json", "golden.json")):
        name = str(file.relative_to(pack))
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        if name in encoders:
            encoder = encoders[name]
            feeds = picture_feeds(encoder, pictures, session(str(file)).get_inputs()[0].name)
            report[name] = CONVERT[variant](file, out / name, feeds, encoder.get("output"))
            encoder["batch_max"] = 1 if variant == "int8" else encoder["batch_max"]
        elif name == text:
            report[name] = convert_text(file, out / name, description["text"], ids_of(description["text"], pack), variant)
        else:
            shutil.copyfile(file, out / name)
    write_pack(out, {**description, "name": f"{description['name']}-{variant}",
                     "title": f"{description['title']}, {TITLES[variant]}"})
    return report


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pack", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("variant", choices=VARIANTS)
    parser.add_argument("--pictures", type=Path)
    options = parser.parse_args()
    print(json.dumps(make_variant(options.pack, options.out, options.variant, options.pictures)))


if __name__ == "__main__":
    main()
