#!/usr/bin/env bash
# The include rule: dependencies point one way, base <- model <- adapters <- packs <- product <- api <- app.
# Prints one line for each include that breaks it. A folder that is not named here is a product noun.
#
#   tools/check_includes.sh [SERVER_SRC]
set -euo pipefail
src="${1:-$(dirname "${BASH_SOURCE[0]}")/../server/src}"

adapters="imaging inference vectors store files net secrets"
allowed() {
  case "$1" in
    base) echo "" ;;
    model) echo "base" ;;
    http) echo "base" ;; # knows no domain
    imaging | inference | vectors | store | files | net | secrets) echo "base model" ;;
    packs) echo "base model $adapters" ;;             # model packs and their spaces, on which product nouns stand
    api) echo "*" ;;                                  # all but app, see below
    app) echo "*" ;;
    *) echo "base model $adapters packs" ;;           # the product; siblings do not include each other
  esac
}

broken=0
while IFS=: read -r file line include; do
  from="${file%%/*}"
  to="$(sed -E 's/^[^"]*"([^"\/]+)\/.*/\1/' <<<"$include")"
  [[ -d "$src/$to" && "$from" != "$to" ]] || continue
  [[ "$from" != api || "$to" != app ]] || { echo "$file:$line: api must not include app"; broken=1; continue; }
  list=" $(allowed "$from") "
  [[ "$list" == " * " || "$list" == *" $to "* ]] ||
    { echo "$file:$line: $from must not include $to (it may include:${list% })"; broken=1; }
done < <(cd "$src" && grep -rnE --include='*.hpp' --include='*.cpp' '^[[:space:]]*#[[:space:]]*include[[:space:]]+"[^"/]+/' -- * || true)
exit "$broken"
