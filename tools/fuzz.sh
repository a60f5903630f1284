# ./dev fuzz [api | NAME] [SECONDS]: what chance finds.
#   api    requests made from api/openapi.yaml, right and wrong, at the real server (server/tests/fuzz.test.ts)
#   NAME   libFuzzer (clang) on server/fuzz/*NAME*_fuzzer.cpp; what was found stays in .cache/fuzz
# shellcheck shell=bash

name="${1:-}" seconds="${2:-60}"

fuzz_api() {
  export PALETTE_TEST_SEED="${PALETTE_TEST_SEED:-$((RANDOM * 32768 + RANDOM))}" PALETTE_FUZZ_SECONDS="$seconds"
  say "requests by chance for $seconds s; PALETTE_TEST_SEED=$PALETTE_TEST_SEED ./dev fuzz api $seconds asks the same again"
  one_at_a_time
  require_packages build api
  require_npm_packages
  build_server release palette
  next_may_go
  (cd "$root/server/tests" && PALETTE_BIN="$root/build/release/palette" npx --no-install vitest run fuzz.test.ts)
}

fuzz_parsers() {
  require_packages build fuzz
  require_onnxruntime
  [[ -f "$root/build/fuzz/build.ninja" ]] ||
    logged cmake-fuzz cmake -S "$root" -B "$root/build/fuzz" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo \
      -DCMAKE_CXX_COMPILER=clang++-19 -DPALETTE_TESTS=OFF -DPALETTE_FUZZ=ON || die "cmake could not configure build/fuzz"
  logged build-fuzz cmake --build "$root/build/fuzz" --parallel "$(build_jobs)" || die "the fuzzers do not compile"

  local fuzzer corpus seeds folders status=0
  for fuzzer in "$root"/build/fuzz/*"$name"*_fuzzer; do
    [[ -x "$fuzzer" ]] || die "no fuzzer is called '$name'"
    corpus="$cache/fuzz/$(basename "$fuzzer")"
    seeds="$root/server/fuzz/corpus/$(basename "$fuzzer" _fuzzer)"
    mkdir -p "$corpus/found" "$corpus/crashes"
    folders=("$corpus/found")
    [[ -d "$seeds" ]] && folders+=("$seeds")
    say "$(basename "$fuzzer") for $seconds s"
    "$fuzzer" -max_total_time="$seconds" -artifact_prefix="$corpus/crashes/" -print_final_stats=1 "${folders[@]}" || status=1
  done
  return "$status"
}

status=0
[[ -z "$name" || "$name" == api ]] && { fuzz_api || status=1; }
if [[ "$name" != api ]]; then
  if compgen -G "$root/server/fuzz/*.cpp" >/dev/null; then
    fuzz_parsers || status=1
  elif [[ -n "$name" ]]; then
    die "no fuzzer is called '$name'; there are none in server/fuzz yet"
  fi
fi
exit "$status"
