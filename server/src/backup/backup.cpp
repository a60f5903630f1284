#include "backup/backup.hpp"

#include <algorithm>
#include <fcntl.h>
#include <set>
#include <sys/stat.h>
#include <unistd.h>
#include <unordered_set>

#include <fmt/core.h>

#include "backup/format.hpp"
#include "backup/tar_writer.hpp"
#include "base/sha256.hpp"
#include "files/posix.hpp"
#include "store/database_copy.hpp"

namespace palette::backup {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kPieceBytes = 1UL << 18;

class Writer {
  public:
    Writer(const Source& source, TarWriter& tar, const Progress& progress)
        : source_(source), tar_(tar), progress_(progress) {}

    Result<Report> run(std::string_view made_by) {
        if (auto begun = tar_.add(std::string(kHeaderName), header_json(made_by)); !begun)
            return forward(begun);
        const fs::path copy = source_.arrivals.folder() / kDatabaseName;
        std::set<std::string> missing;
        while (true) {
            std::error_code error;
            fs::remove(copy, error);
            const auto named = store::copy_database(source_.database, copy);
            if (!named) return std::unexpected(named.error());
            auto missing_now = add_files(*named);
            if (!missing_now) return forward(missing_now);
            // Gone since the copy was made, by a purge? The next copy then no longer names it.
            const bool same = std::ranges::includes(missing, *missing_now);
            missing = std::move(*missing_now);
            if (same) break;
        }
        for (const auto& sha256 : missing)
            report_.problems.push_back(fmt::format("The Original {} is lost.", sha256));
        if (auto ended = add_rest(copy); !ended) return forward(ended);
        std::error_code error;
        fs::remove(copy, error);
        return std::move(report_);
    }

  private:
    // Those of the Originals that are not in the archive yet, with their renditions. Says which are not
    // there.
    Result<std::set<std::string>> add_files(const std::vector<store::NamedOriginal>& named) {
        std::set<std::string> missing;
        for (const auto& [sha256, bytes] : named) {
            if (added_.contains(sha256)) continue;
            if (!progress_(added_.size(), named.size()))
                return fail(ErrorKind::refused, "stopped", "Stopped. Nothing was kept.");
            const StoredFile original{sha256, std::nullopt};
            auto digest = add_file(original.name(), original.path_in(source_.directory));
            if (!digest && digest.error().kind == ErrorKind::not_found) {
                missing.insert(sha256);
                continue;
            }
            if (!digest) return forward(digest);
            added_.insert(sha256);
            if (*digest == sha256) {
                ++report_.originals;
            } else {
                report_.problems.push_back(
                    fmt::format("The Original {} has other bytes than it came with.", sha256));
            }
            if (auto renditions = add_renditions(sha256); !renditions) return forward(renditions);
        }
        return missing;
    }

    // They can be made again: one that goes meanwhile is no loss.
    Result<void> add_renditions(const std::string& sha256) {
        std::error_code error;
        for (const auto& entry : fs::directory_iterator(source_.directory.rendition_folder(sha256), error)) {
            const std::string name = StoredFile{sha256, entry.path().filename().string()}.name();
            if (!parse_stored_file(name)) continue;  // being written
            auto added = add_file(name, entry.path());
            if (!added && added.error().kind != ErrorKind::not_found) return forward(added);
        }
        return {};
    }

    Result<void> add_rest(const fs::path& copy) {
        const fs::path configuration = source_.directory.folder() / kConfigurationName;
        if (auto added = add_file(std::string(kConfigurationName), configuration);
            !added && added.error().kind != ErrorKind::not_found) {
            return forward(added);
        }
        auto database = add_file(std::string(kDatabaseName), copy);
        if (!database) return forward(database);
        const Trailer trailer{added_.size(), std::move(*database)};
        if (auto added = tar_.add(std::string(kTrailerName), to_json(trailer)); !added) return added;
        return tar_.finish();
    }

    // Answers the sha256 of what it read.
    Result<std::string> add_file(const std::string& name, const fs::path& path) {
        const files::FileDescriptor in(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        struct stat status{};
        if (in.get() < 0 || ::fstat(in.get(), &status) != 0)
            return std::unexpected(files::errno_error("open", path));
        auto left = static_cast<std::uint64_t>(status.st_size);
        if (auto begun = tar_.begin(name, left); !begun) return forward(begun);
        Sha256 hash;
        while (left > 0) {
            const auto piece = std::span(piece_).first(std::min<std::uint64_t>(piece_.size(), left));
            auto got = files::read_some(in.get(), piece, path);
            if (!got) return forward(got);
            if (*got == 0) {
                return fail(ErrorKind::io, "file_io", "A file became shorter while it was read.",
                            path.string());
            }
            hash.update(piece.first(*got));
            if (auto written = tar_.write(piece.first(*got)); !written) return forward(written);
            left -= *got;
            report_.bytes += *got;
        }
        return hash.digest();
    }

    const Source& source_;
    TarWriter& tar_;
    const Progress& progress_;
    Report report_;
    std::unordered_set<std::string> added_;
    std::vector<std::uint8_t> piece_ = std::vector<std::uint8_t>(kPieceBytes);
};

Result<Report> write_and_sync(const Source& source, const fs::path& part, std::string_view made_by,
                              const Progress& progress) {
    const files::FileDescriptor out(::open(part.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC));
    if (out.get() < 0) return std::unexpected(files::errno_error("open", part));
    auto report = write_backup(source, out.get(), part, made_by, progress);
    if (report && ::fsync(out.get()) != 0) return std::unexpected(files::errno_error("sync", part));
    return report;
}

}  // namespace

Result<Report> write_backup(const Source& source, int descriptor, const fs::path& path,
                            std::string_view made_by, const Progress& progress) {
    TarWriter tar(descriptor, path);
    return Writer(source, tar, progress).run(made_by);
}

Result<Report> back_up(const Source& source, const fs::path& file, std::string_view made_by,
                       const Progress& progress) {
    std::error_code error;
    if (fs::exists(file, error)) {
        return fail(ErrorKind::conflict, "file_exists",
                    "There is a file of this name already. Nothing was written.", file.string());
    }
    fs::path part = file;
    part += ".part";
    auto lock = files::FileLock::try_take(part, 0600);
    if (!lock) return forward(lock);
    if (!*lock) {
        return fail(ErrorKind::busy, "backup_busy", "Another backup is writing this file.", file.string());
    }
    auto report = write_and_sync(source, part, made_by, progress);
    if (report && ::rename(part.c_str(), file.c_str()) != 0)
        report = std::unexpected(files::errno_error("rename", file));
    if (!report) {
        fs::remove(part, error);
        return report;
    }
    if (auto synced = files::sync_folder(fs::absolute(file).parent_path()); !synced) return forward(synced);
    return report;
}

}  // namespace palette::backup
