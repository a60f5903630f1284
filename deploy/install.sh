#!/usr/bin/env bash
# Lays what ./dev build made out under a prefix, where it runs without this checkout:
#
#   deploy/install.sh /opt/palette
#     bin/palette, bin/lib/libonnxruntime.so.1, share/palette/web, share/palette/models/starter
set -euo pipefail
prefix="${1:?usage: deploy/install.sh PREFIX}"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[[ -x build/release/palette && -f web/dist/index.html ]] || {
  echo "build first: ./dev build" >&2
  exit 1
}
install -d "$prefix/bin" "$prefix/share/palette/models"
install -m 755 build/release/palette "$prefix/bin/palette"
if [[ -f build/release/lib/libonnxruntime.so.1 ]]; then
  install -D -m 644 build/release/lib/libonnxruntime.so.1 "$prefix/bin/lib/libonnxruntime.so.1"
fi
rm -rf "$prefix/share/palette/web" "$prefix/share/palette/models/starter"
cp -R web/dist "$prefix/share/palette/web"
cp -R models/starter "$prefix/share/palette/models/starter"
echo "installed in $prefix"
