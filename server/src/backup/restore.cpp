#include <algorithm>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <unordered_set>

#include <fmt/core.h>

#include "backup/backup.hpp"
#include "backup/format.hpp"
#include "backup/tar_reader.hpp"
#include "base/sha256.hpp"
#include "files/posix.hpp"
#include "store/database_copy.hpp"

namespace palette::backup {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kJsonBytesMax = 64UL * 1024;
constexpr unsigned kReadableByOwner = 0600;
constexpr unsigned kReadableByAll = 0644;
// What a new file system has in its root.
constexpr std::string_view kLostAndFound = "lost+found";

// Unpacks into a folder that is ours.
class Unpacker {
  public:
    Unpacker(int descriptor, files::DataDirectory directory, const Progress& progress)
        : descriptor_(descriptor), directory_(std::move(directory)), progress_(progress) {
        struct stat status{};
        if (::fstat(descriptor, &status) == 0) total_ = static_cast<std::uint64_t>(status.st_size);
    }

    Result<Report> run() {
        auto tar = TarReader::open(descriptor_);
        if (!tar) return forward(tar);
        auto trailer = take_all(*tar);
        if (!trailer) return forward(trailer);
        if (auto proved = prove(*trailer); !proved) return forward(proved);
        if (auto put = put_in_place(); !put) return forward(put);
        return std::move(report_);
    }

  private:
    [[nodiscard]] fs::path database_part() const { return directory_.folder() / "palette.db.restoring"; }

    Result<Trailer> take_all(TarReader& tar) {
        auto first = tar.next();
        if (!first) return forward(first);
        if (*first != kHeaderName) return invalid("it is no backup of a Palette library");
        auto header = tar.read_text(kJsonBytesMax);
        if (!header) return forward(header);
        if (auto checked = check_header(*header); !checked) return forward(checked);
        while (true) {
            if (!progress_(report_.bytes, total_))
                return fail(ErrorKind::refused, "stopped", "Stopped. Nothing was kept.");
            auto name = tar.next();
            if (!name) return forward(name);
            if (!*name) return invalid("it is cut short");
            if (**name == kTrailerName) break;
            if (auto taken = take(tar, **name); !taken) return forward(taken);
        }
        auto text = tar.read_text(kJsonBytesMax);
        if (!text) return forward(text);
        return parse_trailer(*text);
    }

    Result<void> take(TarReader& tar, const std::string& name) {
        if (name == kDatabaseName) {
            auto sha256 = take_file(tar, database_part(), kReadableByAll);
            if (!sha256) return forward(sha256);
            database_sha256_ = std::move(*sha256);
            return {};
        }
        if (name == kConfigurationName) {
            auto sha256 = take_file(tar, directory_.folder() / kConfigurationName, kReadableByOwner);
            if (!sha256) return forward(sha256);
            return {};
        }
        const auto stored = parse_stored_file(name);
        if (!stored) return invalid("it holds a file that does not belong there", name);
        const fs::path path = stored->path_in(directory_);
        std::error_code error;
        fs::create_directories(path.parent_path(), error);  // a failure shows when the file is made
        auto sha256 = take_file(tar, path, kReadableByAll);
        if (!sha256) return forward(sha256);
        if (stored->rendition) return {};
        ++originals_seen_;
        if (*sha256 == stored->sha256) {
            originals_.insert(std::move(*sha256));
        } else {
            fs::remove(path, error);
        }
        return {};
    }

    // Answers the sha256 of what came.
    Result<std::string> take_file(TarReader& tar, const fs::path& path, unsigned mode) {
        const files::FileDescriptor out(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
        if (out.get() < 0) return std::unexpected(files::errno_error("create", path));
        Sha256 hash;
        auto read = tar.read([&](std::span<const std::uint8_t> piece) {
            hash.update(piece);
            report_.bytes += piece.size();
            return files::write_all(out.get(), piece, path);
        });
        if (!read) return forward(read);
        return hash.digest();
    }

    Result<void> prove(const Trailer& trailer) {
        if (originals_seen_ != trailer.originals) return invalid("files are missing from it");
        if (database_sha256_ != trailer.database_sha256) return invalid("its database is damaged");
        // Opening brings an older library up to date, and refuses a newer one.
        auto database = store::Database::open(database_part());
        if (!database) return forward(database);
        if (auto sound = (*database)->check_integrity(); !sound) return sound;
        auto named = store::originals_of(**database);
        if (!named) return forward(named);
        for (const auto& [sha256, bytes] : *named) {
            if (originals_.erase(sha256) == 1) {
                ++report_.originals;
            } else {
                report_.problems.push_back(
                    fmt::format("The Original {} is damaged in the backup or not there.", sha256));
            }
        }
        // What was purged while the backup was made.
        std::error_code error;
        for (const auto& sha256 : originals_) {
            fs::remove(directory_.original(sha256), error);
            fs::remove_all(directory_.rendition_folder(sha256), error);
        }
        return {};
    }

    // First everything is on disk, then the database has its name.
    Result<void> put_in_place() {
        const fs::path& folder = directory_.folder();
        const files::FileDescriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (opened.get() < 0 || ::syncfs(opened.get()) != 0)
            return std::unexpected(files::errno_error("sync", folder));
        if (::rename(database_part().c_str(), directory_.database().c_str()) != 0)
            return std::unexpected(files::errno_error("rename", directory_.database()));
        if (auto synced = files::sync_folder(folder); !synced) return synced;
        if (::unlink(directory_.restoring_mark().c_str()) != 0)
            return std::unexpected(files::errno_error("remove", directory_.restoring_mark()));
        return files::sync_folder(folder);
    }

    const int descriptor_;
    const files::DataDirectory directory_;
    const Progress& progress_;
    std::uint64_t total_ = 0;
    Report report_;
    std::uint64_t originals_seen_ = 0;
    std::unordered_set<std::string> originals_;  // unpacked and whole
    std::string database_sha256_;
};

// Removes what a restore has unpacked, but for its mark.
void clear_folder(const fs::path& folder, const fs::path& mark) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (entry.path() != mark && entry.path().filename() != kLostAndFound)
            fs::remove_all(entry.path(), error);
    }
}

bool holds_nothing(const fs::path& folder) {
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    return std::all_of(begin(entries), end(entries),
                       [](const auto& entry) { return entry.path().filename() == kLostAndFound; });
}

}  // namespace

Result<Report> restore(int descriptor, const fs::path& folder, const Progress& progress) {
    std::error_code error;
    const fs::path absolute = fs::absolute(folder, error).lexically_normal();
    const fs::path mark = absolute / "restoring";
    const bool was_there = fs::exists(absolute, error);
    if (was_there && !fs::exists(mark, error) && !holds_nothing(absolute)) {
        return fail(ErrorKind::conflict, "folder_not_empty",
                    "There is something in this folder. A backup is restored into one that is new or empty.",
                    folder.string());
    }
    fs::create_directories(absolute, error);  // a failure shows when the mark is made
    auto lock = files::FileLock::try_take(mark);
    if (!lock) return forward(lock);
    if (!*lock)
        return fail(ErrorKind::busy, "restore_busy", "Another restore is at work there.", folder.string());
    clear_folder(absolute, mark);
    auto directory = files::DataDirectory::open_restoring(absolute);
    auto report = directory ? Unpacker(descriptor, *directory, progress).run()
                            : Result<Report>(std::unexpected(directory.error()));
    if (!report) {
        clear_folder(absolute, mark);
        fs::remove(mark, error);
        if (!was_there) fs::remove(absolute, error);
    }
    return report;
}

}  // namespace palette::backup
