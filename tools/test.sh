# ./dev test [--only RUNNER] [FILTER]: builds, runs every runner and ends with one line of counts.
# Runners write to .cache/log and .cache/reports; here appear one line for each, and what failed.
# The API's tests mostly wait (for processes that start, die and start again), those in the browser's
# engines mostly compute: the two go side by side.
# shellcheck shell=bash

filter='' only=''
while (($#)); do
  case "$1" in
    --only) only="${2:?--only needs tools, unit, api, web or e2e}" && shift ;;
    --only=*) only="${1#*=}" ;;
    -*) die "test: unknown option '$1'" ;;
    *) filter="$1" ;;
  esac
  shift
done
[[ "$only" =~ ^(|tools|unit|api|web|e2e)$ ]] || die "test: no runner is called '$only'"
wants() { [[ -z "$only" || "$only" == "$1" ]]; }

reports="$cache/reports"
rm -rf "$reports"
mkdir -p "$reports"
counts="$reports/counts"  # one line "PASSED FAILED" for each runner that ended
: >"$counts"

lanes=()
# lane COMMAND...: runs it beside what follows, in a process group of its own.
lane() {
  set -m
  "$@" &
  lanes+=($!)
  set +m
}
stop_lanes() {
  local each
  for each in "${lanes[@]}"; do kill -- -"$each" 2>/dev/null || true; done
}

# finish exactly once, whatever happens: the last line of the output is the count.
finish() {
  local status=$?
  stop_lanes
  awk -v status="$status" '{ passed += $1; failed += $2 }
    END { if (status && !failed) failed = 1
          printf "%d passed, %d failed\n", passed, failed; exit !(passed && !failed && !status) }' "$counts" || exit 1
}
trap finish EXIT
trap 'exit 130' INT TERM

# tally RUNNER KIND REPORT STATUS SECONDS: reads the report and says how the runner did.
tally() {
  local runner="$1" kind="$2" report="$3" status="$4" seconds="$5" good=0 bad=0 read_off lines
  if [[ ! -s "$report" ]] || ! read_off="$(node "$root/tools/count_tests.mjs" "$kind" "$report" ${filter:+--filtered})"; then
    tail -n 40 "$logs/test-$runner.log" >&2
    warn "$runner: crashed before it could report (status $status, log .cache/log/test-$runner.log)"
    echo '0 1' >>"$counts"
    return
  fi
  mapfile -t lines <<<"$read_off"
  read -r good bad <<<"${lines[0]}"
  if ((bad == 0 && status != 0)) && ! [[ -n "$filter" && "$good" == 0 ]]; then
    lines+=("the runner itself ended with status $status")
    bad=1
  elif ((good + bad == 0)) && [[ -z "$filter" ]]; then
    lines+=("no test was found")
    bad=1
  fi
  echo "$good $bad" >>"$counts"
  if ((bad)); then
    warn "$runner: $good good, $bad bad, ${seconds} s (log .cache/log/test-$runner.log)"
    printf '      %s\n' "${lines[@]:1:60}" >&2
  else
    say "$runner: $good good, ${seconds} s"
  fi
}

# runner NAME KIND REPORT COMMAND...: runs the command with its output in the log.
runner() {
  local name="$1" kind="$2" report="$reports/$3" status=0 started=$SECONDS
  shift 3
  wants "$name" || return 0
  note "running $name ..."
  "$@" >"$logs/test-$name.log" 2>&1 </dev/null || status=$?
  tally "$name" "$kind" "$report" "$status" "$((SECONDS - started))"
}

one_at_a_time
groups=(build)
if wants api; then groups+=(api); fi
if wants e2e; then groups+=(test); fi
require_packages "${groups[@]}"
require_npm_packages
if wants unit || wants api || wants e2e; then
  say "building"
  if wants unit; then build_server release; else build_server release palette; fi
fi
if wants api || wants e2e; then build_web; elif wants web; then require_api_types; fi
next_may_go
export PALETTE_BIN="$root/build/release/palette"

tool_tests() {
  local file
  for file in "$root"/tools/tests/*_test.sh; do
    bash "$file" || echo "not ok $(basename "$file") ended with status $?"
  done | if [[ -n "$filter" ]]; then grep -E -- "$filter" || true; else cat; fi >"$reports/tools.tap"
  cat "$reports/tools.tap"
}
unit_tests() {
  ctest --test-dir "$root/build/release" --parallel "$(nproc)" --timeout 300 --output-on-failure \
    --output-junit "$reports/unit.xml" ${filter:+-R "$filter"}
}
vitest_in() {
  cd "$root/$1" && npx --no-install vitest run --passWithNoTests --reporter=default --reporter=json \
    --outputFile.json="$reports/$2.json" ${filter:+-t "$filter"}
}
e2e_tests() {
  cd "$root/web" && PLAYWRIGHT_JSON_OUTPUT_FILE="$reports/e2e.json" npx --no-install playwright test \
    --reporter=list,json ${filter:+-g "$filter" --pass-with-no-tests}
}

runner tools tap tools.tap tool_tests
runner unit junit unit.xml unit_tests

browser_tests() {
  runner e2e playwright e2e.json e2e_tests
  runner web vitest web.json vitest_in web web
}
lane runner api vitest api.json vitest_in server/tests api
lane browser_tests
status=0
for each in "${lanes[@]}"; do wait "$each" || status=$?; done
lanes=()

if ((status)); then
  exit "$status"
elif ! grep -qv '^0 0$' "$counts"; then
  warn "no test matches '$filter'"
  exit 1
fi
