#pragma once

// What a backup is (docs/backup_format.md): a tar archive with, in this order,
//
//   palette-backup.json                        says what this is
//   originals/ab/cd/<sha256>                   the bytes as they came
//   renditions/ab/cd/<sha256>/<w>.{webp,jpg}   smaller copies
//   palette.toml                               where there is one
//   palette.db                                 the rows, as they were at one moment
//   complete.json                              says that nothing is missing

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "files/data_directory.hpp"

namespace palette::backup {

inline constexpr int kFormatVersion = 1;

inline constexpr std::string_view kHeaderName = "palette-backup.json";
inline constexpr std::string_view kConfigurationName = "palette.toml";
inline constexpr std::string_view kDatabaseName = "palette.db";
inline constexpr std::string_view kTrailerName = "complete.json";

// `trailer` and `header` as they stand in the archive.
struct Trailer {
    std::uint64_t originals = 0;
    std::string database_sha256;
};
[[nodiscard]] std::string to_json(const Trailer& trailer);
[[nodiscard]] Result<Trailer> parse_trailer(std::string_view text);
[[nodiscard]] std::string header_json(std::string_view made_by);
// Fails with `backup_invalid` where the text is no header, `backup_newer` where a newer Palette wrote it.
[[nodiscard]] Result<void> check_header(std::string_view text);

// A name in the archive below originals/ or renditions/.
struct StoredFile {
    std::string sha256;
    std::optional<std::string> rendition;  // the file's name: "320.webp"; nothing for the Original

    [[nodiscard]] std::filesystem::path path_in(const files::DataDirectory& directory) const;
    [[nodiscard]] std::string name() const;
};
// Nothing for any other name: what is unpacked can only land where it belongs.
[[nodiscard]] std::optional<StoredFile> parse_stored_file(std::string_view name);

// `backup_invalid`: the archive cannot be read, and why.
[[nodiscard]] std::unexpected<Error> invalid(std::string_view why, std::string detail = {});

}  // namespace palette::backup
