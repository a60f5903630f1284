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

# require_reference: PyTorch and the originals' packages, from PyPI, for `bench models`.
require_reference() {
  local home="$cache/bench/reference" wanted="$root/training/export/requirements.txt" lock
  require_packages reference
  lock="$(sha256sum <"$wanted" | cut -d' ' -f1)"
  stamped "$home/.ready" "$lock" && return 0
  say "installing PyTorch and the originals' packages from PyPI"
  logged reference python3 -m venv "$home" || die "could not make $home"
  logged reference "$home/bin/pip" install -q -r "$wanted" || die "pip could not install what bench models compares with"
  stamp "$home/.ready" "$lock"
}

[[ -f "$root/bench/run" ]] || die "there is no bench/run"
require_packages build bench
if [[ " $* " == *' vectors '* ]]; then require_engines; fi
if [[ " $* " == *' models '* ]]; then require_reference; fi
build_server release all
build_web
export PALETTE_BIN="$root/build/release/palette"
if [[ -x "$root/bench/run" ]]; then exec "$root/bench/run" "$@"; else exec bash "$root/bench/run" "$@"; fi
