"""Makes training/golden/preprocessing/: pictures of odd sizes and kinds, and what the transforms of the original models make of
them, a PNG a model with all of them as tiles of a square. server/src/ingest/encoder_input_test.cpp holds the server to them, within
1/255.

    python preprocessing_goldens.py

Three things are done before the originals' transforms, since Palette means them to be otherwise: pictures are turned upright
by their EXIF (the originals do not), transparency is shown on white (they show whatever colour lies below), and the inks of
CMYK become colours as libvips has it, by a profile (they do without one).
"""

import argparse
import ctypes
import ctypes.util
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps
from torchvision import transforms

OUT = Path(__file__).resolve().parent.parent / "golden" / "preprocessing"
TILES = 6  # across and down
SRGB = 22  # VIPS_INTERPRETATION_sRGB
BICUBIC, BILINEAR = transforms.InterpolationMode.BICUBIC, transforms.InterpolationMode.BILINEAR
# Sizes are small, for small files; nothing in the transforms depends on them.
TRANSFORMS = {
    # open_clip's image_transform: the shorter side, then the centre.
    "openclip": ({"size": 64, "resize": "crop", "interpolation": "bicubic"},
                 transforms.Compose([transforms.Resize(64, BICUBIC), transforms.CenterCrop(64)])),
    # SiglipImageProcessor: PIL's resize with resample = 2.
    "siglip2": ({"size": 64, "resize": "squash", "interpolation": "bilinear"},
                lambda image: image.resize((64, 64), Image.Resampling.BILINEAR)),
    # ram/transform.py.
    "ram-plus": ({"size": 48, "resize": "squash", "interpolation": "bilinear"}, transforms.Resize((48, 48), BILINEAR)),
}


def scene(width, height, seed=0):
    """Slopes, edges, fine lines and grain."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    draw = np.random.default_rng(seed)
    red = 127 + 120 * np.sin(x / (3 + seed)) * np.cos(y / 17)
    green = (x * 255 / max(1, width - 1) + 90 * ((x + y) % 23 < 7)) % 256
    blue = 255 * ((np.hypot(x - width / 3, y - height / 2) < min(width, height) / 3).astype(np.float64))
    picture = np.stack([red, green, blue], -1) + draw.normal(0, 2, (height, width, 3))
    return Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))


def with_alpha(image):
    width, height = image.size
    y, x = np.mgrid[0:height, 0:width]
    image.putalpha(Image.fromarray(((x * 3 + y * 5) % 256).astype(np.uint8)))
    return image



def exif(orientation):
    tags = Image.Exif()
    tags[0x0112] = orientation
    return tags.tobytes()


def pictures():
    """Name, picture as stored, how it is saved."""
    for width, height in ((301, 203), (203, 301), (97, 96), (131, 64), (64, 133), (31, 17), (65, 67), (1, 1), (5, 190)):
        yield f"rgb-{width}x{height}.png", scene(width, height), {}
    yield "photo-1280x713.jpg", scene(1280, 713, 10), {"quality": 60}
    yield "grey-157x211.png", scene(157, 211, 1).convert("L"), {}
    yield "grey-alpha-143x99.png", with_alpha(scene(143, 99, 2).convert("L")), {}
    yield "alpha-157x211.png", with_alpha(scene(157, 211, 3)), {}
    yield "palette-111x87.png", scene(111, 87, 4).quantize(64), {}
    yield "bilevel-120x77.png", scene(120, 77, 5).convert("1"), {}
    yield "photo-399x267.jpg", scene(399, 267, 6), {"quality": 92}
    yield "photo-420-399x267.jpg", scene(399, 267, 6), {"quality": 80, "subsampling": 2}
    yield "grey-301x203.jpg", scene(301, 203, 7).convert("L"), {"quality": 92}
    yield "cmyk-203x155.jpg", scene(203, 155, 8).convert("CMYK"), {"quality": 95}
    for orientation in range(2, 9):
        yield f"turned-{orientation}-151x101.jpg", scene(151, 101, 9), {"quality": 92, "exif": exif(orientation)}


def opaque(image):
    image = ImageOps.exif_transpose(image)
    if image.mode == "P" and "transparency" not in image.info:
        image = image.convert("RGB")
    if image.mode in ("LA", "RGBA", "P"):
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, (255, 255, 255, 255))
        image = Image.alpha_composite(white, image)
    return image.convert("RGB")


def inked(path):
    """A CMYK file in colours, by libvips."""
    vips = ctypes.CDLL(ctypes.util.find_library("vips") or "libvips.so.42")
    vips.vips_init(b"preprocessing_goldens")
    for function in (vips.vips_image_new_from_file, vips.vips_image_write_to_memory):
        function.restype = ctypes.c_void_p
    image = ctypes.c_void_p(vips.vips_image_new_from_file(str(path).encode(), None))
    colours, size = ctypes.c_void_p(), ctypes.c_size_t()
    if vips.vips_colourspace(image, ctypes.byref(colours), SRGB, None):
        raise SystemExit("libvips cannot read the CMYK file")
    pixels = vips.vips_image_write_to_memory(colours, ctypes.byref(size))
    with Image.open(path) as sides:
        return Image.frombytes("RGB", sides.size, ctypes.string_at(pixels, size.value))


def main():
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.iterdir():
        old.unlink()
    names, seen = [], []
    for name, picture, how in pictures():
        picture.save(OUT / name, **how, **({"optimize": True} if name.endswith(".png") else {}))
        with Image.open(OUT / name) as stored:
            seen.append(inked(OUT / name) if stored.mode == "CMYK" else opaque(stored))
        names.append(name)
    assert len(names) <= TILES * TILES
    for model, (encoder, transform) in TRANSFORMS.items():
        size = encoder["size"]
        tiles = Image.new("RGB", (TILES * size, TILES * size))
        for i, picture in enumerate(seen):
            tiles.paste(transform(picture), (i % TILES * size, i // TILES * size))
        tiles.save(OUT / f"{model}.png", optimize=True)
    encoders = [f"{model}\t{encoder['size']}\t{encoder['resize']}\t{encoder['interpolation']}\n"
                for model, (encoder, _) in TRANSFORMS.items()]
    (OUT / "encoders.tsv").write_text("".join(encoders))
    (OUT / "pictures.txt").write_text("".join(f"{name}\n" for name in names))


if __name__ == "__main__":
    main()
