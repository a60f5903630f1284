#include "ingest/importer.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <unordered_set>

#include "base/log.hpp"
#include "imaging/header.hpp"
#include "ingest/folder_walk.hpp"

namespace palette::ingest {
namespace {

using namespace std::chrono_literals;

constexpr auto kLookEvery = 100ms;
// Accepting runs at most this far ahead of understanding, so that the wall fills while the import runs.
constexpr std::size_t kAheadMax = 256;

}  // namespace

ImportSummary Importer::run(std::span<const std::filesystem::path> arguments, const AcceptOptions& options,
                            const std::function<bool(const ImportProgress&)>& on_progress) {
    ImportSummary summary;
    auto found = find_files(arguments, library_, [&](const std::filesystem::path& file) {
        return imaging::read_header(file, limits_).has_value();
    });
    summary.found = found.files.size() + found.unreadable.size();
    for (auto& unreadable : found.unreadable) {
        summary.failed.push_back({std::move(unreadable.path), std::move(unreadable.why.public_message)});
    }

    ImportProgress progress{summary.found, 0, 0};
    std::vector<Pending> pending;
    std::unordered_set<ImageId> taken;  // the same bytes twice in one import
    auto looked = std::chrono::steady_clock::now();
    // Answers false when the person wants to stop.
    const auto look = [&] {
        settle(pending, summary);
        progress.finished = summary.added + summary.duplicates + summary.failed.size();
        looked = std::chrono::steady_clock::now();
        return on_progress(progress);
    };

    bool going_on = true;
    for (const auto& file : found.files) {
        auto accepted = acceptor_.accept(file, options);
        if (!accepted) {
            spdlog::debug("Not accepted: {}", describe(accepted.error()));
            summary.failed.push_back({file, accepted.error().public_message});
        } else if (accepted->finished || !taken.insert(accepted->id).second) {
            ++summary.duplicates;
        } else {
            pending.push_back({accepted->id, file, accepted->added});
            ++progress.accepted;
            workers_.wake();
        }
        do {
            if (std::chrono::steady_clock::now() - looked >= kLookEvery) going_on = look();
            if (pending.size() < kAheadMax || !going_on || workers_.stalled()) break;
            std::this_thread::sleep_for(kLookEvery);
        } while (true);
        if (!going_on) break;
    }
    while (going_on) {
        going_on = look();
        if (pending.empty()) break;
        if (const auto stalled = workers_.stalled()) {
            for (const auto& left : pending) {
                summary.failed.push_back(
                    {left.path, "Safe in the library, but not finished yet: " + stalled->public_message});
            }
            break;
        }
        std::this_thread::sleep_for(kLookEvery);
    }
    on_progress(progress);
    return summary;
}

void Importer::settle(std::vector<Pending>& pending, ImportSummary& summary) {
    std::erase_if(pending, [&](const Pending& item) {
        auto standing = images_.standing_of(item.image);
        if (!standing) return false;
        if (!*standing) {
            summary.failed.push_back({item.path, "It was deleted while it was being imported."});
            return true;
        }
        if ((*standing)->state == ImageState::ready) {
            ++(item.added ? summary.added : summary.duplicates);
            return true;
        }
        if ((*standing)->state != ImageState::failed) return false;
        auto image = images_.find(item.image, kMachine);
        summary.failed.push_back({item.path, image ? image->failure : "It could not be processed."});
        if (auto discarded = acceptor_.discard_failed(item.image); !discarded) {
            spdlog::warn("A failed Image stays in the library: {}", describe(discarded.error()));
        }
        return true;
    });
}

}  // namespace palette::ingest
