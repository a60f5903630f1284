"""Makes a model pack of the published RAM++ checkpoint: ram_plus_swin_large_14m.pth and the repository's lists of tags and
thresholds become a folder that `palette models import` takes. README.md says where they are from.

    python export_ram_plus.py CHECKPOINT.pth --tags ram_tag_list.txt --thresholds ram_tag_list_threshold.txt --out FOLDER
                              [--chinese ram_tag_list_chinese.txt] [--only FILE] [--add FILE.json --clip FILE.pt]
                              [--variants int8 float16] [--pictures FOLDER]

--chinese names the tags in Chinese; --only keeps the tags of a file, one a line: each is decided by itself, so the others'
answers stay what they were, and a thousand tags cost a quarter of the head. --add brings tags that the model was not trained
on: FILE.json is {"name": ["what it looks like", ...], ...}, up to 50 descriptions each, and FILE.pt the text encoder that
RAM++ knows descriptions by, OpenAI's CLIP ViT-B/16. A tag that was added is on from OPEN_THRESHOLD. --variants makes
FOLDER-int8 and so on beside it (variants.py).

It was run on checkpoints of the published layout with random weights (check_ram_plus.py), not on the published file: no hub was
within reach. Names that do not fit stop it, and it compares what ONNX Runtime says with PyTorch before it is done.
"""

import argparse
import json
import re
from pathlib import Path

import numpy as np
import onnxruntime
import torch

import ram_plus
import variants
from model_goldens import prepared, write_pack

# Of a layer of the head, as BERT's are called.
HEAD = {"crossattention.self.query": "query", "crossattention.self.key": "key", "crossattention.self.value": "value",
        "crossattention.output.dense": "dense", "crossattention.output.LayerNorm": "norm", "intermediate.dense": "mlp.fc1",
        "output.dense": "mlp.fc2", "output.LayerNorm": "out_norm"}
# In the checkpoint for training, or made again here.
LEFT_OUT = re.compile(r"relative_position_index|attn_mask|^text_|^label_proj|^visual_encoder_distill|distill|position_ids")
IMAGE = {"file": "ram_plus.onnx", "input": "image", "output": "logits", "size": 384, "resize": "squash",
         "interpolation": "bilinear", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "batch_max": 1}


OPEN_THRESHOLD = 0.5  # as the authors' inference on tags that were not trained on


def renamed(name):
    name = name.replace("vision_multi", "tagging_head")
    found = re.fullmatch(r"tagging_head\.encoder\.layer\.(\d+)\.(.+)\.(weight|bias)", name)
    if not found:
        return name
    return f"tagging_head.{found[1]}.{HEAD[found[2]]}.{found[3]}" if found[2] in HEAD else None


# What of a checkpoint answers a picture.
USED = re.compile(r"(visual_encoder|image_proj|wordvec_proj|tagging_head|fc)\.|label_embed$|reweight_scale$")


def load(checkpoint, tags):
    """The model of this checkpoint: everything that answers a picture, and nothing that does not fit."""
    state = {}
    for name, values in checkpoint.items():
        new = None if LEFT_OUT.search(name) else renamed(name)
        if new is not None and USED.match(new):
            state[new] = values.float()
    needed = ("label_embed", "wordvec_proj.weight", "visual_encoder.patch_embed.proj.weight")
    absent = [name for name in needed if name not in state]
    if absent:
        raise SystemExit(f"This is no checkpoint of RAM++: it has no {', '.join(absent)}.")
    model = ram_plus.ram_plus(ram_plus.config_of(state, tags))
    missing = sorted(set(model.state_dict()) - set(state))
    if missing:
        raise SystemExit(f"The checkpoint lacks {len(missing)} parameters, among them {', '.join(missing[:5])}.")
    surplus = sorted(set(state) - set(model.state_dict()))
    if surplus:
        raise SystemExit(f"The checkpoint has {len(surplus)} parameters that are not known, among them {', '.join(surplus[:5])}.")
    model.load_state_dict(state, strict=True)
    return model


def keep_tags(model, kept):
    descriptions = model.config["descriptions"]
    rows = model.label_embed.data.view(-1, descriptions, model.label_embed.shape[1])[kept]
    model.label_embed = torch.nn.Parameter(rows.reshape(-1, rows.shape[-1]))
    model.config = {**model.config, "tags": len(kept)}


def add_tags(model, descriptions, embed):
    """Tags that have only been described. `embed(texts)` gives rows as long as those of the model's own descriptions."""
    each = model.config["descriptions"]
    rows = []
    for name, texts in descriptions.items():
        texts = [*texts[:each - 1], f"a photo of a {name}."]
        found = torch.nn.functional.normalize(embed(texts).float(), dim=-1)
        # Of fewer than the others have, all are said again and again.
        rows.append(found.repeat(-(-each // len(texts)), 1)[:each])
    model.label_embed = torch.nn.Parameter(torch.cat([model.label_embed.data, *rows]))
    model.config = {**model.config, "tags": model.config["tags"] + len(rows)}


def clip_texts(file):
    """OpenAI's CLIP ViT-B/16, which the descriptions of RAM++ were embedded with."""
    import open_clip
    model = open_clip.create_model("ViT-B-16-quickgelu", pretrained=str(file)).eval()
    tokenize = open_clip.get_tokenizer("ViT-B-16-quickgelu")

    def embed(texts):
        with torch.no_grad():
            return model.encode_text(tokenize(texts))
    return embed


def lines(path):
    return [line.strip() for line in path.read_text(encoding="utf-8").strip().split("\n")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--tags", type=Path, required=True)
    parser.add_argument("--thresholds", type=Path, required=True)
    parser.add_argument("--chinese", type=Path)
    parser.add_argument("--only", type=Path)
    parser.add_argument("--add", type=Path)
    parser.add_argument("--clip", type=Path)
    parser.add_argument("--variants", nargs="*", default=[], choices=variants.VARIANTS)
    parser.add_argument("--pictures", type=Path, help="that int8 is tried on")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    if options.add and not options.clip:
        parser.error("--add needs --clip, which embeds the descriptions")

    tags, thresholds = lines(options.tags), lines(options.thresholds)
    names = lines(options.chinese) if options.chinese else tags
    if not len(tags) == len(thresholds) == len(names):
        raise SystemExit(f"There are {len(tags)} tags, {len(thresholds)} thresholds and {len(names)} names.")
    # Only tensors are read: a pickle from the network may hold anything.
    model = load(torch.load(options.checkpoint, map_location="cpu", weights_only=True)["model"], len(tags))
    kept = list(range(len(tags)))
    if options.only:
        wanted = set(lines(options.only))
        kept = [i for i, tag in enumerate(tags) if tag in wanted]
        keep_tags(model, kept)
    labels = [(names[i], thresholds[i]) for i in kept]
    if options.add:
        added = json.loads(options.add.read_text(encoding="utf-8"))
        add_tags(model, added, clip_texts(options.clip))
        labels += [(name, OPEN_THRESHOLD) for name in added]
    options.out.mkdir(parents=True, exist_ok=True)
    file = options.out / IMAGE["file"]
    # 2 GB is the most that one file of Protocol Buffers holds; without folding, the label embeddings are in it once.
    torch.onnx.export(model, (torch.zeros(1, 3, 384, 384),), str(file), input_names=["image"], output_names=["logits"],
                      opset_version=17, do_constant_folding=False, dynamo=False)
    (options.out / "tags.tsv").write_text("".join(f"{name}\t{threshold}\n" for name, threshold in labels), encoding="utf-8")
    write_pack(options.out, {
        "name": "ram-plus-swin-l-384", "version": "1-export", "title": "Recognize Anything Plus, Swin-L at 384 pixels",
        "licence": "Apache-2.0", "tagger": {"image": IMAGE, "labels": "tags.tsv", "tags_max": 24}})
    picture = prepared(1, IMAGE)
    with torch.no_grad():
        expected = model(picture).numpy()
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    found = session.run(None, {"image": picture.numpy()})[0]
    for variant in options.variants:
        folder = options.out.with_name(f"{options.out.name}-{variant}")
        print(json.dumps(variants.make_variant(options.out, folder, variant, options.pictures)))
    print(json.dumps({"tags": len(labels), "bytes": file.stat().st_size, "largest_difference": float(np.abs(found - expected).max())}))


if __name__ == "__main__":
    main()
