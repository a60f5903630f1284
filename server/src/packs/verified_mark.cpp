#include "packs/verified_mark.hpp"

#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "files/posix.hpp"

namespace palette::packs {

VerifiedMark::VerifiedMark(const std::filesystem::path& marks, std::filesystem::path pack_folder,
                           const inference::PackDescription& description)
    : file_(marks / description.identity()),
      pack_folder_(std::move(pack_folder)),
      description_(description) {}

std::string VerifiedMark::fingerprint() const {
    std::string lines;
    const auto add = [&](const std::string& name) {
        std::error_code error;
        const auto path = pack_folder_ / name;
        const auto bytes = std::filesystem::file_size(path, error);
        if (error) return false;
        const auto written = std::filesystem::last_write_time(path, error);
        if (error) return false;
        lines += fmt::format("{} {} {}\n", bytes, written.time_since_epoch().count(), name);
        return true;
    };
    if (!add("pack.json")) return {};
    for (const auto& [name, facts] : description_.files) {
        if (!add(name)) return {};
    }
    return lines;
}

bool VerifiedMark::is_set() const {
    std::ifstream stream(file_, std::ios::binary);
    const std::string mark(std::istreambuf_iterator<char>(stream), {});
    return !mark.empty() && mark == fingerprint();
}

Result<void> VerifiedMark::set() const {
    std::error_code error;
    std::filesystem::create_directories(file_.parent_path(), error);
    const std::string mark = fingerprint();
    return files::write_file(file_, {reinterpret_cast<const std::uint8_t*>(mark.data()), mark.size()});
}

void VerifiedMark::clear() const {
    std::error_code error;
    std::filesystem::remove(file_, error);
}

}  // namespace palette::packs
