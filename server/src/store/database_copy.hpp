#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "store/database.hpp"

namespace palette::store {

// The bytes that at least one row names.
struct NamedOriginal {
    std::string sha256;
    std::uint64_t bytes = 0;
};

// What the rows name, each Original once, ordered by sha256.
[[nodiscard]] Result<std::vector<NamedOriginal>> originals_of(Database& database);

// Copies the database, as it is at one moment, into `file`, which must not be there, and says which Originals
// that copy names. Others write meanwhile as ever. Fails with `disk_full` or as SQLite does; what has then
// been written of `file` is the caller's to remove.
[[nodiscard]] Result<std::vector<NamedOriginal>> copy_database(Database& database,
                                                               const std::filesystem::path& file);

}  // namespace palette::store
