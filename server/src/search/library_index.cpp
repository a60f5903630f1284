#include "search/library_index.hpp"

#include <algorithm>
#include <chrono>

#include "base/log.hpp"
#include "store/full_text.hpp"

namespace palette::search {
namespace {

using namespace std::chrono_literals;

constexpr auto kPollEvery = 150ms;
constexpr auto kSaveEvery = 60s;
constexpr std::size_t kChangesAtOnce = 1000;

}  // namespace

LibraryIndex::LibraryIndex(files::DataDirectory directory, store::Database& database, std::string pack,
                           std::size_t dimension)
    : directory_(std::move(directory)),
      database_(database),
      images_(database),
      embeddings_(database),
      changes_(database),
      duplicate_pairs_(database),
      pack_(std::move(pack)),
      vectors_(std::make_unique<vectors::VectorIndex>(dimension)) {}

LibraryIndex::~LibraryIndex() {
    stop();
}

Result<std::unique_ptr<LibraryIndex>> LibraryIndex::open(files::DataDirectory directory,
                                                         store::Database& database, std::string pack,
                                                         std::size_t dimension) {
    std::unique_ptr<LibraryIndex> index(
        new LibraryIndex(std::move(directory), database, std::move(pack), dimension));
    if (auto loaded = index->load(); !loaded) return forward(loaded);
    return index;
}

Result<void> LibraryIndex::load() {
    auto latest = changes_.latest();
    if (!latest) return forward(latest);
    auto cached = vectors::VectorIndex::load(directory_.vector_cache(pack_), pack_, vectors_->dimension());
    bool usable = cached.has_value();
    if (usable) {
        const auto sequence = static_cast<std::int64_t>(cached->change_sequence);
        auto reaches = changes_.reaches_back_to(sequence);
        if (!reaches) return forward(reaches);
        usable = *reaches;
        if (usable) {
            vectors_ = std::move(cached->index);
            sequence_ = saved_sequence_ = sequence;
        }
    } else {
        spdlog::debug("Vector index cache: {}", describe(cached.error()));
    }
    if (!usable) {
        sequence_ = *latest;
        if (auto rebuilt = rebuild_vectors(); !rebuilt) return rebuilt;
    }
    if (auto rebuilt = rebuild_catalogue(); !rebuilt) return rebuilt;
    if (auto read = read_duplicates(); !read) return read;
    return sync();
}

Result<void> LibraryIndex::rebuild_vectors() {
    vectors_ = std::make_unique<vectors::VectorIndex>(vectors_->dimension());
    std::size_t refused = 0;
    auto read = embeddings_.for_each(pack_, [&](ImageId id, std::span<const float> embedding) {
        if (!vectors_->upsert(id.value, embedding)) ++refused;
    });
    if (refused > 0) spdlog::warn("{} embeddings are not usable and were left out of the index", refused);
    return read;
}

Result<void> LibraryIndex::rebuild_catalogue() {
    auto rows = images_.catalogue();
    if (!rows) return forward(rows);
    catalogue_.clear();
    for (const auto& row : *rows) catalogue_.upsert(row);
    return {};
}

Result<void> LibraryIndex::read_duplicates() {
    auto pairs = duplicate_pairs_.pairs();
    if (!pairs) return forward(pairs);
    auto snapshot = std::make_shared<const DuplicatePairs>(std::move(*pairs));
    const std::lock_guard lock(duplicates_mutex_);
    duplicates_ = std::move(snapshot);
    return {};
}

std::shared_ptr<const DuplicatePairs> LibraryIndex::duplicates() const {
    const std::lock_guard lock(duplicates_mutex_);
    return duplicates_;
}

Result<void> LibraryIndex::sync() {
    while (true) {
        auto changes = apply_some();
        if (!changes) return forward(changes);
        if (changes->empty()) return {};
    }
}

Result<std::vector<store::Change>> LibraryIndex::apply_some() {
    const std::lock_guard lock(applying_);
    auto changes = changes_.after(sequence_, kChangesAtOnce);
    if (!changes || changes->empty()) return changes;
    if (auto applied = apply(*changes); !applied) return forward(applied);
    sequence_ = changes->back().sequence;
    return changes;
}

// Brings every Image named to what the database says now, so applying a change twice or late does no harm.
Result<void> LibraryIndex::apply(const std::vector<store::Change>& changes) {
    std::vector<ImageId> ids;
    for (const auto& change : changes) {
        if (change.is_of_image()) ids.push_back(change.image);
    }
    const bool pairs_changed = std::ranges::any_of(
        changes, [](const store::Change& change) { return change.kind == store::kDuplicatesChange; });
    if (pairs_changed) {
        if (auto read = read_duplicates(); !read) return read;
    }
    std::ranges::sort(ids);
    ids.erase(std::ranges::unique(ids).begin(), ids.end());
    auto rows = images_.catalogue_of(ids);
    if (!rows) return forward(rows);
    auto row = rows->begin();
    for (const ImageId id : ids) {
        if (row == rows->end() || row->id != id) {
            catalogue_.erase(id);
            vectors_->erase(id.value);
            continue;
        }
        auto embedding = embeddings_.find(pack_, id);
        if (!embedding) return forward(embedding);
        if (embedding->empty()) {
            vectors_->erase(id.value);
        } else if (auto inserted = vectors_->upsert(id.value, *embedding); !inserted) {
            spdlog::warn("Image {} is not found by meaning: {}", to_string(id), describe(inserted.error()));
        }
        catalogue_.upsert(*row);
        if (words_read_) add_words_of(id);
        ++row;
    }
    return {};
}

const Vocabulary& LibraryIndex::vocabulary() const {
    std::call_once(words_once_, [this] {
        // Before reading, so that what changes meanwhile is added by apply().
        words_read_ = true;
        auto read = store::for_each_text(database_, [this](std::string_view text) { vocabulary_.add(text); });
        if (!read) spdlog::warn("The library's words could not be read: {}", describe(read.error()));
    });
    return vocabulary_;
}

void LibraryIndex::add_words_of(ImageId id) {
    auto read = store::visit_text_of(database_, id, [this](std::string_view text) { vocabulary_.add(text); });
    if (!read)
        spdlog::warn("The words of Image {} could not be read: {}", to_string(id), describe(read.error()));
}

void LibraryIndex::follow(std::function<void()> on_turn) {
    follower_ = std::thread([this, listener = std::move(on_turn)] { run(listener); });
}

void LibraryIndex::run(const std::function<void()>& on_turn) {
    auto saved = std::chrono::steady_clock::now();
    static_cast<void>(vocabulary());  // read here, so that no search waits for it
    while (true) {
        auto changes = apply_some();
        if (!changes) spdlog::error("Following the library failed: {}", describe(changes.error()));
        on_turn();
        const bool busy = changes && !changes->empty();
        if (!busy && std::chrono::steady_clock::now() - saved >= kSaveEvery) {
            if (auto written = save(); !written) spdlog::warn("{}", describe(written.error()));
            if (auto pruned = sequence_ > store::kChangesKept ? changes_.prune() : Result<void>{}; !pruned) {
                spdlog::warn("{}", describe(pruned.error()));
            }
            saved = std::chrono::steady_clock::now();
        }
        std::unique_lock lock(mutex_);
        if (!busy) changed_.wait_for(lock, kPollEvery, [this] { return stopping_ || woken_; });
        woken_ = false;
        if (stopping_) return;
    }
}

void LibraryIndex::wake() {
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
    }
    changed_.notify_all();
}

void LibraryIndex::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (follower_.joinable()) follower_.join();
}

Result<void> LibraryIndex::save() {
    const std::int64_t sequence = sequence_;
    if (sequence == saved_sequence_) return {};
    auto saved = vectors_->save(directory_.vector_cache(pack_), pack_, static_cast<std::uint64_t>(sequence));
    if (saved) saved_sequence_ = sequence;
    return saved;
}

}  // namespace palette::search
