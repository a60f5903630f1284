"""Makes training/golden/packs: small OpenCLIP, SigLIP 2 and RAM++ with weights by formula, as packs with the inputs and outputs
of the public exports, and golden.json with what PyTorch says of pictures and texts. Beside each, NAME-int8 and NAME-float16 hold
its models as variants.py makes them, and clip-short the text model that takes short texts. server/src/inference/packs_test.cpp
holds ModelPack to them.

    python model_goldens.py
"""

import argparse
import hashlib
import json
import math
from pathlib import Path

import numpy as np
import torch

import architectures
import ram_plus
import tokenizer_goldens as tokenizers
import variants
from weights import export, fill

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
PRECISIONS = ("int8", "float16")
TEXTS = ("a cat", "The OLD castle — 1984!", "un château sur la colline", "夕暮れの海", "x " * 90)
PICTURES = 3


def picture(number, size):
    """RGB bytes by formula, which packs_test.cpp computes too."""
    y, x, c = np.meshgrid(np.arange(size), np.arange(size), np.arange(3), indexing="ij")
    return ((x * (number + 2) + y * (3 * number + 1) + c * 40 + (x * y) // (97 + number)) % 256).astype(np.uint8)


def prepared(number, image):
    rgb = torch.from_numpy(picture(number, image["size"])).permute(2, 0, 1).float() / 255
    mean, std = torch.tensor(image["mean"]).view(3, 1, 1), torch.tensor(image["std"]).view(3, 1, 1)
    return ((rgb - mean) / std)[None]


def unit(values):
    return (values / values.norm(dim=-1, keepdim=True))[0].tolist()


def rounded(values):
    return [round(value, 6) for value in values]


def write_pack(folder, description):
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in ("pack.json", "golden.json"):
            content = path.read_bytes()
            files[str(path.relative_to(folder))] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    (folder / "pack.json").write_text(json.dumps({"format": 1, **description, "files": files}, indent=1) + "\n")


def new_folder(name):
    folder = GOLDEN / "packs" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class Exporter:
    """Exports the models of a pack as they are and as variants of them, each into a folder of its own."""

    def __init__(self, name, formulas):
        self.name, self.formulas = name, formulas

    def export(self, model, file, inputs, names, outputs, dynamic=None, image=None, texts=None, wanted=PRECISIONS, opened=(),
               **of_int8):
        """`image`: of pictures, else of texts, given as ids. `wanted`: the variants; those of `opened` take several at once."""
        for variant in ("", *wanted):
            def convert(plain, target, variant=variant):
                feeds = (variants.picture_feeds(image, None, names[0]) if image
                         else variants.text_feeds(variants.session(str(plain)), len(texts[0]), texts))
                if variant == "short":
                    assert variants.shortened(plain, target, feeds, outputs[-1])
                else:
                    more = of_int8 if variant == "int8" else {}
                    print(target, variants.CONVERT[variant](plain, target, feeds, outputs[-1], **more))
            folder = new_folder(f"{self.name}-{variant}" if variant else self.name)
            axes = {name: {0: "batch"} for name in (*names, *outputs)} if variant in opened else dynamic
            export(model, self.formulas, inputs, names, outputs, folder / file, axes, convert if variant else None)

    def write(self, description, files):
        """`files`: those beside the models, by name."""
        for name, content in files.items():
            (new_folder(self.name) / name).write_bytes(content)
        write_pack(new_folder(self.name), description)


def clip_pack():
    folder = new_folder("clip")
    merges = (GOLDEN / "clip_merges.txt").read_text(encoding="utf-8")
    vocabulary = 2 * 256 + merges.rstrip("\n").count("\n") + 2
    model = architectures.clip(architectures.clip_small(vocabulary))
    formulas = fill(model)
    module = tokenizers.load_open_clip()
    import gzip
    packed = folder / "merges.gz"
    packed.write_bytes(gzip.compress(merges.rstrip("\n").encode()))
    tokenizer = tokenizers.open_clip_tokenizer(module, str(packed))
    packed.unlink()
    image = {"file": "visual.onnx", "size": 224, "resize": "crop", "interpolation": "bicubic",
             "mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711], "batch_max": 1}
    visual, textual = architectures.ClipImage(model), architectures.ClipText(model)
    exporter = Exporter("clip", formulas)
    exporter.export(visual, "visual.onnx", (torch.zeros(1, 3, 224, 224),), ["image"], ["embedding"], image=image,
                    opened=("float16",))
    exporter.export(textual, "textual.onnx", (torch.zeros(1, 77, dtype=torch.int32),), ["text"], ["embedding"],
                    # Of short texts the small one says too little for eight bits (a cosine of 0.94).
                    texts=[tokenizers.clip_ids(tokenizer, text) for text in TEXTS], wanted=("short",))
    golden = {"texts": [], "pictures": []}
    with torch.no_grad():
        for text in TEXTS:
            ids = torch.tensor([tokenizers.clip_ids(tokenizer, text)], dtype=torch.int32)
            golden["texts"].append({"text": text, "embedding": rounded(unit(textual(ids)))})
        for number in range(PICTURES):
            golden["pictures"].append({"number": number, "embedding": rounded(unit(visual(prepared(number, image))))})
    (folder / "golden.json").write_text(json.dumps(golden, ensure_ascii=False) + "\n", encoding="utf-8")
    exporter.write({
        "name": "golden-clip", "version": "1", "title": "A small OpenCLIP", "licence": "Apache-2.0", "dimension": 32, "image": image,
        "text": {"file": "textual.onnx", "tokenizer": {"kind": "clip", "file": "merges.txt", "lowercase": True, "tokens_max": 77},
                 "prompt": "{}"},
        "calibration": {"strong_cosine": 0.3, "related_cosine": 0.2}}, {"merges.txt": merges.encode()})


def siglip_pack():
    folder = new_folder("siglip")
    model_bytes = (GOLDEN / "gemma.model").read_bytes()
    import sentencepiece
    processor = sentencepiece.SentencePieceProcessor(model_proto=model_bytes)
    model = architectures.siglip(architectures.siglip_small(processor.vocab_size()))
    formulas = fill(model)
    # The parts are exported by themselves, under their own names of parameters; the values are what is looked for.
    vision, text = architectures.Pooled(model.vision_model), architectures.Pooled(model.text_model)
    image = {"file": "vision_model.onnx", "input": "pixel_values", "output": "pooler_output", "size": 224, "resize": "squash",
             "interpolation": "bilinear", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "batch_max": 4}
    outputs = ["last_hidden_state", "pooler_output"]
    exporter = Exporter("siglip", formulas)
    exporter.export(vision, "vision_model.onnx", (torch.zeros(1, 3, 224, 224),), ["pixel_values"], outputs,
                    {name: {0: "batch_size"} for name in ("pixel_values", *outputs)}, image=image)
    exporter.export(text, "text_model.onnx", (torch.zeros(1, 64, dtype=torch.int64),), ["input_ids"], outputs,
                    {name: {0: "batch_size"} for name in ("input_ids", *outputs)},
                    texts=[tokenizers.gemma_ids(processor, text) for text in TEXTS])
    golden = {"texts": [], "pictures": []}
    with torch.no_grad():
        for words in TEXTS:
            ids = torch.tensor([tokenizers.gemma_ids(processor, words)])
            golden["texts"].append({"text": words, "embedding": rounded(unit(text(ids)[1]))})
        for number in range(PICTURES):
            golden["pictures"].append({"number": number, "embedding": rounded(unit(vision(prepared(number, image))[1]))})
    (folder / "golden.json").write_text(json.dumps(golden, ensure_ascii=False) + "\n", encoding="utf-8")
    exporter.write({
        "name": "golden-siglip", "version": "1", "title": "A small SigLIP 2", "licence": "Apache-2.0", "dimension": 32, "image": image,
        "text": {"file": "text_model.onnx", "ids": "input_ids", "output": "pooler_output",
                 "tokenizer": {"kind": "gemma", "file": "tokenizer.model", "lowercase": True, "tokens_max": 64}, "prompt": "{}"},
        "calibration": {"strong_cosine": 0.139, "related_cosine": 0.114}}, {"tokenizer.model": model_bytes})


def ram_pack():
    folder = new_folder("ram-plus")
    model = ram_plus.ram_plus(ram_plus.SMALL)
    formulas = fill(model)
    with torch.no_grad():
        # The published rows are text embeddings, of unit length; the scale is the logarithm of a hundredfold.
        model.reweight_scale.fill_(math.log(10))
    image = {"file": "ram_plus.onnx", "size": 384, "resize": "squash", "interpolation": "bilinear",
             "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "batch_max": 1}
    exporter = Exporter("ram-plus", formulas)
    exporter.export(model, "ram_plus.onnx", (torch.zeros(1, 3, 384, 384),), ["input"], ["output"], image=image,
                    rows_at_once=8)  # parts as those of 4,585 tags, and a last one that has too few
    tags = [f"tag {number}" for number in range(ram_plus.SMALL["tags"])]
    golden = {"pictures": []}
    with torch.no_grad():
        for number in range(PICTURES):
            logits = model(prepared(number, image))[0]
            golden["pictures"].append({"number": number, "logits": rounded(logits.tolist())})
    (folder / "golden.json").write_text(json.dumps(golden) + "\n")
    exporter.write({"name": "golden-ram-plus", "version": "1", "title": "A small RAM++", "licence": "Apache-2.0",
                    "tagger": {"image": image, "labels": "tags.tsv", "tags_max": 64}},
                   {"tags.tsv": "".join(f"{tag}\t0\n" for tag in tags).encode()})


def main():
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    torch.manual_seed(0)
    clip_pack()
    siglip_pack()
    ram_pack()


if __name__ == "__main__":
    main()
