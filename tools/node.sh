# Node.js and the npm packages. Debian 12's Node 18 is too old for Vite and Vitest, so a machine
# without a newer one gets a private Node from the npm registry, fetched by Debian's own npm.
# shellcheck shell=bash

node_fits() {
  have node && have npm || return 1
  local major minor
  IFS=. read -r major minor _ <<<"$(node --version 2>/dev/null | tr -d v)"
  # ^20.19.0 || >=22.12.0, as in package.json
  ((major == 20 && minor >= 19)) || ((major == 22 && minor >= 12)) || ((major > 22))
}

# require_node: after it, node and npm on PATH are new enough.
require_node() {
  local home="$cache/node" lock
  node_fits && return 0
  lock="$(sha256sum <"$root/tools/node/package-lock.json" | cut -d' ' -f1)"
  if ! stamped "$home/ready" "$lock"; then
    have npm || install_packages nodejs npm
    say "fetching a private Node.js (this machine's is $(node --version 2>/dev/null || echo missing))"
    rm -rf "$home"
    mkdir -p "$home/bin"
    cp "$root/tools/node/package.json" "$root/tools/node/package-lock.json" "$root/.npmrc" "$home/"
    logged node npm ci --prefix "$home" --ignore-scripts || die "could not fetch Node.js from the npm registry"
    # npm looks for its machine-wide settings beside node: keep those of the npm that is here.
    npm config get globalconfig >"$home/globalconfig"
    ln -s "$(echo "$home"/node_modules/node-linux-*/bin/node)" "$home/bin/node"
    ln -s ../node_modules/npm/bin/npm-cli.js "$home/bin/npm"
    ln -s ../node_modules/npm/bin/npx-cli.js "$home/bin/npx"
    stamp "$home/ready" "$lock"
  fi
  export PATH="$home/bin:$PATH"
  export NPM_CONFIG_GLOBALCONFIG="${NPM_CONFIG_GLOBALCONFIG:-$(<"$home/globalconfig")}"
  # This Node brings its own certificates; trust the machine's as Debian's Node does.
  if [[ -z "${NODE_EXTRA_CA_CERTS:-}" && -r /etc/ssl/certs/ca-certificates.crt ]]; then
    export NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
  fi
  hash -r
  node_fits || die "the private Node.js in .cache/node does not run here; remove that folder and try again"
}

# require_npm_packages: node_modules agrees with the lockfile.
require_npm_packages() {
  require_node
  local now
  now="$(sha256sum <"$root/package-lock.json" | cut -d' ' -f1)"
  stamped "$root/node_modules/.ready" "$now" && return 0
  say "installing npm packages"
  rm -f "$root/node_modules/.ready"
  (cd "$root" && logged npm npm ci --ignore-scripts) || die "npm ci failed"
  stamp "$root/node_modules/.ready" "$now"
}

# require_api_types: the web app's TypeScript types agree with api/openapi.yaml.
require_api_types() {
  require_npm_packages
  local types="$root/web/src/api/schema.d.ts"
  [[ -f "$types" && ! "$root/api/openapi.yaml" -nt "$types" ]] && return 0
  generate_api_types
}

generate_api_types() {
  mkdir -p "$root/web/src/api"
  (cd "$root" && logged api npx --no-install openapi-typescript api/openapi.yaml -o web/src/api/schema.d.ts) ||
    die "api/openapi.yaml could not be turned into TypeScript types"
  touch "$root/web/src/api/schema.d.ts"
}
