#pragma once

// How bytes get into `originals/` so that neither a crash nor a full disk leaves a file without a row or a
// row without a file.
//
// A process keeps what is arriving in its own folder under `incoming/`, which it holds locked:
//   1. stream()  copies the bytes to N.part, hashing on the way, with a size limit, and syncs them;
//   2. place()   renames N.part to <sha256>, links that name to originals/ab/cd/<sha256> and syncs the
//   folder: called
//                inside the transaction that writes the row;
//   3. settle()  after the commit: the name in `incoming/` may go.
// An Arrival that ends between 2 and 3 leaves its name behind. sweep() looks at the folders of processes that
// are gone: a <sha256> left there without a row means the commit never came, so its Original is removed too.
//
// Safe to call from any thread that may block. Belongs to app/, outlives everything that accepts files.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "files/data_directory.hpp"
#include "files/posix.hpp"

namespace palette::files {

class Arrivals;

// One file on its way in; removed from `incoming/` when this goes.
class Arrival {
  public:
    Arrival(Arrival&& other) noexcept;
    Arrival& operator=(Arrival&&) = delete;
    ~Arrival();

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] const std::string& sha256() const { return sha256_; }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

    // Puts the file into `originals/`; nothing to do when it is there already.
    Result<void> place(const DataDirectory& directory);
    // The row is committed.
    void settle() { placed_ = false; }

  private:
    friend class Arrivals;
    Arrival(std::filesystem::path path, std::string sha256, std::uint64_t bytes)
        : path_(std::move(path)), sha256_(std::move(sha256)), bytes_(bytes) {}
    std::filesystem::path path_;
    std::string sha256_;
    std::uint64_t bytes_;
    bool placed_ = false;  // and not settled
};

class Arrivals {
  public:
    // Takes a folder of its own under `incoming/`.
    static Result<std::unique_ptr<Arrivals>> open(DataDirectory directory);
    ~Arrivals();
    Arrivals(const Arrivals&) = delete;
    Arrivals& operator=(const Arrivals&) = delete;

    // Copies a regular file in. Fails with `file_not_found`, `file_unreadable`, `file_not_regular`,
    // `file_too_large` (over `bytes_max`), `disk_full` or `file_io`.
    Result<Arrival> stream(const std::filesystem::path& source, std::uint64_t bytes_max);

    // Clears up after processes that are gone. `resolve(sha256)` removes that Original unless the library has
    // a row for it; it must decide and remove under the database's write lock, for others may be accepting
    // the same bytes right now.
    Result<void> sweep(const std::function<Result<void>(const std::string& sha256)>& resolve);

    // This process's own folder: what is in it goes when the process ends, however it ends.
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
    // A folder on the same file system for uploads on their way.
    [[nodiscard]] std::filesystem::path spool_folder() const { return folder_ / "spool"; }

  private:
    Arrivals(DataDirectory directory, std::filesystem::path folder, FileLock lock);

    const DataDirectory directory_;
    const std::filesystem::path folder_;
    const FileLock lock_;
    std::atomic<std::uint64_t> counter_{0};
};

}  // namespace palette::files
