# What the starter pack may be trained on: training/licences.py refuses what does not state an open licence.
# shellcheck shell=bash
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
export PALETTE_TRAINING_WORK="$scratch/work" PYTHONDONTWRITEBYTECODE=1
python3=/usr/bin/python3
[[ -x "$python3" ]] || python3=python3

# Every source that is listed, each stating everything that any has to state.
lay_out() {
  rm -rf "$scratch/work" "$scratch/open"
  mkdir -p "$scratch/work/corpus" "$scratch/open"
  (cd "$here/training" && "$python3" - "$scratch/open" <<'PYTHON'
import json, pathlib, sys
import licences
statement = """Public Domain Dedication, public domain. Bitstream Vera. OFL-1.1, SIL Open Font. Apache-2.0. license: apache-2.0
Apache License, Version 2.0. BSD 3-Clause. WordNet3.0. US government work. CC BY 2.0, CC BY 4.0, CC0 1.0. Licence: MIT
"license": "MIT" """ + " ".join(f'"spdx": "{name}"' for name in sorted(licences.OPEN))
places = [(source.stated, source) for source in licences.SOURCES.values()]
for stated, _ in places:
    root = pathlib.Path(sys.argv[1]) if stated.endswith("/README") else licences.WORK
    (root / stated).parent.mkdir(parents=True, exist_ok=True)
    (root / stated).write_text(statement)
for package, _, _ in licences.FONTS:
    file = licences.WORK / "deb" / package / "usr/share/doc" / package / "copyright"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(statement)
items = [{"source": name, "use": "train"} for name, source in licences.SOURCES.items() if source.pictures]
(licences.WORK / "corpus/items.jsonl").write_text("".join(json.dumps(item) + "\n" for item in items))
PYTHON
  )
}
expect() {
  local verdict="$1" what="$2" said found
  if said="$(cd "$here/training" && "$python3" licences.py --open "$scratch/open" 2>&1)"; then found=accepted; else found=refused; fi
  if [[ "$found" == "$verdict" && ("$verdict" == accepted || "$said" == *"$3"*) ]]; then echo "ok tools: $what is $verdict for training"; else
    echo "not ok tools: $what should be $verdict for training, but: $found, $said"
  fi
}

lay_out
expect accepted "a corpus of listed sources that state their licences"
echo '{"source": "found_on_the_web", "use": "train"}' >>"$scratch/work/corpus/items.jsonl"
expect refused "a source that nobody listed" "does not list found_on_the_web"
lay_out
echo '{"source": "flickr8k", "use": "train"}' >>"$scratch/work/corpus/items.jsonl"
expect refused "a picture that is only to be measured on" "does not list flickr8k"
lay_out
echo '{"source": "flickr8k", "use": "measure"}' >>"$scratch/work/corpus/items.jsonl"
expect accepted "a corpus with pictures that are measured on only"
lay_out
echo "All rights reserved." >"$scratch/open/photo_grocery/README"
expect refused "a set whose README states no open licence" "does not state MIT"
lay_out
rm "$scratch/work/npm/twemoji/package/info.json"
expect refused "a package without a statement" "is missing"
lay_out
printf 'file\tlicence\na.jpg\tCC BY 2.0\nb.jpg\tCC BY-NC 2.0\n' >"$scratch/open/people_coco_open/attribution.tsv"
expect refused "a picture under a closed licence within an open set" "b.jpg is under CC BY-NC 2.0"
lay_out
echo "Only for private use." >"$scratch/work/deb/fonts-play/usr/share/doc/fonts-play/copyright"
expect refused "a font that is not open" "fonts-play"
