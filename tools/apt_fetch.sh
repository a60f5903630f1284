# Fetches .deb files from a Debian suite into a folder and unpacks them, with private package
# lists: nothing of the system changes, root is not needed, and no host is named, because the
# machine's own Debian source is copied with its suite replaced.
# shellcheck shell=bash

# apt_private SUITE: prepares $cache/apt/SUITE and points the variable apt_config at its configuration.
apt_private() {
  local suite="$1" home="$cache/apt/$1" keyring
  apt_config="$home/apt.conf"
  [[ -f "$home/ready" ]] && return 0
  rm -rf "$home"
  mkdir -p "$home/lists/partial" "$home/cache/archives/partial"
  keyring="$(debian_keyring "$suite" "$home")"
  apt_sources "$suite" "$keyring" >"$home/debian.sources"
  [[ -s "$home/debian.sources" ]] ||
    die "no Debian source found in /etc/apt/sources.list or /etc/apt/sources.list.d to copy for $suite"
  {
    # Proxies, certificates and credentials of the machine stay; its hooks and pins do not.
    apt-config dump | grep '^Acquire::' | grep -v '^Acquire::IndexTargets' || true
    printf '%s "%s";\n' \
      Dir::Etc::Main /dev/null Dir::Etc::Parts /dev/null \
      Dir::Etc::Preferences /dev/null Dir::Etc::PreferencesParts /dev/null \
      Dir::Etc::SourceList "$home/debian.sources" Dir::Etc::SourceParts /dev/null \
      Dir::State::Lists "$home/lists" Dir::Cache "$home/cache" \
      APT::Sandbox::User "$(id -un)" Acquire::Languages none Acquire::Retries 3
  } >"$apt_config"
  APT_CONFIG="$apt_config" logged "apt-$suite" apt-get update -q ||
    die "could not read the package lists of Debian $suite from this machine's Debian source"
  : >"$home/ready"
}

# debian_keyring SUITE HOME: prints a keyring that knows the suite's signing keys. Early
# point releases of Debian 12 lack trixie's; a newer keyring then comes from the machine's own suite.
debian_keyring() {
  local suite="$1" home="$2" keys=/usr/share/keyrings
  if [[ ! -f "$keys/debian-archive-$suite-stable.gpg" ]]; then
    note "the installed Debian keyring does not know $suite; fetching a newer one"
    (cd "$home" && logged apt-keyring apt-get download debian-archive-keyring &&
      dpkg-deb -x debian-archive-keyring_*.deb keyring) ||
      die "could not fetch debian-archive-keyring: run 'apt-get update' as root and try again"
    keys="$home/keyring$keys"
    [[ -f "$keys/debian-archive-$suite-stable.gpg" ]] || die "Debian's keyring holds no key for $suite"
  fi
  printf '%s\n' "$keys/debian-archive-keyring.gpg"
}

# apt_sources SUITE KEYRING: the machine's Debian sources, deb822 or one-line, as one deb822 file for SUITE.
apt_sources() {
  local own file trusted=
  own="$(. /etc/os-release && echo "${VERSION_CODENAME:-bookworm}")"
  compgen -G "/etc/apt/trusted.gpg.d/debian-archive-$1-*" >/dev/null && trusted=1
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    [[ -r "$file" ]] || continue
    awk -v own="$own" -v suite="$1" -v keyring="$2" -v trusted="$trusted" \
      -v deb822="$([[ $file == *.sources ]] && echo 1)" \
      -f "$root/tools/apt_sources.awk" "$file"
  done
}

# apt_unpack SUITE FOLDER PACKAGE...: downloads the packages and unpacks each into FOLDER/PACKAGE.
# What is unpacked already is left alone.
apt_unpack() {
  local suite="$1" folder="$2" package wanted=()
  shift 2
  for package in "$@"; do
    [[ -d "$folder/$package" ]] || wanted+=("$package")
  done
  ((${#wanted[@]})) || return 0
  apt_private "$suite"
  local downloads="$cache/apt/$suite/downloads"
  mkdir -p "$downloads" "$folder"
  (cd "$downloads" && APT_CONFIG="$apt_config" logged "download-$suite" apt-get download "${wanted[@]}") || return 1
  for package in "${wanted[@]}"; do
    rm -rf "$folder/$package.part"
    dpkg-deb -x "$downloads/${package}_"*.deb "$folder/$package.part"
    mv "$folder/$package.part" "$folder/$package"
    rm -f "$downloads/${package}_"*.deb
  done
}
