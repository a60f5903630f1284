#include "files/arrivals.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include <fmt/core.h>

#include "base/ids.hpp"
#include "base/sha256.hpp"

namespace palette::files {
namespace {

constexpr std::size_t kCopyBytes = 1 << 18;
constexpr std::size_t kSha256TextLength = 64;
constexpr const char* kLockName = "lock";

// Links `from` to `to`, or renames where the file system has no hard links. An existing `to` is fine: same
// content.
Result<void> link_or_rename(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (::link(from.c_str(), to.c_str()) == 0 || errno == EEXIST) return {};
    if (errno != EPERM && errno != ENOTSUP && errno != EMLINK)
        return std::unexpected(errno_error("link", to));
    if (::rename(from.c_str(), to.c_str()) != 0) return std::unexpected(errno_error("rename", to));
    return {};
}

}  // namespace

Arrival::Arrival(Arrival&& other) noexcept
    : path_(std::move(other.path_)),
      sha256_(std::move(other.sha256_)),
      bytes_(other.bytes_),
      placed_(other.placed_) {
    other.path_.clear();
}

Arrival::~Arrival() {
    if (!path_.empty() && !placed_) ::unlink(path_.c_str());
}

Result<void> Arrival::place(const DataDirectory& directory) {
    const auto named = path_.parent_path() / sha256_;
    if (::rename(path_.c_str(), named.c_str()) != 0) return std::unexpected(errno_error("rename", named));
    path_ = named;
    placed_ = true;
    const auto target = directory.original(sha256_);
    std::error_code error;
    const auto folder = target.parent_path();
    const bool is_new = std::filesystem::create_directories(folder, error);
    if (error) {
        errno = error.value();
        return std::unexpected(errno_error("create", folder));
    }
    for (const auto& parent : {folder.parent_path(), directory.originals()}) {
        if (auto synced = is_new ? sync_folder(parent) : Result<void>{}; !synced) return synced;
    }
    if (auto linked = link_or_rename(path_, target); !linked) return linked;
    return sync_folder(folder);
}

Arrivals::Arrivals(DataDirectory directory, std::filesystem::path folder, FileLock lock)
    : directory_(std::move(directory)), folder_(std::move(folder)), lock_(std::move(lock)) {}

Result<std::unique_ptr<Arrivals>> Arrivals::open(DataDirectory directory) {
    auto folder = directory.incoming() / encode_id(new_id_value());
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        errno = error.value();
        return std::unexpected(errno_error("create", folder));
    }
    auto lock = FileLock::try_take(folder / kLockName);
    if (!lock) return forward(lock);
    if (!*lock)
        return fail(ErrorKind::internal, "internal", "Something went wrong inside Palette.", "incoming lock");
    return std::unique_ptr<Arrivals>(
        new Arrivals(std::move(directory), std::move(folder), std::move(**lock)));
}

Arrivals::~Arrivals() {
    std::error_code error;
    for (const auto& file : std::filesystem::directory_iterator(folder_, error)) {
        if (file.path().filename().native().size() == kSha256TextLength) return;  // not settled: for sweep()
    }
    std::filesystem::remove_all(folder_, error);
}

Result<Arrival> Arrivals::stream(const std::filesystem::path& source, std::uint64_t bytes_max) {
    // O_NONBLOCK: a FIFO must not hold us up before fstat tells that it is one.
    const FileDescriptor in(::open(source.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (in.get() < 0) return std::unexpected(errno_error("open", source));
    struct stat status{};
    if (::fstat(in.get(), &status) != 0) return std::unexpected(errno_error("stat", source));
    if (!S_ISREG(status.st_mode)) {
        return fail(ErrorKind::invalid, "file_not_regular", "This is not a regular file.", source.string());
    }
    const auto too_large = [&] {
        return fail(
            ErrorKind::too_large, "file_too_large",
            fmt::format("The file is larger than the {} MB that are accepted.", bytes_max / 1'000'000),
            source.string());
    };
    if (static_cast<std::uint64_t>(status.st_size) > bytes_max) return too_large();

    const auto part = folder_ / (std::to_string(counter_++) + ".part");
    const FileDescriptor out(::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    if (out.get() < 0) return std::unexpected(errno_error("create", part));
    Arrival arrival(part, {}, 0);

    Sha256 hash;
    std::vector<std::uint8_t> buffer(kCopyBytes);
    while (true) {
        auto got = read_some(in.get(), buffer, source);
        if (!got) return forward(got);
        if (*got == 0) break;
        const auto chunk = std::span<const std::uint8_t>(buffer).first(*got);
        arrival.bytes_ += chunk.size();
        if (arrival.bytes_ > bytes_max) return too_large();
        hash.update(chunk);
        if (auto written = write_all(out.get(), chunk, part); !written) return forward(written);
    }
    if (::fdatasync(out.get()) != 0) return std::unexpected(errno_error("sync", part));
    arrival.sha256_ = hash.digest();
    return arrival;
}

Result<void> Arrivals::sweep(const std::function<Result<void>(const std::string&)>& resolve) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.incoming(), error)) {
        if (entry.path() == folder_ || !entry.is_directory(error)) continue;
        auto lock = FileLock::try_take(entry.path() / kLockName);
        if (!lock) return forward(lock);
        if (!*lock) continue;  // its process lives
        for (const auto& file : std::filesystem::directory_iterator(entry.path(), error)) {
            const std::string name = file.path().filename();
            if (name.size() != kSha256TextLength) continue;
            if (auto resolved = resolve(name); !resolved) return resolved;
        }
        std::filesystem::remove_all(entry.path(), error);
    }
    return {};
}

}  // namespace palette::files
