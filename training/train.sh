#!/bin/sh
# Builds models/starter from nothing: ./train.sh OPEN_DATA [FLICKR8K_DEV]. Finished work (packages, drawings, blocks of features,
# captions encoded, labels) is kept and not done again, so an interrupted run goes on where it stopped. A GPU is used to fine-tune
# the backbone; without one backbone.npz is taken, which came of it before.
set -eu
cd "$(dirname "$0")"
open=${1:?usage: train.sh OPEN_DATA [FLICKR8K_DEV]}
mkdir -p "${PALETTE_TRAINING_WORK:=work}"
work=$(cd "$PALETTE_TRAINING_WORK" && pwd)
python=$work/venv/bin/python
[ -x "$python" ] || { python3 -m venv "$work/venv" && "$work/venv/bin/pip" install -q -r requirements.txt; }
"$python" gather.py --open "$open" ${2:+--measure "$2"}
"$python" text_tower.py
if "$python" -c 'import sys, torch; sys.exit(not torch.cuda.is_available())'; then "$python" material.py; fi
"$python" finetune.py
"$python" features.py
"$python" align.py
"$python" tags.py
"$python" calibrate.py
"$python" sets.py
"$python" export.py --publish
cat <<END
Now measure it and write its card:
  PALETTE_PACK=$work/pack-float32 ./dev bench relevance --json build/bench/float32.json
  ./dev bench relevance --json build/bench/starter.json
  $python training/card.py --measured build/bench/starter.json --float32 build/bench/float32.json
END
