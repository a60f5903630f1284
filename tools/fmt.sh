# ./dev fmt: C++ with clang-format, the web app with Biome.
# shellcheck shell=bash

install_packages "${packages_check[0]}"
require_npm_packages
mapfile -d '' sources < <(find "$root/server" -type f \( -name '*.cpp' -o -name '*.hpp' \) -print0)
((${#sources[@]} == 0)) || clang-format-19 -i "${sources[@]}"
npm run --silent --workspace web fmt
