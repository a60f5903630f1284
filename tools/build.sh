# Builds the server (CMake, Ninja, ccache) and the web app (Vite); both do nothing when nothing changed.
# shellcheck shell=bash

# Paths below the root count as relative for ccache: another clone of the same code builds from the same cache.
export CCACHE_BASEDIR="$root"

# build_jobs: compilers side by side; each may take about 1.5 GB.
build_jobs() {
  local cores memory
  cores="$(nproc)"
  memory="$(awk '/MemAvailable/ { print int($2 / 1572864) }' /proc/meminfo)"
  ((memory >= 1)) || memory=1
  echo "${PALETTE_JOBS:-$((cores < memory ? cores : memory))}"
}

# build_server PRESET [TARGET...]: into build/PRESET; without targets everything.
build_server() {
  local preset="$1" targets=("${@:2}") command
  require_packages build
  require_onnxruntime
  if [[ ! -f "$root/build/$preset/build.ninja" ]]; then
    logged "cmake-$preset" cmake -S "$root" --preset "$preset" || die "cmake could not configure build/$preset"
  fi
  command=(cmake --build "$root/build/$preset" --parallel "$(build_jobs)" --target "${targets[@]:-all}")
  if [[ -t 2 ]]; then
    "${command[@]}" >&2 || die "the server does not compile"
  else
    logged "build-$preset" "${command[@]}" || die "the server does not compile"
  fi
}

# build_web: web/dist from web/ and api/openapi.yaml.
build_web() {
  require_npm_packages
  local now
  now="$(
    cd "$root" || exit
    {
      fingerprint package-lock.json api/openapi.yaml
      find web -type d \( -name node_modules -o -name dist -o -name e2e -o -name test-results -o -name playwright-report \) \
        -prune -o -type f ! -name schema.d.ts -printf '%p %s %T@\n' | LC_ALL=C sort
    } | sha256sum | cut -d' ' -f1
  )"
  [[ -f "$root/web/dist/index.html" ]] && stamped "$cache/web.ready" "$now" && return 0
  say "building the web app"
  rm -f "$cache/web.ready"
  (cd "$root" && logged web npm run --workspace web build) || die "the web app does not build"
  stamp "$cache/web.ready" "$now"
}

build_verb() {
  local preset=release targets=(palette)
  while (($#)); do
    case "$1" in
      release | debug | tsan) preset="$1" ;;
      --all) targets=(all) ;;
      *) die "build: unknown option '$1'" ;;
    esac
    shift
  done
  one_at_a_time
  build_server "$preset" "${targets[@]}"
  build_web
  next_may_go
  say "built build/$preset/palette and web/dist"
}
