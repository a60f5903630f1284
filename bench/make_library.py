"""Fills a data directory with N images as if they had been imported and understood, without decoding or a model's run.

    make_library.py DATA N PACK [--queries FILE]

DATA holds a fresh library (`palette serve` has made its tables). Rows are written as
server/src/store/migrations/0001_library.sql describes them; words follow Zipf's law, so that some queries meet a tenth of
the library and others a few images. Originals and renditions are not there: what is measured on such a library is
everything but pixels. FILE gets one search text a line, made from the same words. The same N gives the same library.
"""

import argparse
import glob
import hashlib
import json
import os
import sqlite3
import time

import numpy as np

ROWS_AT_ONCE = 10_000
QUERIES = 20_000
FIRST_MS = 1_704_067_200_000  # the first image arrived on 1 January 2024, the next a minute later
ID_RANDOM_BITS = 20           # server/src/base/ids.hpp

ADJECTIVES = """red blue green golden dark bright quiet misty old young broken painted wild calm cold warm wet dry tall
tiny wide narrow distant lonely crowded rusty silver wooden frozen burning blurred sharp soft heavy faded glowing striped
round twisted empty abandoned sunlit moonlit rainy snowy windy autumn summer winter spring early late foreign familiar
strange gentle proud sleeping""".split()
NOUNS = """dog cat horse bird woman man child girl boy street house bridge tree forest mountain river lake sea boat ship car
train bicycle flower rose garden field road window door chair table lamp book letter hat coat dress shoe hand face portrait
crowd market shop church tower castle temple roof wall stair kitchen bed mirror clock guitar piano drum dancer singer player
ball kite umbrella rain snow cloud sky sun moon star fire smoke lantern candle bottle cup plate bread apple orange lemon
grape fish owl fox wolf bear deer rabbit sheep cow goat butterfly bee spider shell stone sand desert island harbour beach
wave waterfall valley hill meadow path fence gate farm barn mill tractor aeroplane balloon rocket robot statue fountain
sculpture mask crown sword shield knight queen king angel dragon ghost skeleton feather leaf branch root mushroom cactus
pumpkin carrot cake coffee tea wine glass vase basket rope anchor lighthouse""".split()
DOING = """standing sitting running sleeping waiting reading playing jumping swimming flying walking dancing singing cooking
fishing climbing looking hiding resting working drifting leaning falling shining growing drinking eating laughing""".split()
PLACES = """under a tree|by the sea|in the rain|on a hill|at night|in the morning|beside the river|behind a window|in a
quiet street|on the roof|in the snow|at the market|near the harbour|in the kitchen|on the beach|across the field|in the
fog|by candlelight|in the city|at the edge of the forest""".replace("\n", " ").split("|")
MEDIA = """photograph painting drawing etching watercolour sketch poster collage linocut pastel""".split()
SYLLABLES = "ba be di do fa ga hu ka ke li lo ma me mi na ne no ra ri ro sa se ta ti to va vi wa ya zo".split()


class Words:
    """Draws words so that the k-th most common of a list is drawn in proportion to 1 / (k + 5) (Zipf, Mandelbrot): the most
    common noun is then in one title of twenty, and a common turn of phrase in one of ten, as in captions of photographs."""

    def __init__(self, generator):
        self.generator = generator
        self.shares = {}

    def draw(self, words, count):
        shares = self.shares.get(len(words))
        if shares is None:
            shares = 1 / (np.arange(1, len(words) + 1) + 5)
            shares = self.shares[len(words)] = shares / shares.sum()
        return [words[i] for i in self.generator.choice(len(words), count, p=shares)]


def artists(generator, count):
    def name():
        return "".join(SYLLABLES[i] for i in generator.integers(len(SYLLABLES), size=generator.integers(2, 5))).capitalize()
    return [f"{name()} {name()}" for _ in range(count)]


def tag_names(pack_folder):
    file = os.path.join(pack_folder, "tags.tsv")
    if not os.path.exists(file):
        return list(dict.fromkeys(NOUNS + ADJECTIVES + MEDIA))
    with open(file, encoding="utf-8") as lines:
        return list(dict.fromkeys(line.split("\t")[0].strip().lower() for line in lines if line.strip()))


def to_hex(l, a, b):
    """OKLab to "#rrggbb" for whole arrays (Ottosson 2020)."""
    cone = [(l + 0.3963377774 * a + 0.2158037573 * b) ** 3,
            (l - 0.1055613458 * a - 0.0638541728 * b) ** 3,
            (l - 0.0894841775 * a - 1.2914855480 * b) ** 3]
    matrix = [[4.0767416621, -3.3077115913, 0.2309699292],
              [-1.2684380046, 2.6097574011, -0.3413193965],
              [-0.0041960863, -0.7034186147, 1.7076147010]]
    linear = np.clip(np.tensordot(matrix, np.stack(cone), 1), 0, 1)
    srgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in np.round(srgb * 255).astype(int).T.tolist()]


class Library:
    def __init__(self, folder, pack):
        self.database = sqlite3.connect(os.path.join(folder, "palette.db"), isolation_level=None)
        self.database.execute("PRAGMA synchronous = OFF")
        self.database.execute("PRAGMA cache_size = -262144")
        self.pack = f"{pack['name']}@{pack['version']}"
        self.dimension = pack["dimension"]
        self.generator = np.random.default_rng(2_600)
        self.words = Words(self.generator)
        self.centers = self.generator.standard_normal((500, self.dimension), dtype=np.float32)
        self.artists = artists(self.generator, 3000)

    def add_tags(self, names):
        self.tags = names
        self.database.executemany("INSERT OR IGNORE INTO tags (name) VALUES (?)", ((name,) for name in names))
        ids = dict(self.database.execute("SELECT name, id FROM tags"))
        self.tag_ids = [ids[name] for name in names]

    def add(self, first, count):
        """Images number `first` to `first + count`."""
        generator = self.generator
        moments = [FIRST_MS + (first + i) * 60_000 for i in range(count)]
        ids = [(moment << ID_RANDOM_BITS) | int(low)
               for moment, low in zip(moments, generator.integers(1 << ID_RANDOM_BITS, size=count))]
        texts = self.texts(count)
        self.add_images(first, ids, moments, texts)
        tags = self.add_image_tags(ids)
        self.add_embeddings(ids)
        self.database.executemany(
            "INSERT INTO image_text (rowid, title, tags, artist, description) VALUES (?, ?, ?, ?, ?)",
            ((i, title, names, artist, description)
             for i, (title, artist, description), names in zip(ids, texts, tags)))

    def texts(self, count):
        generator, words = self.generator, self.words
        parts = (ADJECTIVES, NOUNS, DOING, PLACES, MEDIA, NOUNS, ADJECTIVES, self.artists)
        draws = [words.draw(part, count) for part in parts]
        described = generator.random(count) < 0.5
        return [(f"{adjective.capitalize()} {noun} {doing} {place}", artist,
                 f"A {medium} of a {noun} with a {second} {other}, {doing} {place}." if with_description else "")
                for adjective, noun, doing, place, medium, other, second, artist, with_description
                in zip(*draws, described)]

    def add_images(self, first, ids, moments, texts):
        generator, count = self.generator, len(ids)
        swatch_count = 5
        shares = np.sort(generator.dirichlet(np.full(swatch_count, 1.2), count), axis=1)[:, ::-1]
        light = generator.uniform(0.1, 0.95, (count, swatch_count))
        a, b = generator.normal(0, 0.07, (2, count, swatch_count)).clip(-0.3, 0.3)
        colors = to_hex(light[:, 0], a[:, 0], b[:, 0])
        sides = np.array([(1600, 1067, 1), (1067, 1600, 0), (1200, 1200, 2), (1920, 1080, 1)])
        sides = sides[generator.choice(4, count, p=[0.45, 0.3, 0.1, 0.15])].tolist()
        hashes = generator.integers(-2**63, 2**63 - 1, size=count).tolist()
        thumbhashes = generator.integers(0, 256, (count, 24), dtype=np.uint8)
        sizes = generator.integers(80_000, 900_000, size=count).tolist()
        self.database.executemany(
            "INSERT INTO images (id, sha256, media_type, extension, bytes, width, height, frames, orientation, file_name,"
            " title, description, artist, credit, source_url, licence, created_at, state, thumbhash, perceptual_hash, color,"
            " tagged_by)"
            " VALUES (?, ?, 'image/jpeg', 'jpg', ?, ?, ?, 1, ?, ?, ?, ?, ?, '', '', 'CC0', ?, 'ready', ?, ?, ?, ?)",
            ((image, hashlib.sha256(b"image %d" % (first + i)).hexdigest(), size, width, height, orientation,
              f"picture-{first + i:07}.jpg", title, description, artist, moment, thumbhash.tobytes(), hash_, color,
              self.pack)
             for i, (image, size, (width, height, orientation), (title, artist, description), moment, thumbhash, hash_, color)
             in enumerate(zip(ids, sizes, sides, texts, moments, thumbhashes, hashes, colors))))
        rows = np.stack([light, a, b, shares], axis=2).tolist()
        self.database.executemany(
            "INSERT INTO swatches (image_id, position, l, a, b, share) VALUES (?, ?, ?, ?, ?, ?)",
            ((image, position, *swatch) for image, swatches in zip(ids, rows) for position, swatch in enumerate(swatches)))

    def add_image_tags(self, ids):
        """Answers the tag names of each image as full text keeps them."""
        generator, count = self.generator, len(ids)
        places = list(range(len(self.tags)))
        drawn = np.array(self.words.draw(places, count * 6)).reshape(count, 6)
        numbers = generator.integers(2, 7, size=count)
        confidences = np.sort(generator.uniform(0.5, 0.99, (count, 6)), axis=1)[:, ::-1].tolist()
        chosen = [list(dict.fromkeys(row[:number])) for row, number in zip(drawn.tolist(), numbers)]
        self.database.executemany(
            "INSERT INTO image_tags (image_id, tag_id, source, confidence, position) VALUES (?, ?, 'ai', ?, ?)",
            ((image, self.tag_ids[tag], confidence[position], position)
             for image, tags, confidence in zip(ids, chosen, confidences) for position, tag in enumerate(tags)))
        return [", ".join(self.tags[tag] for tag in tags) for tags in chosen]

    def add_embeddings(self, ids):
        """Unit vectors around 500 directions, with noise as long as the direction itself."""
        rows = self.generator.standard_normal((len(ids), self.dimension), dtype=np.float32)
        rows += self.centers[self.generator.integers(len(self.centers), size=len(ids))]
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        self.database.executemany("INSERT INTO embeddings (image_id, pack, vector) VALUES (?, ?, ?)",
                                  ((image, self.pack, row.tobytes()) for image, row in zip(ids, rows.astype("<f2"))))

    def queries(self, count):
        """Search texts of two to seven words, all different."""
        parts = [self.words.draw(part, 3 * count) for part in (ADJECTIVES, NOUNS, DOING, PLACES)]
        texts = []
        for adjective, noun, doing, place, kind in zip(*parts, self.generator.integers(3, size=3 * count)):
            texts.append(" ".join([[adjective, noun], [noun, doing, place], [adjective, noun, place]][kind]))
        return list(dict.fromkeys(texts))[:count]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data")
    parser.add_argument("images", type=int)
    parser.add_argument("pack")
    parser.add_argument("--queries")
    options = parser.parse_args()

    start = time.monotonic()
    with open(os.path.join(options.pack, "pack.json"), encoding="utf-8") as file:
        library = Library(options.data, json.load(file))
    if options.queries:
        with open(options.queries, "w", encoding="utf-8") as file:
            file.write("\n".join(library.queries(QUERIES)) + "\n")
    library.add_tags(tag_names(options.pack))
    for first in range(0, options.images, ROWS_AT_ONCE):
        library.database.execute("BEGIN")
        library.add(first, min(ROWS_AT_ONCE, options.images - first))
        library.database.execute("COMMIT")
    library.database.execute("UPDATE images SET compared = 1")  # there are no pixels to compare
    library.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    library.database.close()
    # Saved by the server that made the tables, and nothing in the log of changes says that it lacks all of these.
    for cache in glob.glob(os.path.join(options.data, "index", "*.vectors")):
        os.remove(cache)
    print(json.dumps({"images": options.images, "seconds": time.monotonic() - start}))


if __name__ == "__main__":
    main()
