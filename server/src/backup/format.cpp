#include "backup/format.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/core.h>

#include "base/text.hpp"

namespace palette::backup {
namespace json = boost::json;
namespace {

constexpr std::string_view kOriginals = "originals";
constexpr std::string_view kRenditions = "renditions";
constexpr std::size_t kSha256Digits = 64;
constexpr std::size_t kRenditionNameMax = 16;

bool is_sha256(std::string_view text) {
    return text.size() == kSha256Digits &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
    return c >= 'a' && c <= 'z';
}

// "320.webp": digits, a dot, letters.
bool is_rendition_name(std::string_view name) {
    const auto dot = name.find('.');
    return name.size() <= kRenditionNameMax && dot != std::string_view::npos && dot > 0 &&
           dot + 1 < name.size() && std::ranges::all_of(name.substr(0, dot), is_digit) &&
           std::ranges::all_of(name.substr(dot + 1), is_letter);
}

json::value parse(std::string_view text) {
    boost::system::error_code error;
    json::value value = json::parse(text, error);
    return error ? json::value() : value;
}

}  // namespace

std::unexpected<Error> invalid(std::string_view why, std::string detail) {
    return fail(ErrorKind::invalid, "backup_invalid", fmt::format("The backup cannot be used: {}.", why),
                std::move(detail));
}

std::string to_json(const Trailer& trailer) {
    return json::serialize(
               json::object{{"originals", trailer.originals}, {"database_sha256", trailer.database_sha256}}) +
           "\n";
}

Result<Trailer> parse_trailer(std::string_view text) {
    const json::value value = parse(text);
    const auto* object = value.if_object();
    const auto* originals = object == nullptr ? nullptr : object->if_contains("originals");
    const auto* sha256 = object == nullptr ? nullptr : object->if_contains("database_sha256");
    boost::system::error_code error;
    Trailer trailer;
    if (originals != nullptr) trailer.originals = originals->to_number<std::uint64_t>(error);
    if (originals == nullptr || error || sha256 == nullptr || !sha256->is_string())
        return invalid("its last file is damaged");
    trailer.database_sha256 = std::string(sha256->get_string());
    return trailer;
}

std::string header_json(std::string_view made_by) {
    return json::serialize(json::object{{"palette_backup", kFormatVersion}, {"made_by", made_by}}) + "\n";
}

Result<void> check_header(std::string_view text) {
    const json::value value = parse(text);
    const auto* object = value.if_object();
    const auto* version = object == nullptr ? nullptr : object->if_contains("palette_backup");
    if (version == nullptr || !version->is_int64()) return invalid("it is no backup of a Palette library");
    if (version->get_int64() > kFormatVersion) {
        return fail(ErrorKind::conflict, "backup_newer",
                    "This backup was written by a newer Palette. Please update Palette.");
    }
    return {};
}

std::filesystem::path StoredFile::path_in(const files::DataDirectory& directory) const {
    return rendition ? directory.rendition_folder(sha256) / *rendition : directory.original(sha256);
}

std::string StoredFile::name() const {
    const auto below = [&](std::string_view top) {
        return fmt::format("{}/{}/{}/{}", top, sha256.substr(0, 2), sha256.substr(2, 2), sha256);
    };
    return rendition ? below(kRenditions) + "/" + *rendition : below(kOriginals);
}

std::optional<StoredFile> parse_stored_file(std::string_view name) {
    const auto parts = split(name, '/');
    if (parts.size() < 4 || parts.size() > 5 || !is_sha256(parts[3])) return std::nullopt;
    StoredFile file{std::string(parts[3]), std::nullopt};
    if (parts.size() == 5) {
        if (!is_rendition_name(parts[4])) return std::nullopt;
        file.rendition = std::string(parts[4]);
    }
    // Written out again, only the one right name is the same.
    if (file.name() != name) return std::nullopt;
    return file;
}

}  // namespace palette::backup
