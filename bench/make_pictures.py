"""Fills a folder with JPEG pictures for the ingest measurement, the same ones on every machine.

    make_pictures.py FOLDER COUNT

1600 x 1067 or upright, quality 85, about 350 kB: clouds of colour at several scales, a few shapes, and grain, so that
decoding and encoding have about as much to do as with photographs. Written with libvips, which Palette needs anyway.
"""

import ctypes
import ctypes.util
import os
import sys

import numpy as np

LONG, SHORT = 1600, 1067
CANVAS = 2000
CANVASES = 6
GRAIN = 6.5
QUALITY = 85

vips = ctypes.CDLL(ctypes.util.find_library("vips") or "libvips.so.42")
vips.vips_image_new_from_memory_copy.restype = ctypes.c_void_p
vips.vips_image_new_from_memory_copy.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 4
FORMAT_UCHAR = 0


def write_jpeg(pixels, path):
    height, width, bands = pixels.shape
    pixels = np.ascontiguousarray(pixels)
    image = vips.vips_image_new_from_memory_copy(pixels.ctypes.data, pixels.nbytes, width, height, bands, FORMAT_UCHAR)
    failed = vips.vips_jpegsave(ctypes.c_void_p(image), os.fsencode(path), b"Q", ctypes.c_int(QUALITY), None)
    vips.g_object_unref(ctypes.c_void_p(image))
    if failed:
        raise SystemExit(f"libvips could not write {path}")


def stretched(field, size):
    """A small field of values brought to size x size, bilinear."""
    at = np.linspace(0, len(field) - 1.001, size, dtype=np.float32)
    low = at.astype(np.intp)
    part = (at - low)[:, None, None]
    rows = field[low] * (1 - part) + field[low + 1] * part
    part = (at - low)[None, :, None]
    return rows[:, low] * (1 - part) + rows[:, low + 1] * part


def canvas(generator):
    picture = np.full((CANVAS, CANVAS, 3), 128, np.float32)
    for cells, strength in ((4, 60), (12, 35), (48, 18), (200, 9)):
        picture += stretched(generator.normal(0, strength, (cells + 1, cells + 1, 3)).astype(np.float32), CANVAS)
    for _ in range(12):
        radius = int(generator.integers(50, 350))
        y, x = generator.integers(0, CANVAS - 2 * radius, 2)
        rows, columns = np.ogrid[-radius:radius, -radius:radius]
        inside = rows * rows + columns * columns < radius * radius
        picture[y:y + 2 * radius, x:x + 2 * radius][inside] = generator.uniform(0, 255, 3)
    picture += generator.standard_normal((CANVAS, CANVAS, 1), dtype=np.float32) * GRAIN
    return np.clip(picture, 0, 255).astype(np.uint8)


def main():
    folder, count = sys.argv[1], int(sys.argv[2])
    os.makedirs(folder, exist_ok=True)
    vips.vips_init(b"make_pictures")
    generator = np.random.default_rng(1_067)
    canvases = []
    for i in range(count):
        if len(canvases) < min(CANVASES, count):
            canvases.append(canvas(generator))
        height, width = (SHORT, LONG) if generator.random() < 0.7 else (LONG, SHORT)
        source = canvases[generator.integers(len(canvases))]
        y = generator.integers(CANVAS - height + 1)
        x = generator.integers(CANVAS - width + 1)
        picture = source[y:y + height, x:x + width]
        if generator.random() < 0.5:
            picture = picture[:, ::-1]
        # Other colours each time: channels change places, and the light changes.
        picture = picture[:, :, generator.permutation(3)]
        light = np.clip((np.arange(256) / 255) ** generator.uniform(0.6, 1.7) * 255, 0, 255).astype(np.uint8)
        write_jpeg(light[picture], os.path.join(folder, f"picture-{i:05}.jpg"))


if __name__ == "__main__":
    main()
