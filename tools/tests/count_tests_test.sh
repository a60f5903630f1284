# The last line of ./dev test is only as true as the reading of the runners' reports.
# shellcheck shell=bash
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

# expect NAME KIND WANTED [FLAG] <<<REPORT: WANTED is "PASSED FAILED".
expect() {
  local got
  cat >"$scratch/report"
  got="$(node "$here/count_tests.mjs" "$2" "$scratch/report" ${4:+"$4"} | head -n 1)"
  if [[ "$got" == "$3" ]]; then echo "ok tools: count of $1"; else echo "not ok tools: count of $1 is '$got', not '$3'"; fi
}

junit='<testsuite tests="4">
  <testcase name="a.good" status="run"><system-out>ok</system-out></testcase>
  <testcase name="a.bad" time="1" status="fail"><failure message="Failed"/><system-out>x.cpp:3: Failure
Expected: 1 &lt; 0</system-out></testcase>
  <testcase name="a.skipped" status="notrun"/>
  <testcase name="a.off" status="disabled"/>
</testsuite>'
expect "ctest, skipped are failures" junit "1 3" <<<"$junit"
expect "ctest, skipped by a filter are not" junit "1 1" --filtered <<<"$junit"
expect "vitest" vitest "1 3" <<<'{"testResults":[
  {"name":"a.test.ts","status":"failed","assertionResults":[
    {"fullName":"one","status":"passed"},{"fullName":"two","status":"failed","failureMessages":["no"]},{"fullName":"three","status":"pending"}]},
  {"name":"b.test.ts","status":"failed","message":"does not compile","assertionResults":[]}]}'
expect "playwright" playwright "1 3" <<<'{"errors":[],"suites":[{"title":"a.spec.ts","specs":[
    {"title":"good","tests":[{"status":"expected","results":[]}]},
    {"title":"bad","tests":[{"status":"unexpected","results":[{"error":{"message":"no"}}]}]}],
  "suites":[{"title":"inner","specs":[
    {"title":"shaky","tests":[{"status":"flaky","results":[]}]},
    {"title":"left out","tests":[{"status":"skipped","results":[]}]}]}]}]}'
expect "playwright that could not start" playwright "0 1" <<<'{"errors":[{"message":"no browser"}],"suites":[]}'
expect "ok lines" tap "1 1" <<<'ok one
not ok two
anything else'
