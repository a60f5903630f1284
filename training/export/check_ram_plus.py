"""Holds export_ram_plus.py to a checkpoint of the published layout, with random weights and fewer layers (or, with --full, all of
them: 8 GB of memory and some minutes): what the exported pack says is what the model that the checkpoint was made of says.

    python check_ram_plus.py WORK [--full]
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import torch

import export_ram_plus
import ram_plus
from model_goldens import prepared

SHALLOW = {**ram_plus.FULL, "embed_dim": 32, "depths": (1, 1, 2, 1), "heads": (1, 2, 4, 8), "tags": 90, "label_dim": 64, "hidden": 96}
PUBLISHED_HEAD = {ours: theirs for theirs, ours in export_ram_plus.HEAD.items()}
NEAR = 1e-3


def published(model):
    """Parameters under the names of ram_plus_swin_large_14m.pth, and some of those that only training needs."""
    state = {}
    for name, values in model.state_dict().items():
        if name.startswith("tagging_head."):
            _, layer, part = name.split(".", 2)
            part, kind = part.rsplit(".", 1)
            name = f"tagging_head.encoder.layer.{layer}.{PUBLISHED_HEAD[part]}.{kind}"
        # Trained with this name, says the repository.
        state[name.replace("tagging_head", "vision_multi" if "layer.0" in name else "tagging_head")] = values.clone()
    state["visual_encoder.layers.0.blocks.0.attn.relative_position_index"] = torch.zeros(144, 144, dtype=torch.int64)
    state["visual_encoder.layers.0.blocks.1.attn_mask"] = torch.zeros(64, 144, 144)
    state["text_decoder.bert.embeddings.position_ids"] = torch.zeros(1, 512, dtype=torch.int64)
    state["label_proj.weight"] = torch.zeros(4, 4)
    return {"model": state}


def export(work, out, *more):
    subprocess.run([sys.executable, "export_ram_plus.py", work / "checkpoint.pth", "--tags", work / "tags.txt", "--thresholds",
                    work / "thresholds.txt", "--out", work / out, *more], check=True, cwd=Path(__file__).parent)
    return work / out


def logits(folder, number):
    session = onnxruntime.InferenceSession(str(folder / "ram_plus.onnx"), providers=["CPUExecutionProvider"])
    return session.run(None, {"image": prepared(number, export_ram_plus.IMAGE).numpy()})[0][0]


def expect(what, is_so):
    print("ok  " if is_so else "FAIL", what, flush=True)
    if not is_so:
        raise SystemExit(1)


def labels(folder):
    return [line.split("\t") for line in (folder / "tags.tsv").read_text(encoding="utf-8").strip().split("\n")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--full", action="store_true")
    options = parser.parse_args()
    work = options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(7)
    model = ram_plus.randomised(ram_plus.ram_plus(ram_plus.FULL if options.full else SHALLOW))
    count = model.config["tags"]
    torch.save(published(model), work / "checkpoint.pth")
    for name, text in (("tags", "tag {}"), ("thresholds", "0.{}5"), ("chinese", "标签{}")):
        rows = [text.format(i % 9 if name == "thresholds" else i) for i in range(count)]
        (work / f"{name}.txt").write_text("\n".join(rows), encoding="utf-8")
    pictures = range(1 if options.full else 3)
    with torch.no_grad():
        expected = [model(prepared(number, export_ram_plus.IMAGE))[0].numpy() for number in pictures]

    plain = export(work, "plain", "--variants", "int8", "float16")
    apart = max(np.abs(logits(plain, number) - expected[number]).max() for number in pictures)
    expect(f"the pack says what the model says (largest difference {apart:.1e})", apart < NEAR)
    expect("with its tags and thresholds", labels(plain) == [[f"tag {i}", f"0.{i % 9}5"] for i in range(count)])
    for variant, least in (("int8", 0.995), ("float16", 0.9999)):
        folder = work / f"plain-{variant}"
        cosines = [float(np.dot(logits(folder, n), expected[n]) / np.linalg.norm(logits(folder, n)) / np.linalg.norm(expected[n]))
                   for n in pictures]
        size = (folder / "ram_plus.onnx").stat().st_size / (plain / "ram_plus.onnx").stat().st_size
        expect(f"{variant} nearly (cosine {min(cosines):.5f}, {size:.2f} of the size)", min(cosines) >= least)
    if options.full:
        return
    chinese = export(work, "chinese", "--chinese", work / "chinese.txt")
    expect("names may be Chinese", [name for name, _ in labels(chinese)] == [f"标签{i}" for i in range(count)])
    (work / "only.txt").write_text("tag 3\ntag 50\n")
    few = export(work, "few", "--only", work / "only.txt")
    expect("of fewer tags each says what it said", np.abs(logits(few, 0) - expected[0][[3, 50]]).max() < NEAR)
    # The rows of a tag that is known, given as if it were new, must say what that tag says.
    described = {"again": ["x"] * (model.config["descriptions"] - 1)}
    rows = model.label_embed.data[:model.config["descriptions"]]
    export_ram_plus.add_tags(model, described, lambda texts: rows[:len(texts)])
    with torch.no_grad():
        more = model(prepared(0, export_ram_plus.IMAGE))[0].numpy()
    expect("a new tag is decided by its descriptions", abs(more[-1] - expected[0][0]) < NEAR)
    expect("and changes no other", np.abs(more[:-1] - expected[0]).max() < NEAR)


if __name__ == "__main__":
    main()
