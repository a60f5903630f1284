#pragma once

// `palette check`: proves that rows, files and index agree, and mends what can be mended without losing
// anything.

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "files/data_directory.hpp"
#include "store/database.hpp"

namespace palette::ingest {

struct CheckReport {
    std::uint64_t images = 0;
    std::uint64_t originals = 0;
    std::uint64_t renditions = 0;
    std::uint64_t embeddings = 0;
    std::uint64_t pending = 0;          // Images still being worked on: not a problem
    std::vector<std::string> problems;  // a sentence each, with the path or id
    std::uint64_t repaired = 0;
};

struct CheckOptions {
    bool repair = false;  // make lost renditions again, remove files without a row
    bool deep = false;    // read every Original and compare its sha256
};

// `pack` is the active model pack's identity. Fails only when the library cannot be read at all.
[[nodiscard]] Result<CheckReport> check_library(const files::DataDirectory& directory,
                                                store::Database& database, const std::string& pack,
                                                const CheckOptions& options);

}  // namespace palette::ingest
