#include "search/duplicate_finder.hpp"

#include <algorithm>
#include <chrono>
#include <sys/resource.h>
#include <unordered_set>

#include "base/log.hpp"
#include "imaging/perceptual_hash.hpp"

namespace palette::search {
namespace {

using namespace std::chrono_literals;

// Images whose scans of the index are one pass.
constexpr std::size_t kAtOnce = 32;
// When nothing woke it: another process may have ended and left the lock.
constexpr auto kLookEvery = 10s;
// 200 kB each.
constexpr std::size_t kSketchesKept = 64;
constexpr int kNiceness = 10;

// Wide, since the pixels decide (docs/decisions/0023): hashes of turned pictures are known to a few bits
// only, and a cut takes away what an embedding saw.
constexpr int kHashBitsMax = 14;
constexpr float kCosineMin = 0.8F;

}  // namespace

DuplicateFinder::DuplicateFinder(files::DataDirectory directory, store::Database& database,
                                 const LibraryIndex& index)
    : directory_(std::move(directory)),
      repository_(database),
      changes_(database),
      index_(index),
      sketches_(kSketchesKept) {}

DuplicateFinder::~DuplicateFinder() {
    stop();
}

void DuplicateFinder::start() {
    thread_ = std::thread([this] { run(); });
}

void DuplicateFinder::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void DuplicateFinder::wake() {
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
    }
    changed_.notify_all();
}

void DuplicateFinder::run() {
    ::setpriority(PRIO_PROCESS, 0, kNiceness);  // of this thread, on Linux
    while (true) {
        std::size_t compared = 0;
        if (take_lock()) {
            auto some = compare_some();
            if (!some) spdlog::warn("Comparing pictures failed: {}", describe(some.error()));
            compared = some.value_or(0);
        }
        std::unique_lock lock(mutex_);
        if (compared == 0) changed_.wait_for(lock, kLookEvery, [this] { return stopping_ || woken_; });
        woken_ = false;
        if (stopping_) return;
    }
}

bool DuplicateFinder::take_lock() {
    if (lock_) return true;
    auto taken = files::FileLock::try_take(directory_.duplicates_lock());
    if (taken) lock_ = std::move(*taken);
    return lock_.has_value();
}

Result<std::size_t> DuplicateFinder::compare_some() {
    auto latest = changes_.latest();
    if (!latest) return forward(latest);
    auto images = repository_.uncompared(kAtOnce);
    if (!images) return forward(images);
    const auto space = index_.space();
    // What was understood a moment ago comes into the index with the next changes it follows.
    if (index_.sequence() < *latest)
        std::erase_if(*images, [&](const auto& image) { return !space->vectors().contains(image.id.value); });
    if (images->empty()) return 0;
    if (auto read = read_hashes(); !read) return forward(read);
    auto near = near_by_embedding(*images, space->vectors());
    if (!near) return forward(near);
    std::vector<ImageId> compared;
    std::vector<store::DuplicatePair> found;
    for (std::size_t i = 0; i < images->size() && !stopping_; ++i) {
        const Comparable& image = (*images)[i];
        std::vector<std::int64_t> candidates = near_by_hash(image);
        candidates.insert(candidates.end(), (*near)[i].begin(), (*near)[i].end());
        std::unordered_set<std::int64_t> looked_at{image.id.value};
        for (const std::int64_t other : candidates) {
            if (!looked_at.insert(other).second) continue;
            // The rest of this Image, and of the others, is for the next start.
            if (stopping_) break;
            auto same = are_the_same(image, other);
            if (!same) return forward(same);
            if (*same)
                found.push_back({std::min(image.id, ImageId{other}), std::max(image.id, ImageId{other})});
        }
        if (stopping_) break;
        hashes_.add(image.id.value, image.perceptual_hash);
        compared.push_back(image.id);
    }
    if (auto recorded = repository_.record(compared, found); !recorded) {
        hashes_read_ = false;  // they are not compared yet after all
        return forward(recorded);
    }
    return compared.size();
}

Result<void> DuplicateFinder::read_hashes() {
    if (hashes_read_) return {};
    auto known = repository_.compared_hashes();
    if (!known) return forward(known);
    hashes_ = {};
    for (const auto& [id, hash] : *known) hashes_.add(id.value, hash);
    hashes_read_ = true;
    return {};
}

Result<std::vector<std::vector<std::int64_t>>> DuplicateFinder::near_by_embedding(
    const std::vector<Comparable>& images, const vectors::VectorIndex& index) {
    std::vector<std::vector<std::int64_t>> near(images.size());
    std::vector<std::vector<float>> embeddings;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < images.size(); ++i) {
        auto embedding = index.vector_of(images[i].id.value);
        if (!embedding) continue;
        embeddings.push_back(std::move(*embedding));
        places.push_back(i);
    }
    if (embeddings.empty()) return near;
    auto results = index.search_several(embeddings, kCandidatesMax + 1);  // itself among them
    if (!results) return forward(results);
    for (std::size_t i = 0; i < places.size(); ++i) {
        for (const auto& neighbor : (*results)[i].neighbors) {
            if (neighbor.score >= kCosineMin) near[places[i]].push_back(neighbor.id);
        }
    }
    return near;
}

std::vector<std::int64_t> DuplicateFinder::near_by_hash(const Comparable& image) const {
    std::vector<std::int64_t> ids;
    if (image.perceptual_hash == 0) return ids;
    const auto hashes = imaging::turned_hashes(image.perceptual_hash);
    for (const auto& near : hashes_.near(hashes, kHashBitsMax, kCandidatesMax)) ids.push_back(near.id);
    return ids;
}

DuplicateFinder::Sketch DuplicateFinder::sketch_of(ImageId id, const std::string& sha256) {
    if (auto known = sketches_.get(id.value)) return *known;
    Sketch sketch;
    const auto file = directory_.rendition(sha256, imaging::kRenditionWidths.front(), RenditionFormat::webp);
    if (auto picture = imaging::Picture::decode(file)) {
        sketch = std::make_shared<const imaging::PictureSketch>(*picture);
    } else {
        spdlog::debug("Image {} is not compared: {}", to_string(id), describe(picture.error()));
    }
    sketches_.put(id.value, sketch);
    return sketch;
}

Result<bool> DuplicateFinder::are_the_same(const Comparable& image, std::int64_t other) {
    auto sha256 = repository_.sha256_of(ImageId{other});
    if (!sha256) return forward(sha256);
    if (sha256->empty()) return false;  // purged meanwhile
    if (*sha256 == image.sha256) return true;
    const Sketch mine = sketch_of(image.id, image.sha256);
    const Sketch theirs = sketch_of(ImageId{other}, *sha256);
    return mine && theirs && imaging::show_the_same(*mine, *theirs);
}

}  // namespace palette::search
