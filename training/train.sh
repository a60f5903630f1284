#!/bin/sh
# Builds models/starter from nothing: ./train.sh OPEN_DATA [FLICKR8K_DEV]. Stages whose results exist are skipped where they
# are slow (fetching, drawing, features), so an interrupted run goes on where it stopped. CPU only, about an hour on two cores.
set -eu
cd "$(dirname "$0")"
open=${1:?usage: train.sh OPEN_DATA [FLICKR8K_DEV]}
measure=${2:+--measure $2}
python=work/venv/bin/python
[ -x $python ] || { python3 -m venv work/venv && work/venv/bin/pip install -q -r requirements.txt; }
$python gather.py --open "$open" $measure
$python text_tower.py
$python features.py
$python align.py
$python tags.py
$python calibrate.py
$python export.py --publish
$python measure.py
