# ./dev bench [NAME]: hands over to bench/run.
# shellcheck shell=bash

[[ -f "$root/bench/run" ]] || die "there is no bench/run"
require_packages build bench
build_server release all
build_web
export PALETTE_BIN="$root/build/release/palette"
if [[ -x "$root/bench/run" ]]; then exec "$root/bench/run" "$@"; else exec bash "$root/bench/run" "$@"; fi
