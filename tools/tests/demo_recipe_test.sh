# The tables of the demo library say what tools/prepare_demo.mjs relies on.
# shellcheck shell=bash
demo="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../demo" && pwd)"

# none NAME: passes when nothing comes in.
none() {
  local lines
  lines="$(head -n 3 | tr '\n' '~')"
  if [[ -z "$lines" ]]; then echo "ok tools: demo $1"; else echo "not ok tools: demo $1: $lines"; fi
}
grep -v '^#' "$demo/credits.tsv" | awk -F'\t' 'NF != 7 { print NR ": " NF " columns" }' | none "credits have seven columns"
grep -v '^#' "$demo/credits.tsv" | awk -F'\t' '$1 == "" || $2 == "" || $3 == "" || $4 == "" || $5 == "" { print $0 }' |
  none "pictures all have title, creator and licence"
grep -v '^#' "$demo/openclipart.txt" | awk -F'\t' 'NF != 2 || $2 == "" { print $0 }' | none "drawings all have a title"
{ grep -v '^#' "$demo/credits.tsv" | cut -f1,2 && grep -v '^#' "$demo/openclipart.txt" | cut -f1; } | sort | uniq -d |
  none "pictures are named once"
comm -23 <({ grep -v '^#' "$demo/credits.tsv" | cut -f1 && echo openclipart-svg; } | sort -u) \
  <(grep -v '^#' "$demo/packages.txt" | awk '{ print $3 }' | sort -u) | none "packages are all fetched"
pictures="$(cat "$demo/credits.tsv" "$demo/openclipart.txt" | grep -vc '^#')"
if ((pictures >= 2000)); then echo "ok tools: demo has $pictures pictures"; else echo "not ok tools: demo has only $pictures pictures"; fi
