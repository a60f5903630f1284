# ./dev fuzz [NAME] [SECONDS]: libFuzzer (clang) on server/fuzz/*_fuzzer.cpp; what was found stays in .cache/fuzz.
# shellcheck shell=bash

name="${1:-}" seconds="${2:-60}"
compgen -G "$root/server/fuzz/*.cpp" >/dev/null || die "there are no fuzzers in server/fuzz yet"
require_packages build fuzz
require_onnxruntime
[[ -f "$root/build/fuzz/build.ninja" ]] ||
  logged cmake-fuzz cmake -S "$root" -B "$root/build/fuzz" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo \
    -DCMAKE_CXX_COMPILER=clang++-19 -DPALETTE_TESTS=OFF -DPALETTE_FUZZ=ON || die "cmake could not configure build/fuzz"
logged build-fuzz cmake --build "$root/build/fuzz" --parallel "$(build_jobs)" || die "the fuzzers do not compile"

status=0
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
exit "$status"
