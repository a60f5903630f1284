"""Makes full-size packs with random weights, the same on every machine: for measuring (`palette bench models`) where no
published weights are. What they see means nothing; what it costs is what the published ones cost.

    python full_size.py OUT [NAME...] [--variants float32 int8 float16] [--pictures FOLDER]

NAME: openclip, siglip2, ram-plus. A pack each lies in OUT/NAME-VARIANT; what is there stays. int8 is tried on the pictures.
"""

import argparse
import gzip
import importlib.util
import shutil
from pathlib import Path

import torch

import architectures
import ram_plus
import variants
from model_goldens import GOLDEN, write_pack

SEED = 20_261_126
OPSET = 17
IMAGES = {
    "openclip": {"size": 224, "resize": "crop", "interpolation": "bicubic", "mean": [0.48145466, 0.4578275, 0.40821073],
                 "std": [0.26862954, 0.26130258, 0.27577711]},
    "siglip2": {"size": 224, "resize": "squash", "interpolation": "bilinear", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]},
    "ram-plus": {"size": 384, "resize": "squash", "interpolation": "bilinear", "mean": [0.485, 0.456, 0.406],
                 "std": [0.229, 0.224, 0.225]},
}
# Pictures a run on a processor: one of OpenCLIP's has 50 tokens only, and eight together take three quarters of the time that one
# after the other does. A GPU is given more whatever this says.
BATCH_MAX = {"openclip": 8, "siglip2": 1, "ram-plus": 1}


def export(model, inputs, names, outputs, file):
    """The batch is left open."""
    torch.onnx.export(model, inputs, str(file), input_names=names, output_names=outputs, opset_version=OPSET, dynamo=False,
                      dynamic_axes={name: {0: "batch"} for name in (*names, *outputs)}, do_constant_folding=False)


def image_of(name, file, output):
    return {"file": file, "input": "image", "output": output, **IMAGES[name], "batch_max": BATCH_MAX[name]}


def text_of(kind, file, tokens):
    return {"file": "textual.onnx", "ids": "text", "output": "embedding", "prompt": "{}",
            "tokenizer": {"kind": kind, "file": file, "lowercase": True, "tokens_max": tokens}}


def described(name, dimension, text):
    return {"name": f"random-{name}", "version": "1", "title": f"{name}, full size, random weights", "licence": "none",
            "dimension": dimension, "image": image_of(name, "visual.onnx", "embedding"), "text": text,
            "calibration": {"strong_cosine": 0.28, "related_cosine": 0.23}}


def openclip():
    torch.manual_seed(SEED)
    return architectures.clip(architectures.CLIP_FULL)


def siglip2():
    torch.manual_seed(SEED)
    return architectures.siglip(architectures.SIGLIP_FULL)


def ram():
    torch.manual_seed(SEED)
    return ram_plus.randomised(ram_plus.ram_plus(ram_plus.FULL))


class First(torch.nn.Module):
    """What is pooled, alone."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, values):
        return self.model(values).pooler_output


def make_openclip(folder):
    model = openclip()
    export(architectures.ClipImage(model), (torch.zeros(1, 3, 224, 224),), ["image"], ["embedding"], folder / "visual.onnx")
    export(architectures.ClipText(model), (torch.zeros(1, 77, dtype=torch.int32),), ["text"], ["embedding"],
           folder / "textual.onnx")
    table = Path(importlib.util.find_spec("open_clip").submodule_search_locations[0]) / "bpe_simple_vocab_16e6.txt.gz"
    merges = gzip.decompress(table.read_bytes()).decode("utf-8").split("\n")[:49_152 - 256 - 2 + 1]
    (folder / "merges.txt").write_text("\n".join(merges) + "\n", encoding="utf-8")
    return described("openclip", 512, text_of("clip", "merges.txt", 77))


def make_siglip2(folder):
    model = siglip2()
    export(First(model.vision_model), (torch.zeros(1, 3, 224, 224),), ["image"], ["embedding"], folder / "visual.onnx")
    export(First(model.text_model), (torch.zeros(1, 64, dtype=torch.int64),), ["text"], ["embedding"], folder / "textual.onnx")
    # A small vocabulary: ids within the table of 256,000, and as many of them.
    shutil.copyfile(GOLDEN / "gemma.model", folder / "tokenizer.model")
    return described("siglip2", 768, text_of("gemma", "tokenizer.model", 64))


def make_ram_plus(folder):
    export(ram(), (torch.zeros(1, 3, 384, 384),), ["image"], ["logits"], folder / "ram_plus.onnx")
    (folder / "tags.tsv").write_text("".join(f"tag {i}\t0.65\n" for i in range(ram_plus.FULL["tags"])))
    return {"name": "random-ram-plus", "version": "1", "title": "RAM++, full size, random weights", "licence": "none",
            "tagger": {"image": image_of("ram-plus", "ram_plus.onnx", "logits"), "labels": "tags.tsv", "tags_max": 24}}


MAKERS = {"openclip": make_openclip, "siglip2": make_siglip2, "ram-plus": make_ram_plus}


def make(out, name, wanted, pictures):
    plain = out / f"{name}-float32"
    if not (plain / "pack.json").exists():
        plain.mkdir(parents=True, exist_ok=True)
        write_pack(plain, MAKERS[name](plain))
    for variant in wanted:
        folder = out / f"{name}-{variant}"
        if variant != "float32" and not (folder / "pack.json").exists():
            print(variants.make_variant(plain, folder, variant, pictures))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME", default=[])
    parser.add_argument("--variants", nargs="*", default=["float32"], choices=["float32", *variants.VARIANTS])
    parser.add_argument("--pictures", type=Path)
    options = parser.parse_args()
    for name in options.names or MAKERS:
        make(options.out, name, options.variants, options.pictures)


if __name__ == "__main__":
    main()
