"""Makes a model pack of the published RAM++ checkpoint: ram_plus_swin_large_14m.pth and the repository's lists of tags and
thresholds become a folder that `palette models import` takes. README.md says where they are from.

    python export_ram_plus.py CHECKPOINT.pth --tags ram_tag_list.txt --thresholds ram_tag_list_threshold.txt --out FOLDER
                              [--chinese ram_tag_list_chinese.txt] [--only FILE]

--chinese names the tags in Chinese; --only keeps the tags of a file, one a line: each is decided by itself, so the others'
answers stay what they were, and a thousand tags cost a quarter of the head. Nothing of it was run on the published file here
(no hub was within reach): names that do not fit stop it, and it compares what ONNX Runtime says with PyTorch before it is done.
"""

import argparse
import json
import re
from pathlib import Path

import numpy as np
import onnxruntime
import torch

import ram_plus
from model_goldens import prepared, write_pack

# Of a layer of the head, as BERT's are called.
HEAD = {"crossattention.self.query": "query", "crossattention.self.key": "key", "crossattention.self.value": "value",
        "crossattention.output.dense": "dense", "crossattention.output.LayerNorm": "norm", "intermediate.dense": "mlp.fc1",
        "output.dense": "mlp.fc2", "output.LayerNorm": "out_norm"}
# In the checkpoint for training, or made again here.
LEFT_OUT = re.compile(r"relative_position_index|attn_mask|^text_|^label_proj|^visual_encoder_distill|distill|position_ids")
IMAGE = {"file": "ram_plus.onnx", "input": "image", "output": "logits", "size": 384, "resize": "squash",
         "interpolation": "bilinear", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "batch_max": 1}


def renamed(name):
    name = name.replace("vision_multi", "tagging_head")
    found = re.fullmatch(r"tagging_head\.encoder\.layer\.(\d+)\.(.+)\.(weight|bias)", name)
    if not found:
        return name
    return f"tagging_head.{found[1]}.{HEAD[found[2]]}.{found[3]}" if found[2] in HEAD else None


def load(model, checkpoint):
    """Everything that answers a picture, and nothing that does not fit."""
    state = {}
    for name, values in checkpoint.items():
        if LEFT_OUT.search(name):
            continue
        new = renamed(name)
        if new is not None and new in model.state_dict():
            state[new] = values.float()
    missing = sorted(set(model.state_dict()) - set(state))
    if missing:
        raise SystemExit(f"The checkpoint lacks {len(missing)} parameters, among them {', '.join(missing[:5])}.")
    model.load_state_dict(state, strict=True)


def keep_tags(model, kept):
    descriptions = model.config["descriptions"]
    rows = model.label_embed.data.view(-1, descriptions, model.label_embed.shape[1])[kept]
    model.label_embed = torch.nn.Parameter(rows.reshape(-1, rows.shape[-1]))
    model.config = {**model.config, "tags": len(kept)}


def lines(path):
    return [line.strip() for line in path.read_text(encoding="utf-8").strip().split("\n")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--tags", type=Path, required=True)
    parser.add_argument("--thresholds", type=Path, required=True)
    parser.add_argument("--chinese", type=Path)
    parser.add_argument("--only", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()

    model = ram_plus.ram_plus(ram_plus.FULL)
    # Only tensors are read: a pickle from the network may hold anything.
    load(model, torch.load(options.checkpoint, map_location="cpu", weights_only=True)["model"])
    tags, thresholds = lines(options.tags), lines(options.thresholds)
    names = lines(options.chinese) if options.chinese else tags
    kept = list(range(len(tags)))
    if options.only:
        wanted = set(lines(options.only))
        kept = [i for i, tag in enumerate(tags) if tag in wanted]
        keep_tags(model, kept)
    options.out.mkdir(parents=True, exist_ok=True)
    file = options.out / IMAGE["file"]
    # 2 GB is the most that one file of Protocol Buffers holds; without folding, the label embeddings are in it once.
    torch.onnx.export(model, (torch.zeros(1, 3, 384, 384),), str(file), input_names=["image"], output_names=["logits"],
                      opset_version=17, do_constant_folding=False, dynamo=False)
    (options.out / "tags.tsv").write_text("".join(f"{names[i]}\t{thresholds[i]}\n" for i in kept), encoding="utf-8")
    write_pack(options.out, {
        "name": "ram-plus-swin-l-384", "version": "1-export", "title": "Recognize Anything Plus, Swin-L at 384 pixels",
        "licence": "Apache-2.0", "tagger": {"image": IMAGE, "labels": "tags.tsv", "tags_max": 24}})
    picture = prepared(1, IMAGE)
    with torch.no_grad():
        expected = model(picture).numpy()
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    found = session.run(None, {"image": picture.numpy()})[0]
    print(json.dumps({"tags": len(kept), "bytes": file.stat().st_size, "largest_difference": float(np.abs(found - expected).max())}))


if __name__ == "__main__":
    main()
