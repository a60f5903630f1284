# Every Debian 12 package Palette uses, by what needs it, and how they get here.
# shellcheck shell=bash

packages_build=(
  ca-certificates ccache cmake g++ ninja-build pkg-config
  libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev
  libcli11-dev libtomlplusplus-dev libspdlog-dev libfmt-dev prometheus-cpp-dev
  libsqlite3-dev libsqlitecpp-dev
  libvips-dev libheif1 librsvg2-2 fonts-dejavu-core
  libarchive-dev libexiv2-dev libxml2-dev librsvg2-dev libwebp-dev libutf8proc-dev
  libhwy-dev libsodium-dev libssl-dev libcurl4-openssl-dev
  libgtest-dev libgmock-dev libbenchmark-dev
)
packages_api=(sqlite3)
packages_test=(chromium python3)
packages_check=(clang-format-19 clang-tidy-19 shellcheck)
packages_neon=(clang-19 libstdc++-12-dev-arm64-cross)
packages_bench=(python3-numpy)
packages_reference=(python3-venv) # PyTorch for `bench models` comes from PyPI
packages_engines=(libfaiss-dev libhnswlib-dev libopenblas-dev) # that `bench vectors` compares with
packages_fuzz=(clang-19 libclang-rt-19-dev)

# missing_packages PACKAGE...: prints those that are not installed (a few milliseconds).
missing_packages() {
  local -A installed=()
  local name state
  while read -r name state; do
    [[ $state == ii ]] && installed[$name]=1
  done < <(dpkg-query -W -f '${Package} ${db:Status-Abbrev}\n' "$@" 2>/dev/null || true)
  for name in "$@"; do
    [[ -n "${installed[$name]:-}" ]] || printf '%s\n' "$name"
  done
}

# require_packages GROUP...: installs what is missing of the groups (build, api, test, check, neon, bench, engines, fuzz).
require_packages() {
  local group wanted=()
  for group in "$@"; do
    local -n list="packages_$group"
    wanted+=("${list[@]}")
    unset -n list
  done
  # Node's own installation is in tools/node.sh; here only so that there is one round of apt.
  node_fits || [[ -f "$cache/node/ready" ]] || have npm || wanted+=(nodejs npm)
  install_packages "${wanted[@]}"
}

install_packages() {
  have dpkg-query && have apt-get ||
    die "this is not Debian: install by hand what tools/dependencies.sh lists, then build with cmake"
  local missing
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0

  if [[ $EUID -ne 0 ]] && ! have sudo; then
    die "missing Debian packages, and neither root nor sudo is at hand. As root: apt-get install --no-install-recommends ${missing[*]}"
  fi
  say "installing ${#missing[@]} Debian packages: ${missing[*]}"
  note "log: .cache/log/apt.log"
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3)
  # sudo asks for its password before its output goes to the log.
  as_root true || die "could not become root to install packages"
  logged apt-update as_root "${apt[@]}" update -q || warn "apt-get update failed; trying with the lists that are here"
  logged apt as_root "${apt[@]}" install -y -q --no-install-recommends "${missing[@]}" ||
    die "apt-get could not install them. Palette's packages are Debian 12's; this is $(. /etc/os-release && echo "${PRETTY_NAME:-unknown}")"
}
