#include "http/spool.hpp"

#include <string>
#include <system_error>
#include <vector>

#include <fmt/core.h>

#include "base/ids.hpp"
#include "base/log.hpp"

namespace palette::http {
namespace {

constexpr std::string_view kPrefix = "upload-";

Result<void> remove_leftovers(const std::filesystem::path& folder) {
    std::error_code error;
    std::size_t removed = 0;
    for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end;
         it.increment(error)) {
        if (!it->path().filename().string().starts_with(kPrefix)) continue;
        std::error_code failure;
        if (std::filesystem::remove(it->path(), failure)) ++removed;
        if (failure) spdlog::warn("cannot remove {}: {}", it->path().string(), failure.message());
    }
    if (error) {
        return fail(ErrorKind::io, "spool_unreadable", "The folder for uploads cannot be read.",
                    fmt::format("{}: {}", folder.string(), error.message()));
    }
    if (removed > 0) spdlog::info("removed {} unfinished uploads of a former run", removed);
    return {};
}

void remove_now(const std::filesystem::path& path) {
    std::error_code failure;
    std::filesystem::remove(path, failure);
    if (failure) spdlog::warn("cannot remove {}: {}", path.string(), failure.message());
}

}  // namespace

SpooledFile& SpooledFile::operator=(SpooledFile&& other) noexcept {
    std::swap(spool_, other.spool_);
    std::swap(path_, other.path_);
    return *this;
}

SpooledFile::~SpooledFile() {
    if (spool_) spool_->remove(path_);
}

Result<std::shared_ptr<Spool>> Spool::open(std::filesystem::path folder, std::shared_ptr<ThreadPool> pool) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        return fail(ErrorKind::io, "spool_unwritable", "The folder for uploads cannot be made.",
                    fmt::format("{}: {}", folder.string(), error.message()));
    }
    auto cleaned = remove_leftovers(folder);
    if (!cleaned) return forward(cleaned);
    return std::shared_ptr<Spool>(new Spool(std::move(folder), std::move(pool)));
}

SpooledFile Spool::new_file() {
    return {shared_from_this(), folder_ / fmt::format("{}{}", kPrefix, encode_id(new_id_value()))};
}

void Spool::remove(const std::filesystem::path& path) {
    // Removing a large file takes milliseconds: not on the event loop, unless the pool is full.
    const bool accepted = pool_->try_submit([path] { remove_now(path); });
    if (!accepted) remove_now(path);
}

}  // namespace palette::http
