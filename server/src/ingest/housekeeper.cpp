#include "ingest/housekeeper.hpp"

#include <filesystem>
#include <unistd.h>
#include <utility>

#include "base/log.hpp"
#include "files/posix.hpp"
#include "store/library_clock.hpp"
#include "store/palette_repository.hpp"

namespace palette::ingest {
namespace {

// Rows or files in one go: writers of other requests come in between.
constexpr std::size_t kAtOnceMax = 100;

Result<void> remove_discarded_files(const files::DataDirectory& directory, store::TrashRepository& trash) {
    while (true) {
        auto discarded = trash.discarded_files(kAtOnceMax);
        if (!discarded) return forward(discarded);
        for (const auto& sha256 : *discarded) {
            auto settled = trash.settle_discarded(sha256, [&] {
                std::error_code ignored;  // what cannot be removed is named by `palette check`
                std::filesystem::remove_all(directory.rendition_folder(sha256), ignored);
                ::unlink(directory.original(sha256).c_str());
            });
            if (!settled) return settled;
        }
        if (discarded->size() < kAtOnceMax) return {};
    }
}

// Purges until `purge_some(kAtOnceMax)` finds no more, and adds up.
template <class PurgeSome>
Result<std::uint64_t> purge_all(PurgeSome purge_some) {
    std::uint64_t purged = 0;
    while (true) {
        Result<std::size_t> count = purge_some(kAtOnceMax);
        if (!count) return forward(count);
        purged += *count;
        if (*count < kAtOnceMax) return purged;
    }
}

Result<std::uint64_t> purge_palettes(store::Database& database, std::chrono::milliseconds min_age) {
    store::PaletteRepository palettes(database);
    return purge_all([&](std::size_t limit) { return palettes.purge(min_age, limit); });
}

Result<std::uint64_t> purge_images(const files::DataDirectory& directory, store::Database& database,
                                   std::chrono::milliseconds min_age,
                                   std::optional<store::TrashRepository::Whose> whose) {
    store::TrashRepository trash(database);
    auto purged = purge_all([&](std::size_t limit) { return trash.purge(min_age, whose, limit); });
    if (!purged) return purged;
    if (auto removed = remove_discarded_files(directory, trash); !removed) return forward(removed);
    return purged;
}

void tell_purged(std::string_view what, const Result<std::uint64_t>& purged) {
    if (!purged) {
        spdlog::warn("Purging {} failed: {}", what, describe(purged.error()));
    } else if (*purged > 0) {
        spdlog::info("{} {} that were deleted long ago are gone for good", *purged, what);
    }
}

}  // namespace

Result<std::uint64_t> empty_trash(const files::DataDirectory& directory, store::Database& database,
                                  std::optional<store::TrashRepository::Whose> whose) {
    return purge_images(directory, database, std::chrono::milliseconds{0}, whose);
}

Result<std::uint64_t> purge_deleted_palettes(store::Database& database) {
    return purge_palettes(database, std::chrono::milliseconds{0});
}

Housekeeper::Housekeeper(files::DataDirectory directory, store::Database& database, ResumableUploads& uploads)
    : directory_(std::move(directory)), database_(database), uploads_(uploads) {}

Housekeeper::~Housekeeper() {
    stop();
}

Result<std::uint64_t> Housekeeper::empty_trash(const store::TrashRepository::Whose& whose) {
    return ingest::empty_trash(directory_, database_, whose);
}

void Housekeeper::start() {
    thread_ = std::thread([this] { run(); });
}

void Housekeeper::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Housekeeper::run() {
    using std::chrono::steady_clock;
    std::optional<files::FileLock> house;
    auto last = steady_clock::now();
    while (true) {
        if (!house) {
            auto taken = files::FileLock::try_take(directory_.housekeeper_lock());
            if (taken) house = std::move(*taken);
            last = steady_clock::now();
        }
        const auto now = steady_clock::now();
        if (house)
            round(std::chrono::duration_cast<std::chrono::milliseconds>(now - std::exchange(last, now)));
        std::unique_lock lock(mutex_);
        if (changed_.wait_for(lock, kHouseRoundEvery, [this] { return stopping_; })) break;
    }
    const auto since_last = std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - last);
    if (house) (void)store::advance_library_clock(database_, since_last);
}

void Housekeeper::round(std::chrono::milliseconds since_last) {
    if (auto advanced = store::advance_library_clock(database_, since_last); !advanced) {
        spdlog::warn("The library's clock stands still: {}", describe(advanced.error()));
    }
    tell_purged("Images", purge_images(directory_, database_, store::kPurgeAfter, std::nullopt));
    tell_purged("Palettes", purge_palettes(database_, store::kPurgeAfter));
    if (auto swept = uploads_.sweep(); !swept)
        spdlog::warn("Clearing uploads/ failed: {}", describe(swept.error()));
}

}  // namespace palette::ingest
