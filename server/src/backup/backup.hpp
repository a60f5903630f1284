#pragma once

// A library as one file, taken while others use it, and back. What is in the file: format.hpp.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "files/arrivals.hpp"
#include "files/data_directory.hpp"
#include "store/database.hpp"

namespace palette::backup {

// Called between files with how much of how much is done; false stops, and nothing is kept (`stopped`).
using Progress = std::function<bool(std::uint64_t done, std::uint64_t total)>;

struct Report {
    std::uint64_t originals = 0;  // that are whole
    std::uint64_t bytes = 0;      // of all files
    // Originals that are lost or have other bytes than they came with, a sentence each. All else is there.
    std::vector<std::string> problems;
};

struct Source {
    const files::DataDirectory& directory;
    store::Database& database;
    const files::Arrivals& arrivals;  // for the copy of the database, until it is in the archive
};

// Writes a backup into an open file or pipe; `path` names it in errors. Fails with `disk_full`, `file_io` or
// as the database does.
[[nodiscard]] Result<Report> write_backup(const Source& source, int descriptor,
                                          const std::filesystem::path& path, std::string_view made_by,
                                          const Progress& progress);

// The same into a new file, readable by its owner only, which has its name once it is complete and on disk.
// Fails with `file_exists` too, and with `backup_busy` where another backup is writing the same file.
[[nodiscard]] Result<Report> back_up(const Source& source, const std::filesystem::path& file,
                                     std::string_view made_by, const Progress& progress);

// Unpacks a backup from an open file or pipe into a folder that is new or empty, and proves it: each Original
// against its sha256, the database against the backup's and by SQLite's own check. The library is there once
// all of it is on disk; after a failure the folder is as it was, after a crash it says that it is not
// finished
// (`data_directory_restoring`) and the same call begins anew. Fails with `folder_not_empty`,
// `backup_invalid`, `backup_newer`, `database_newer`, `restore_busy`, `disk_full` or `file_io`.
[[nodiscard]] Result<Report> restore(int descriptor, const std::filesystem::path& folder,
                                     const Progress& progress);

}  // namespace palette::backup
