"""Writes the model card, models/starter/README.md, from model_card.md, the sources trained on and what was measured.

Run: python3 card.py --measured ../build/bench/latest.json [--float32 FILE]
The JSON is what `./dev bench relevance` leaves; with PALETTE_PACK=training/work/pack-float32 it measures that pack, and the card then
says what int8 costs.
"""

import argparse
import hashlib
import json
from collections import Counter
from pathlib import Path

from common import HERE, STARTER, WORK, read_jsonl
from export import DOCUMENTS
from licences import FONTS, SOURCES

CARD = "README.md"


def sources_table(items):
    trained = Counter(item["source"] for item in items if item["use"] == "train")
    lines = ["| source | pictures trained on | licence |", "|---|---|---|"]
    for name, source in sorted(SOURCES.items(), key=lambda pair: -trained[pair[0]]):
        if trained[name] or not source.pictures:
            lines.append(f"| {source.title} | {trained[name] or ''} | {', '.join(source.licences)} |")
    fonts = ", ".join(f"`{package}`" for package, _, _ in FONTS)
    return "\n".join([*lines, f"| {fonts} (Debian) | | {', '.join(sorted({licence for _, licence, _ in FONTS}))} |"])


def measured_table(rows, float32):
    """`float32`: the rows of the twin, or none."""
    before = {row["what"]: row["palette"] for row in float32}
    lines = [f"| what | pictures | result |{' in float32 |' if before else ''} aim |", f"|---|---|---|{'---|' if before else ''}---|"]
    for row in rows:
        if row["measure"] == "relevance":
            reached = {True: "", False: " (missed)"}.get(row.get("met"), "")
            twin = f" {before[row['what']]} |" if before else ""
            lines.append(f"| {row['what']} | {row.get('peer', '')} | {row['palette']} |{twin} {row.get('budget', '')}{reached} |")
    return "\n".join(lines)


def rows_of(path):
    return json.loads(path.read_text(encoding="utf-8"))["rows"] if path else []


def refresh_description(folder):
    """pack.json states every file's size and hash, those of the papers too."""
    path = folder / "pack.json"
    pack = json.loads(path.read_text(encoding="utf-8"))
    for name in DOCUMENTS:
        paper = (folder / name).read_bytes()
        pack["files"][name] = {"bytes": len(paper), "sha256": hashlib.sha256(paper).hexdigest()}
    path.write_text(json.dumps(pack, indent=2) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measured", type=Path, required=True, help="JSON of ./dev bench relevance")
    parser.add_argument("--float32", type=Path, help="the same of the twin")
    parser.add_argument("--pack", type=Path, default=STARTER)
    options = parser.parse_args()
    measured = json.loads(options.measured.read_text(encoding="utf-8"))
    items = read_jsonl(WORK / "corpus" / "items.jsonl")
    pack = json.loads((options.pack / "pack.json").read_text(encoding="utf-8"))
    parts = {"version": pack["version"], "tags": str(len((options.pack / "tags.tsv").read_text(encoding="utf-8").splitlines())),
             "megabytes": str(round(sum(p.stat().st_size for p in options.pack.iterdir()) / 1e6)),
             "strong": str(pack["calibration"]["strong_cosine"]), "related": str(pack["calibration"]["related_cosine"]),
             "date": measured["date"][:10], "sources": sources_table(items),
             "measured": measured_table(measured["rows"], rows_of(options.float32))}
    text = (HERE / "model_card.md").read_text(encoding="utf-8")
    for name, value in parts.items():
        text = text.replace("{{" + name + "}}", value)
    (options.pack / CARD).write_text(text, encoding="utf-8")
    refresh_description(options.pack)


if __name__ == "__main__":
    main()
