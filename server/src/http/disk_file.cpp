#include "http/disk_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <fmt/core.h>

namespace palette::http {
namespace {

std::unexpected<Error> fail_with_errno(int number, std::string detail) {
    const std::string text = fmt::format("{}: {}", detail, std::generic_category().message(number));
    if (number == ENOSPC || number == EDQUOT) {
        return fail(ErrorKind::no_space, "disk_full", "The server's disk is full.", text);
    }
    if (number == ENOENT || number == ELOOP || number == ENOTDIR) {
        return fail(ErrorKind::not_found, "file_not_found", "There is no such file.", text);
    }
    return fail(ErrorKind::io, "io", "The server cannot use its disk.", text);
}

}  // namespace

Result<DiskFile> DiskFile::open(const std::filesystem::path& path, std::uint64_t bytes_min) {
    // Non-blocking, as opening a pipe would wait for somebody to write to it.
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0) return fail_with_errno(errno, path.string());
    DiskFile file(descriptor);
    struct stat facts = {};
    if (::fstat(descriptor, &facts) != 0) return fail_with_errno(errno, path.string());
    if (!S_ISREG(facts.st_mode)) {
        return fail(ErrorKind::not_found, "file_not_found", "There is no such file.",
                    path.string() + " is no regular file");
    }
    if (static_cast<std::uint64_t>(facts.st_size) < bytes_min) {
        return fail(ErrorKind::invalid, "file_too_short", "The file is shorter than it should be.",
                    fmt::format("{} has {} bytes, wanted {}", path.string(), facts.st_size, bytes_min));
    }
    return file;
}

Result<DiskFile> DiskFile::create(const std::filesystem::path& path) {
    constexpr mode_t kOwnerOnly = 0600;
    const int descriptor =
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, kOwnerOnly);
    if (descriptor < 0) return fail_with_errno(errno, path.string());
    return DiskFile(descriptor);
}

DiskFile::DiskFile(DiskFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

DiskFile& DiskFile::operator=(DiskFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

DiskFile::~DiskFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> DiskFile::read_at(std::uint64_t offset, std::span<char> out) const {
    while (!out.empty()) {
        const ssize_t bytes = ::pread(descriptor_, out.data(), out.size(), static_cast<off_t>(offset));
        if (bytes < 0 && errno == EINTR) continue;
        if (bytes < 0) return fail_with_errno(errno, "pread");
        if (bytes == 0) {
            return fail(ErrorKind::invalid, "file_too_short", "The file is shorter than it should be.");
        }
        out = out.subspan(static_cast<std::size_t>(bytes));
        offset += static_cast<std::uint64_t>(bytes);
    }
    return {};
}

Result<void> DiskFile::append(std::string_view bytes) const {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return fail_with_errno(errno, "write");
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

}  // namespace palette::http
