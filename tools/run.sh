# ./dev run: build what changed, serve, and fill an empty library with the demo pictures
# while the wall is already open.
# shellcheck shell=bash

data="$root/palette-data"
listen="127.0.0.1:8080"
demo=1
serve_options=()
while (($#)); do
  case "$1" in
    --data) data="${2:?--data needs a folder}" && shift ;;
    --data=*) data="${1#*=}" ;;
    --listen) listen="${2:?--listen needs HOST:PORT}" && shift ;;
    --listen=*) listen="${1#*=}" ;;
    --no-demo) demo='' ;;
    --)
      shift
      serve_options=("$@")
      break
      ;;
    *) die "run: unknown option '$1' (options for the server go after --)" ;;
  esac
  shift
done
data="$(cd "$invoked_from" && realpath -m -- "$data")"

one_at_a_time
build_server release palette
build_web
next_may_go
palette="$root/build/release/palette"

# A demo import that was cut short goes on with the next start.
pending="$cache/demo/pending-$(printf '%s' "$data" | sha256sum | cut -c1-16)"
if [[ ! -e "$data/palette.db" ]]; then
  if [[ -n "$demo" ]]; then stamp "$pending" "$data"; else rm -f "$pending"; fi
fi

# Both children have a process group of their own: a Ctrl-C reaches this script alone, which then
# ends them in order, and with each what it started. The trap only takes note, for bash may hang
# where it waits inside one.
server='' filler='' stopping=''
trap 'stopping=1' INT TERM HUP
end() {
  local group="$1" tenths
  [[ -n "$group" ]] || return 0
  kill -TERM -- "-$group" 2>/dev/null || return 0
  for ((tenths = 0; tenths < 300; tenths++)); do
    kill -0 -- "-$group" 2>/dev/null || return 0
    sleep 0.1
  done
  warn "a process did not end within 30 s and is killed"
  kill -KILL -- "-$group" 2>/dev/null || true
}

said="$(mktemp "$logs/serve.XXXXXX")"
set -m
"$palette" serve --data "$data" --listen "$listen" "${serve_options[@]}" </dev/null >"$said" &
server=$!
set +m
until [[ -s "$said" || -n "$stopping" ]]; do
  kill -0 "$server" 2>/dev/null || break
  sleep 0.05
done
address="$(grep -oE 'https?://[^[:space:]]+' "$said" | head -n 1)" || true
rm -f "$said"
if [[ -n "$address" && -z "$stopping" ]]; then
  printf '\n    %s\n\n' "${bold}${green}Palette is at $address${plain}   (Ctrl-C ends it)"
  if [[ -n "$demo" && -e "$pending" ]]; then
    set -m
    (
      # shellcheck source=/dev/null
      . "$root/tools/demo.sh"
      fill_with_demo "$palette" "$data" && rm -f "$pending"
    ) </dev/null &
    filler=$!
    set +m
  fi
fi

status=0
[[ -n "$stopping" ]] || wait "$server" || status=$?
end "$filler"
if [[ -n "$stopping" ]]; then
  end "$server"
  status=0
fi
exit "$status"
