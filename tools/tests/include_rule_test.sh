# Dependencies between the folders of server/src point one way.
# shellcheck shell=bash
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

if found="$("$here/check_includes.sh")"; then
  echo "ok tools: every include in server/src points the agreed way"
else
  while read -r line; do echo "not ok tools: $line"; done <<<"$found"
fi

# The rule itself: what it lets through and what it catches.
expect() {
  local verdict="$1" from="$2" to="$3"
  rm -rf "$scratch/src"
  mkdir -p "$scratch/src/$from" "$scratch/src/$to"
  echo "#include \"$to/thing.hpp\"" >"$scratch/src/$from/file.cpp"
  if "$here/check_includes.sh" "$scratch/src" >/dev/null; then found=allowed; else found=forbidden; fi
  if [[ "$found" == "$verdict" ]]; then echo "ok tools: $from including $to is $verdict"; else
    echo "not ok tools: $from including $to should be $verdict"
  fi
}
expect allowed store model
expect allowed search vectors
expect allowed api http
expect allowed app api
expect allowed packs inference
expect allowed search packs
expect forbidden inference packs
expect forbidden packs search
expect forbidden base model
expect forbidden model store
expect forbidden http model
expect forbidden search http
expect forbidden search feed
expect forbidden vectors store
expect forbidden api app
