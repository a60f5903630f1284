# The machine's own Debian source, in either format, is found and turned to another suite.
# shellcheck shell=bash
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

# expect NAME FORMAT SOURCE WANTED: WANTED are the rewritten lines without Types and Components.
expect() {
  local got
  got="$(awk -v own=bookworm -v suite=trixie -v keyring=/keys -v deb822="$([[ $2 == deb822 ]] && echo 1)" \
    -f "$here/apt_sources.awk" <<<"$3" | grep -vE '^(Types: deb|Components: main|)$')"
  if [[ "$got" == "$4" ]]; then echo "ok tools: apt source $1"; else
    echo "not ok tools: apt source $1: $(tr '\n' '~' <<<"$got")"
  fi
}

expect "in one line" list "deb http://mirror/debian bookworm main" \
  "URIs: http://mirror/debian
Suites: trixie
Signed-By: /keys"
expect "in one line with options and its own key" list "deb [arch=amd64 signed-by=/etc/own.gpg] http://mirror/debian bookworm main # ours" \
  "URIs: http://mirror/debian
Suites: trixie
Signed-By: /etc/own.gpg"
expect "of sources, security and updates is left out" list "deb-src http://mirror/debian bookworm main
deb http://mirror/security bookworm-security main
# deb http://old/debian bookworm main
deb http://mirror/debian bookworm-updates main" ""
expect "with several suites" deb822 "Types: deb deb-src
URIs: http://mirror/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg" \
  "URIs: http://mirror/debian
Suites: trixie
Signed-By: /keys"
expect "with a key in place" deb822 "types: deb
uris:
 http://one/debian
 http://two/debian
suites: bookworm
signed-by:
 -----BEGIN-----
 .
 abc" \
  "URIs: http://one/debian http://two/debian
Suites: trixie
Signed-By:
 -----BEGIN-----
 .
 abc"
expect "that is switched off" deb822 "Types: deb
URIs: http://mirror/debian
Suites: bookworm
Enabled: no" ""
