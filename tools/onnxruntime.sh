# ONNX Runtime for the build. A system install wins (cmake/FindOnnxRuntime.cmake finds it first);
# otherwise the library Microsoft publishes in the npm package onnxruntime-node, and the C++
# headers of Debian 13, which are older than the library: its C interface is versioned for that.
# shellcheck shell=bash

system_onnxruntime() {
  [[ -n "${ONNXRUNTIME_ROOT:-}" ]] && return 0
  have pkg-config && pkg-config --exists libonnxruntime && return 0
  local prefix
  for prefix in /usr /usr/local; do
    compgen -G "$prefix/include/onnxruntime*" >/dev/null || [[ -d $prefix/include/onnxruntime ]] || continue
    compgen -G "$prefix/lib/libonnxruntime.so*" >/dev/null && return 0
    compgen -G "$prefix/lib/*/libonnxruntime.so*" >/dev/null && return 0
  done
  return 1
}

require_onnxruntime() {
  system_onnxruntime && return 0
  local home="$cache/onnxruntime" arch library
  case "$(dpkg --print-architecture)" in
    amd64) arch=x64 ;;
    arm64) arch=arm64 ;;
    *) die "no ONNX Runtime is published for this processor: install it and set ONNXRUNTIME_ROOT" ;;
  esac
  library="$root/node_modules/onnxruntime-node/bin/napi-v6/linux/$arch/libonnxruntime.so.1"
  [[ -f "$home/include/onnxruntime_cxx_api.h" && -f "$home/lib/libonnxruntime.so" ]] && return 0
  require_npm_packages
  [[ -f "$library" ]] || die "onnxruntime-node holds no $library"
  say "fetching the headers of ONNX Runtime from Debian 13"
  apt_unpack trixie "$home" libonnxruntime-dev || die "could not download libonnxruntime-dev from Debian 13"
  local header
  header="$(find "$home/libonnxruntime-dev" -name onnxruntime_cxx_api.h | head -n 1)"
  [[ -n "$header" ]] || die "libonnxruntime-dev holds no onnxruntime_cxx_api.h"
  rm -rf "${home:?}/include" "${home:?}/lib"
  mkdir -p "$home/lib"
  ln -sr "$library" "$home/lib/libonnxruntime.so.1"
  ln -s libonnxruntime.so.1 "$home/lib/libonnxruntime.so"
  ln -sr "$(dirname "$header")" "$home/include"
}
