"""What `bench models` measures Palette beside: the same models on the same pictures, run by PyTorch and by ONNX Runtime alone.

    peers.py pytorch NAME PICTURES [--count N] [--batch N] [--embeddings FILE]
    peers.py onnxruntime NAME PICTURES --pack PACK [--count N]

NAME is one of training/export/full_size.py's.
pytorch: in float32. Each picture is opened by Pillow, transformed as the original does and seen, one after the other as Palette's
original did; with --batch, so many at once, prepared by other processes meanwhile.
onnxruntime: the pack's image model on pictures that are prepared and lie in memory; and from their files, opened and transformed in
the same way by threads of which others run the model meanwhile. Both in the fastest of several ways.
Needs training/export/requirements.txt. Prints one line of JSON.
"""

import argparse
import functools
import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.append(str(Path(__file__).resolve().parents[2] / "training" / "export"))

CORES = len(os.sched_getaffinity(0))
BATCHES = (1, 4, 8)


def files_in(folder, count):
    return sorted(path for path in Path(folder).iterdir() if path.is_file())[:count]


def transform_of(name):
    """From an opened picture to a tensor, by the original's own code where a package holds it."""
    import full_size
    from torchvision import transforms
    image = full_size.IMAGES[name]
    if name == "openclip":
        from open_clip.transform import image_transform
        return image_transform(image["size"], is_train=False, mean=image["mean"], std=image["std"])
    side = (image["size"],) * 2
    return transforms.Compose([lambda picture: picture.convert("RGB"), transforms.Resize(side),
                               transforms.ToTensor(), transforms.Normalize(image["mean"], image["std"])])


def model_of(name):
    import architectures
    import full_size
    if name == "openclip":
        return architectures.ClipImage(full_size.openclip())
    if name == "siglip2":
        return full_size.First(full_size.siglip2().vision_model)
    model = full_size.ram()
    model.tag_embeddings = functools.partial(original_tag_embeddings, model)
    return model


def original_tag_embeddings(model, picture):
    """RamPlus.tag_embeddings as the original computes it (recognize-anything at 7cb804a, ram/models/ram_plus.py): for each picture
    all descriptions are written down by their weights, half a gigabyte, and summed."""
    import torch
    labels = model.label_embed.view(model.config["tags"], model.config["descriptions"], -1)
    return torch.stack([(weights.unsqueeze(-1) * labels).sum(1) for weights in model.description_weights(picture)])


class Prepared:
    """Pictures of files, as a data set of torch."""

    def __init__(self, files, name):
        self.files = files
        self.transform = transform_of(name)

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        with Image.open(self.files[i]) as picture:
            return self.transform(picture)


def pytorch(options):
    import torch
    model = model_of(options.name).eval()
    pictures = Prepared(files_in(options.pictures, options.count), options.name)
    with torch.inference_mode():
        model(pictures[0][None].expand(options.batch, -1, -1, -1))
        began = time.perf_counter()
        if options.batch == 1:
            seen = [model(pictures[i][None]) for i in range(len(pictures))]
        else:
            loader = torch.utils.data.DataLoader(pictures, options.batch, num_workers=CORES)
            seen = [model(batch) for batch in loader]
        seconds = time.perf_counter() - began
    if options.embeddings:
        torch.cat(seen).numpy().astype("<f4").tofile(options.embeddings)
    return {"images_per_s": len(pictures) / seconds, "version": torch.__version__}


def ways(file, is_batched):
    """What a run is given and how: (words, session, pictures a run, runs at once)."""
    import onnxruntime

    def session(threads):
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = threads
        return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])

    together = session(CORES)
    for batch in BATCHES if is_batched else (1,):
        yield f"{batch} a run on {CORES} threads", together, batch, 1
    del together
    yield f"{CORES} runs at once, a thread each", session(1), 1, CORES


def rate_of(run, count, batch, at_once):
    """Pictures a second of run(first, end) over `count` pictures, `batch` at a time, by `at_once` threads."""
    run(0, batch)
    with ThreadPoolExecutor(at_once) as threads:
        began = time.perf_counter()
        list(threads.map(lambda first: run(first, min(count, first + batch)), range(0, count, batch)))
        return count / (time.perf_counter() - began)


def onnx_runtime(options):
    import onnxruntime
    import torch
    torch.set_num_threads(1)  # of each thread that prepares
    description = json.loads((options.pack / "pack.json").read_text())
    image = description.get("image") or description["tagger"]["image"]
    pictures = Prepared(files_in(options.pictures, options.count), options.name)
    inputs = [picture.numpy() for picture in pictures]
    best = {"images_per_s": 0, "from_files_images_per_s": 0, "version": onnxruntime.__version__}
    # An eight-bit model's scale is of all that is in a run: it takes one picture (training/export/variants.py).
    is_batched = not options.pack.name.endswith("int8")
    for words, session, batch, at_once in ways(options.pack / image["file"], is_batched):
        name = session.get_inputs()[0].name

        def prepared(first, end):
            session.run(None, {name: np.stack(inputs[first:end])})

        def from_files(first, end):
            session.run(None, {name: np.stack([pictures[i].numpy() for i in range(first, end)])})

        rate = rate_of(prepared, len(inputs), batch, at_once)
        if rate > best["images_per_s"]:
            best |= {"images_per_s": rate, "way": words}
        # As many threads more as there are cores: while some wait for the model, others open files.
        rate = rate_of(from_files, len(inputs), batch, at_once + CORES)
        if rate > best["from_files_images_per_s"]:
            best |= {"from_files_images_per_s": rate, "from_files_way": words}
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("engine", choices=["pytorch", "onnxruntime"])
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--count", type=int, default=64)
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--embeddings", type=Path)
    parser.add_argument("--pack", type=Path)
    options = parser.parse_args()
    print(json.dumps(pytorch(options) if options.engine == "pytorch" else onnx_runtime(options)))


if __name__ == "__main__":
    main()
