# ./dev doctor: what is here, what is missing, what is in the way. Changes nothing.
# shellcheck shell=bash

line() { printf '  %-16s %s\n' "$1" "$2"; }
version() { if have "$1"; then "$@" 2>/dev/null | head -n 1; else echo "missing"; fi; }

echo "Machine"
line system "$(. /etc/os-release && echo "$PRETTY_NAME"), $(uname -m), $(nproc) cores, $(awk '/MemTotal/ { printf "%.1f GB memory", $2 / 1048576 }' /proc/meminfo)"
line "disk here" "$(df -h --output=avail "$root" | tail -n 1 | tr -d ' ') free"
line "become root" "$( ((EUID == 0)) && echo "is root" || { have sudo && echo "through sudo" || echo "no: missing packages cannot be installed"; })"

echo "Tools"
line compiler "$(version g++ --version)"
line cmake "$(version cmake --version)"
line ninja "$(version ninja --version)"
line ccache "$(version ccache --version)"
line node "$(if node_fits; then echo "$(node --version), npm $(npm --version 2>/dev/null)"; elif [[ -x "$cache/node/bin/node" ]]; then
  echo "$("$cache/node/bin/node" --version), private in .cache/node"
else echo "missing or too old ($(version node --version)); ./dev fetches one"; fi)"
line libvips "$(version pkg-config --modversion vips)"
line sqlite "$(version pkg-config --modversion sqlite3)"
line chromium "$(version chromium --version)"

echo "Debian packages"
for group in build test check bench engines fuzz; do
  declare -n list="packages_$group"
  missing="$(missing_packages "${list[@]}" | tr '\n' ' ')"
  line "$group" "${missing:+missing: }${missing:-all here}"
  unset -n list
done

echo "ONNX Runtime"
if system_onnxruntime; then
  line from "the system (ONNXRUNTIME_ROOT=${ONNXRUNTIME_ROOT:-})"
elif [[ -e "$cache/onnxruntime/lib/libonnxruntime.so" ]]; then
  line from "npm onnxruntime-node $(sed -n 's/.*"version": "\([^"]*\)".*/\1/p' node_modules/onnxruntime-node/package.json), headers of Debian 13"
else
  line from "not fetched yet; ./dev build does"
fi

echo "Build"
line server "$([[ -x build/release/palette ]] && build/release/palette --version 2>/dev/null | head -n 1 || echo "not built")"
line "web app" "$([[ -f web/dist/index.html ]] && echo "web/dist, $(du -sh web/dist | cut -f1)" || echo "not built")"
line "npm packages" "$([[ -f node_modules/.ready ]] && echo "installed" || echo "not installed")"
line "demo pictures" "$(find .cache/demo/library -type f ! -name '*.xmp' ! -name '*.ready' 2>/dev/null | wc -l) prepared"

echo "Library in ./palette-data"
if [[ -f palette-data/palette.db ]]; then
  line size "$(du -sh palette-data | cut -f1)"
  line "owned by" "$(stat -c %U palette-data)$([[ -w palette-data ]] || echo ", NOT writable")"
else
  line state "none yet; ./dev run makes one"
fi

echo "Port 8080"
if (exec 3<>/dev/tcp/127.0.0.1/8080) 2>/dev/null; then
  line state "taken: end what listens there, or ./dev run --listen 127.0.0.1:8081"
else
  line state "free"
fi
