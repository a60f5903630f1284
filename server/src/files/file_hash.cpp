#include "files/file_hash.hpp"

#include <array>
#include <fcntl.h>
#include <vector>

#include "base/encoding.hpp"
#include "files/posix.hpp"

namespace palette::files {
namespace {

constexpr std::size_t kPieceBytes = 1UL << 18;

}  // namespace

Sha256::Sha256() {
    crypto_hash_sha256_init(&state_);
}

void Sha256::update(std::span<const std::uint8_t> bytes) {
    crypto_hash_sha256_update(&state_, bytes.data(), bytes.size());
}

std::string Sha256::digest() {
    std::array<std::uint8_t, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256_final(&state_, digest.data());
    return to_hex(digest);
}

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
