#include "files/file_hash.hpp"

#include <cstdint>
#include <fcntl.h>
#include <span>
#include <vector>

#include "base/sha256.hpp"
#include "files/posix.hpp"

namespace palette::files {
namespace {

constexpr std::size_t kPieceBytes = 1UL << 18;

}  // namespace

Result<std::string> sha256_of_file(const std::filesystem::path& path) {
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) return std::unexpected(errno_error("open", path));
    Sha256 hash;
    std::vector<std::uint8_t> buffer(kPieceBytes);
    while (true) {
        auto got = read_some(file.get(), buffer, path);
        if (!got) return forward(got);
        if (*got == 0) return hash.digest();
        hash.update(std::span(buffer).first(*got));
    }
}

}  // namespace palette::files
