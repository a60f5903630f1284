# Rewrites one apt source file (one-line format, or deb822 with -v deb822=1) to deb822 stanzas for
# another suite: only binary sources of the machine's own suite, without updates or security.
# Variables: own (the machine's suite), suite (the wanted one), keyring (file with its keys; left
# away for sources that name no keyring when trusted=1: apt's own trusted keys know the suite).

function emit(uris, options, signed_by) {
  if (signed_by ~ /^ ?\/usr\/share\/keyrings\/debian-archive/ || (signed_by == "" && !trusted)) signed_by = " " keyring
  if (signed_by != "") options = options "Signed-By:" signed_by "\n"
  printf "Types: deb\nURIs: %s\nSuites: %s\nComponents: main\n%s\n", uris, suite, options
}

function is_own(suites,   i, n, list) {
  n = split(suites, list, " ")
  for (i = 1; i <= n; i++) if (list[i] ~ "^(" own "|stable|oldstable)/?$") return 1
  return 0
}

function trim(text) { gsub(/^[ \t]+|[ \t]+$/, "", text); return text }

function flush_stanza(   options) {
  if (field["types"] ~ /(^|[ \t])deb([ \t]|$)/ && is_own(field["suites"]) && tolower(field["enabled"]) != "no") {
    if (field["trusted"] != "") options = "Trusted: " field["trusted"] "\n"
    emit(field["uris"], options, signed_by)
  }
  split("", field); name = ""; signed_by = ""
}

deb822 && /^#/ { next }
deb822 && /^[ \t]*$/ { flush_stanza(); next }
deb822 && /^[ \t]/ {
  field[name] = trim(field[name] " " trim($0))
  if (name == "signed-by") signed_by = signed_by "\n" $0  # a key in place keeps its lines
  next
}
deb822 {
  at = index($0, ":"); name = tolower(substr($0, 1, at - 1)); field[name] = trim(substr($0, at + 1))
  if (name == "signed-by" && field[name] != "") signed_by = " " field[name]
  next
}
END { if (deb822) flush_stanza() }

# One line: deb [option=value ...] uri suite component...
$1 == "deb" {
  line = $0; sub(/#.*/, "", line); options = ""; key = ""
  if (match(line, /\[[^]]*\]/)) {
    count = split(substr(line, RSTART + 1, RLENGTH - 2), parts, " ")
    line = substr(line, 1, RSTART - 1) " " substr(line, RSTART + RLENGTH)
    for (i = 1; i <= count; i++) {
      if (parts[i] ~ /^signed-by=/) key = " " substr(parts[i], 11)
      if (parts[i] ~ /^trusted=/) options = "Trusted: " substr(parts[i], 9) "\n"
    }
  }
  split(line, words, " ")
  if (is_own(words[3])) emit(words[2], options, key)
}
