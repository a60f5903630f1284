#include "imaging/file_bytes.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "base/text.hpp"

namespace palette::imaging {
namespace {

std::unexpected<Error> unreadable(ErrorKind kind, std::string reason, const std::filesystem::path& file,
                                  int error) {
    return fail(kind, "image_unreadable", std::move(reason),
                printable(file.native()) + ": " + std::generic_category().message(error));
}

}  // namespace

Result<FileBytes> FileBytes::open(const std::filesystem::path& file, Symlinks symlinks) {
    const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (symlinks == Symlinks::refuse ? O_NOFOLLOW : 0);
    const int descriptor = ::open(file.c_str(), flags);
    if (descriptor < 0) {
        const bool refused_link = errno == ELOOP && symlinks == Symlinks::refuse;
        const bool absent = errno == ENOENT || errno == ENAMETOOLONG || refused_link;
        return unreadable(absent ? ErrorKind::not_found : ErrorKind::io, "This file could not be opened.",
                          file, errno);
    }
    FileBytes opened(descriptor, 0);
    struct stat facts{};
    if (::fstat(descriptor, &facts) != 0) {
        return unreadable(ErrorKind::io, "This file could not be read.", file, errno);
    }
    if (!S_ISREG(facts.st_mode)) {
        return unreadable(ErrorKind::io, "This is not a regular file.", file, EINVAL);
    }
    opened.size_ = static_cast<std::uint64_t>(facts.st_size);
    return opened;
}

FileBytes::~FileBytes() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::vector<std::uint8_t>> FileBytes::read(std::uint64_t bytes_max) const {
    std::vector<std::uint8_t> bytes(std::min(bytes_max, size_));
    std::size_t at = 0;
    while (at < bytes.size()) {
        const auto got = ::pread(descriptor_, bytes.data() + at, bytes.size() - at, static_cast<off_t>(at));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            return fail(ErrorKind::io, "image_unreadable", "This file could not be read.",
                        std::generic_category().message(errno));
        }
        if (got == 0) break;  // it became shorter since
        at += static_cast<std::size_t>(got);
    }
    bytes.resize(at);
    return bytes;
}

}  // namespace palette::imaging
