#include "packs/first_use.hpp"

#include <fstream>
#include <iterator>

#include <fmt/core.h>

#include "base/text.hpp"
#include "files/posix.hpp"

namespace palette::packs {

std::string FirstUse::text() const {
    std::ifstream stream(file_, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::string FirstUse::known(std::string_view text, std::string_view path) {
    for (const auto line : split(text, '\n')) {
        const auto parts = split(line, '\t');
        if (parts.size() == 2 && parts[1] == path) return std::string(parts[0]);
    }
    return {};
}

Result<void> FirstUse::check(std::string_view path, std::string_view sha256) const {
    const std::string before = known(text(), path);
    if (before.empty() || before == sha256) return {};
    return fail(
        ErrorKind::conflict, "file_changed",
        fmt::format("{} is another file than the one that was first brought here (sha256 {}, before {}). "
                    "Nothing was installed. If that is meant to be, take its line out of "
                    "models/.first-use in the data directory.",
                    path, sha256, before));
}

Result<void> FirstUse::remember(std::string_view path, std::string_view sha256) const {
    std::string lines = text();
    if (!known(lines, path).empty()) return {};
    lines += fmt::format("{}\t{}\n", sha256, path);
    return files::write_file(file_, {reinterpret_cast<const std::uint8_t*>(lines.data()), lines.size()});
}

}  // namespace palette::packs
