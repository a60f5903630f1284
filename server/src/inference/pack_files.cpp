#include "inference/pack_files.hpp"

#include <cstdint>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include "base/sha256.hpp"

namespace palette::inference {
namespace {

constexpr std::size_t kReadBytes = 1 << 20;

std::unexpected<Error> damaged(const std::string& name, const char* what, const std::filesystem::path& file) {
    return fail(ErrorKind::invalid, "model_pack_damaged", "The model pack's file " + name + " " + what + ".",
                file.string());
}

// Empty when the file cannot be read to its end.
std::string sha256_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    Sha256 hash;
    std::vector<char> buffer(kReadBytes);
    while (stream.good()) {
        stream.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        hash.update({reinterpret_cast<const std::uint8_t*>(buffer.data()),
                     static_cast<std::size_t>(stream.gcount())});
    }
    return stream.eof() ? hash.digest() : std::string();
}

}  // namespace

Result<void> check_sizes(const std::filesystem::path& folder, const PackDescription& pack) {
    for (const auto& [name, expected] : pack.files) {
        std::error_code error;
        const auto bytes = std::filesystem::file_size(folder / name, error);
        if (error) return damaged(name, "is missing", folder / name);
        if (bytes != expected.bytes) {
            return damaged(name, "has another size than pack.json says", folder / name);
        }
    }
    return {};
}

Result<void> verify_pack(const std::filesystem::path& folder) {
    auto pack = read_description(folder);
    if (!pack) return forward(pack);
    if (auto sizes = check_sizes(folder, *pack); !sizes) return sizes;
    for (const auto& [name, expected] : pack->files) {
        const std::string found = sha256_of(folder / name);
        if (found.empty()) return damaged(name, "cannot be read", folder / name);
        if (found != expected.sha256) {
            return damaged(name, "has another sha256 than pack.json says", folder / name);
        }
    }
    return {};
}

}  // namespace palette::inference
