# ./dev clean: build outputs; with --all also downloads and npm packages. A library is never touched.
# shellcheck shell=bash

rm -rf "$root/build" "$root/web/dist" "$root/web/src/api/schema.d.ts" "$cache/web.ready"
if [[ "${1:-}" == --all ]]; then
  rm -rf "$cache" "$root/node_modules" "$root/web/node_modules" "$root/server/tests/node_modules"
fi
