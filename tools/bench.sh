# ./dev bench [NAME]: hands over to bench/run.
# shellcheck shell=bash

# require_engines: what `bench vectors` compares with, and the pictures whose embeddings it is measured on.
require_engines() {
  local home="$root/bench/vectors" lock part
  require_packages engines
  require_node
  lock="$(sha256sum <"$home/package-lock.json" | cut -d' ' -f1)"
  if ! stamped "$home/node_modules/.ready" "$lock"; then
    say "installing the engines to compare with from npm"
    (cd "$home" && logged npm-engines npm ci --ignore-scripts) || die "npm ci failed in bench/vectors"
    stamp "$home/node_modules/.ready" "$lock"
  fi
  # shellcheck source=/dev/null
  . "$root/tools/demo.sh"
  for part in 1 2; do prepare_demo "$part" || warn "the demo pictures are not complete"; done
  # CMake looks for the engines when it configures.
  require_packages build
  require_onnxruntime
  logged cmake-release cmake -S "$root" --preset release || die "cmake could not configure build/release"
}

[[ -f "$root/bench/run" ]] || die "there is no bench/run"
require_packages build bench
if [[ " $* " == *' vectors '* ]]; then require_engines; fi
build_server release all
build_web
export PALETTE_BIN="$root/build/release/palette"
if [[ -x "$root/bench/run" ]]; then exec "$root/bench/run" "$@"; else exec bash "$root/bench/run" "$@"; fi
