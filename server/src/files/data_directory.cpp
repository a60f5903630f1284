#include "files/data_directory.hpp"

#include <unistd.h>

#include <fmt/core.h>

namespace palette::files {
namespace {

std::filesystem::path fan_out(std::string_view sha256) {
    return std::filesystem::path(sha256.substr(0, 2)) / sha256.substr(2, 2) / sha256;
}

}  // namespace

Result<DataDirectory> DataDirectory::open(const std::filesystem::path& folder) {
    auto directory = open_restoring(folder);
    std::error_code error;
    if (directory && std::filesystem::exists(directory->restoring_mark(), error)) {
        return fail(ErrorKind::conflict, "data_directory_restoring",
                    "A backup is being restored here, or was not to the end: run `palette restore` again.",
                    folder.string());
    }
    return directory;
}

Result<DataDirectory> DataDirectory::open_restoring(const std::filesystem::path& folder) {
    std::error_code error;
    const auto absolute = std::filesystem::absolute(folder, error);
    if (!error) {
        for (const char* part : {"originals", "renditions", "index", "incoming", "uploads", "locks"}) {
            std::filesystem::create_directories(absolute / part, error);
            if (error) break;
        }
    }
    if (error) {
        const auto kind = error == std::errc::no_space_on_device ? ErrorKind::no_space : ErrorKind::io;
        return fail(kind, kind == ErrorKind::no_space ? "disk_full" : "data_directory_unusable",
                    "The data directory cannot be used: " + error.message() + ".", folder.string());
    }
    if (::access(absolute.c_str(), W_OK | X_OK) != 0) {
        return fail(ErrorKind::io, "data_directory_unusable", "The data directory cannot be written to.",
                    folder.string());
    }
    return DataDirectory(absolute.lexically_normal());
}

std::filesystem::path DataDirectory::original(std::string_view sha256) const {
    return originals() / fan_out(sha256);
}
std::filesystem::path DataDirectory::rendition_folder(std::string_view sha256) const {
    return renditions() / fan_out(sha256);
}
std::filesystem::path DataDirectory::rendition(std::string_view sha256, int width,
                                               RenditionFormat format) const {
    return rendition_folder(sha256) / fmt::format("{}.{}", width, extension_of(format));
}
std::filesystem::path DataDirectory::vector_cache(std::string_view pack) const {
    return folder_ / "index" / (std::string(pack) + ".vectors");
}

}  // namespace palette::files
