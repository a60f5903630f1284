#pragma once

// Where uploads lie while they arrive: a folder of temporary files on the library's file system, so that a
// finished one can be renamed into place.
//
// One server process owns the folder; opening it removes what a crash left there. A file goes with the
// SpooledFile that stands for it, whatever happens to the request. Safe to call from any thread.

#include <filesystem>
#include <memory>

#include "base/result.hpp"
#include "base/thread_pool.hpp"

namespace palette::http {

class Spool;

// Owns one path in the spool folder. Its end removes the file on the spool's pool; a file that was renamed
// away is none of its business any more.
class SpooledFile {
  public:
    SpooledFile() = default;
    SpooledFile(SpooledFile&& other) noexcept = default;
    SpooledFile& operator=(SpooledFile&& other) noexcept;
    ~SpooledFile();

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    friend class Spool;
    SpooledFile(std::shared_ptr<Spool> spool, std::filesystem::path path)
        : spool_(std::move(spool)), path_(std::move(path)) {}

    std::shared_ptr<Spool> spool_;  // shared: a handler may keep the file longer than the server lives
    std::filesystem::path path_;
};

class Spool : public std::enable_shared_from_this<Spool> {
  public:
    // Makes the folder where it is missing and empties it of former uploads. Fails with ErrorKind::io.
    [[nodiscard]] static Result<std::shared_ptr<Spool>> open(std::filesystem::path folder,
                                                             std::shared_ptr<ThreadPool> pool);

    // A name nobody has used; the file is not yet there.
    [[nodiscard]] SpooledFile new_file();

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

  private:
    friend class SpooledFile;
    Spool(std::filesystem::path folder, std::shared_ptr<ThreadPool> pool)
        : folder_(std::move(folder)), pool_(std::move(pool)) {}
    void remove(const std::filesystem::path& path);

    std::filesystem::path folder_;
    std::shared_ptr<ThreadPool> pool_;  // shared with the server's file reads
};

}  // namespace palette::http
