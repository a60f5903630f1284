# What every verb shares: where things are, how to speak, how to become root.
# Sourced by ./dev, never run.
# shellcheck shell=bash

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cache="$root/.cache"
logs="$cache/log"
mkdir -p "$logs"

if [[ -t 2 && -z "${NO_COLOR:-}" ]]; then
  bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
else
  bold='' dim='' red='' green='' plain=''
fi

say() { printf '%s\n' "${bold}==>${plain} $*" >&2; }
note() { printf '%s\n' "${dim}    $*${plain}" >&2; }
warn() { printf '%s\n' "${red}!!!${plain} $*" >&2; }
die() {
  warn "$*"
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# as_root COMMAND...: runs it as root, through sudo where needed.
as_root() {
  if [[ $EUID -eq 0 ]]; then
    "$@"
  elif have sudo; then
    sudo "$@"
  else
    return 126
  fi
}

# logged NAME COMMAND...: output goes to .cache/log/NAME.log; on failure its end is shown.
logged() {
  local log="$logs/$1.log" status=0
  shift
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if ((status)); then
    tail -n 40 "$log" >&2
    warn "'$*' failed with status $status; the whole log is ${log#"$root"/}"
  fi
  return "$status"
}

# fingerprint PATH...: one line that changes when any file below the paths is changed, added or removed.
fingerprint() {
  { find "$@" -type f -printf '%p %s %T@\n' 2>/dev/null || true; } | LC_ALL=C sort | sha256sum | cut -d' ' -f1
}

# stamped FILE VALUE: is FILE there with this very content?
stamped() { [[ -f "$1" && "$(<"$1")" == "$2" ]]; }

stamp() {
  mkdir -p "$(dirname "$1")"
  printf '%s\n' "$2" >"$1"
}

# one_at_a_time ... next_may_go: two ./dev in one checkout do not build or install at the same time.
one_at_a_time() {
  exec 9>"$cache/lock"
  flock -n 9 && return 0
  note "waiting for another ./dev to finish building ..."
  flock 9
}
next_may_go() { exec 9>&-; }
