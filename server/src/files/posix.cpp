#include "files/posix.hpp"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

#include "base/text.hpp"

namespace palette::files {

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
    if (this != &other) {
        if (descriptor_ >= 0) ::close(descriptor_);
        descriptor_ = other.release();
    }
    return *this;
}
FileDescriptor::~FileDescriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
}
int FileDescriptor::release() {
    return std::exchange(descriptor_, -1);
}

Error errno_error(std::string_view action, const std::filesystem::path& path) {
    const int number = errno;
    const std::string detail =
        std::string(action) + " " + printable(path.native()) + ": " + std::generic_category().message(number);
    switch (number) {
        case ENOSPC:
        case EDQUOT:
            return {ErrorKind::no_space, "disk_full", "The disk is full.", detail};
        case ENOENT:
            return {ErrorKind::not_found, "file_not_found", "There is no such file.", detail};
        case EACCES:
        case EPERM:
            return {ErrorKind::io, "file_unreadable", "Permission denied.", detail};
        default:
            return {ErrorKind::io, "file_io",
                    "The file could not be read or written: " + std::generic_category().message(number) + ".",
                    detail};
    }
}

Result<void> write_all(int descriptor, std::span<const std::uint8_t> bytes,
                       const std::filesystem::path& path) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0) {
            if (errno == EINTR) continue;
            return std::unexpected(errno_error("write", path));
        }
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

Result<std::size_t> read_some(int descriptor, std::span<std::uint8_t> into,
                              const std::filesystem::path& path) {
    while (true) {
        const ssize_t got = ::read(descriptor, into.data(), into.size());
        if (got >= 0) return static_cast<std::size_t>(got);
        if (errno != EINTR) return std::unexpected(errno_error("read", path));
    }
}

Result<void> sync_folder(const std::filesystem::path& folder) {
    const FileDescriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (descriptor.get() < 0 || ::fsync(descriptor.get()) != 0)
        return std::unexpected(errno_error("sync", folder));
    return {};
}

Result<void> write_file(const std::filesystem::path& path, std::span<const std::uint8_t> bytes) {
    static std::atomic<unsigned> counter{0};
    auto temporary = path;
    temporary += ".part" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
    {
        const FileDescriptor descriptor(
            ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
        if (descriptor.get() < 0) return std::unexpected(errno_error("create", temporary));
        if (auto written = write_all(descriptor.get(), bytes, temporary); !written) {
            ::unlink(temporary.c_str());
            return written;
        }
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
        Error error = errno_error("rename", path);
        ::unlink(temporary.c_str());
        return std::unexpected(std::move(error));
    }
    return {};
}

Result<std::optional<FileLock>> FileLock::try_take(const std::filesystem::path& path, unsigned mode) {
    FileDescriptor descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, mode));
    if (descriptor.get() < 0) return std::unexpected(errno_error("open", path));
    if (::flock(descriptor.get(), LOCK_EX | LOCK_NB) == 0) return FileLock(std::move(descriptor));
    if (errno == EWOULDBLOCK) return std::nullopt;
    return std::unexpected(errno_error("lock", path));
}

}  // namespace palette::files
