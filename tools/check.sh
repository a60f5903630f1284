# ./dev check [--all]: format, include rule, shell, web lint and types, clang-tidy; with --all clang-tidy of
# every file, and whether what Highway compiles also compiles for NEON. Each check says one line; the output of
# those that fail is shown.
# shellcheck shell=bash

all=''
[[ "${1:-}" != --all ]] || all=1
bad=0

# checked NAME COMMAND...
checked() {
  local name="$1" started=$SECONDS
  shift
  if "$@" >"$logs/check-$name.log" 2>&1 </dev/null; then
    say "$name: good, $((SECONDS - started)) s"
  else
    tail -n 60 "$logs/check-$name.log" >&2
    warn "$name: not good (.cache/log/check-$name.log)"
    bad=1
  fi
}

# C++ files: all, or those that differ from the last commit.
cpp_files() {
  if [[ -n "$all" ]] || ! git rev-parse --verify -q HEAD >/dev/null 2>&1; then
    find server -type f \( -name '*.cpp' -o -name '*.hpp' \)
  else
    { git diff --name-only --diff-filter=d HEAD -- server && git ls-files --others --exclude-standard -- server; } |
      grep -E '\.(cpp|hpp)$' || true
  fi | LC_ALL=C sort
}

require_packages build check ${all:+neon}
require_npm_packages
require_api_types

format_check() {
  find server -type f \( -name '*.cpp' -o -name '*.hpp' \) -print0 | xargs -0 -r clang-format-19 --dry-run --Werror
}
tidy_check() {
  local files
  mapfile -t files < <(cpp_files | grep '\.cpp$' | while read -r file; do
    grep -q "/$file\"" build/release/compile_commands.json && echo "$file"
  done || true)
  ((${#files[@]})) || return 0
  printf '%s\n' "${files[@]}" | xargs -P "$(build_jobs)" -n 1 clang-tidy-19 -p build/release --quiet
}

# An object file for 64-bit ARM, which is thrown away: there is no such processor to run it on.
neon_check() {
  local file status=0
  while read -r file; do
    clang++-19 --target=aarch64-linux-gnu -std=c++23 -O1 -Wall -Wextra -Werror -Iserver/src -c -o /dev/null "$file" || status=1
  done < <(grep -rl --include='*.cpp' 'hwy/highway.h' server/src)
  return "$status"
}

checked format format_check
checked includes tools/check_includes.sh
checked shell shellcheck -x dev .ci/run tools/*.sh tools/tests/*.sh
checked web npm run --workspace web check
# clang-tidy reads how each file is compiled, and the headers the build generates.
require_onnxruntime
[[ -f build/release/build.ninja ]] || logged cmake-release cmake -S "$root" --preset release || die "cmake could not configure build/release"
checked tidy tidy_check
[[ -z "$all" ]] || checked neon neon_check
exit "$bad"
