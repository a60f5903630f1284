#include "search/library_index.hpp"

#include <algorithm>
#include <chrono>
#include <future>

#include "base/log.hpp"
#include "base/usable_resources.hpp"
#include "store/full_text.hpp"
#include "vectors/vector_index.hpp"

namespace palette::search {
namespace {

using namespace std::chrono_literals;

constexpr auto kPollEvery = 150ms;
constexpr auto kSaveEvery = 60s;
constexpr std::size_t kChangesAtOnce = 1000;

}  // namespace

LibraryIndex::LibraryIndex(files::DataDirectory directory, store::Database& database)
    : directory_(std::move(directory)),
      database_(database),
      images_(database),
      embeddings_(database),
      changes_(database),
      duplicate_pairs_(database) {}

LibraryIndex::~LibraryIndex() {
    stop();
}

Result<std::unique_ptr<LibraryIndex>> LibraryIndex::open(files::DataDirectory directory,
                                                         store::Database& database, packs::SharedPack pack) {
    std::unique_ptr<LibraryIndex> index(new LibraryIndex(std::move(directory), database));
    if (auto loaded = index->load(std::move(pack)); !loaded) return forward(loaded);
    return index;
}

Result<void> LibraryIndex::load(packs::SharedPack pack) {
    // What changes from here on is caught up with at the end: the parts are not read at one moment.
    auto latest = changes_.latest();
    if (!latest) return forward(latest);
    auto catalogue = std::async(std::launch::async, [this] { return read_catalogue(); });
    auto loaded = load_space(std::move(pack));
    auto catalogue_read = catalogue.get();
    if (!loaded) return forward(loaded);
    if (!catalogue_read) return catalogue_read;
    written_ = std::move(loaded->space);
    space_ = written_;
    sequence_ = std::min(loaded->sequence, *latest);
    if (loaded->is_saved) saved_sequence_ = loaded->sequence;
    if (auto read = read_duplicates(); !read) return read;
    return sync();
}

// From the cache, or from the database where that is missing, damaged or older than the log of changes.
Result<LibraryIndex::Loaded> LibraryIndex::load_space(packs::SharedPack pack) const {
    const std::string identity = pack->description().identity();
    const auto dimension = static_cast<std::size_t>(pack->description().dimension);
    auto latest = changes_.latest();
    if (!latest) return forward(latest);
    const auto cache = directory_.vector_cache(identity);
    const vectors::IndexLimits limits{.overflow_folder = cache.parent_path()};
    auto cached = vectors::VectorIndex::load(cache, identity, dimension, limits);
    if (cached) {
        const auto sequence = static_cast<std::int64_t>(cached->change_sequence);
        auto reaches = changes_.reaches_back_to(sequence);
        if (!reaches) return forward(reaches);
        if (*reaches) {
            return Loaded{std::make_shared<packs::Space>(std::move(pack), std::move(cached->index)), sequence,
                          true};
        }
    } else {
        spdlog::debug("Vector index cache: {}", describe(cached.error()));
    }
    auto vectors = std::make_unique<vectors::VectorIndex>(dimension, limits);
    std::size_t refused = 0;
    auto read = embeddings_.for_each(identity, [&](ImageId id, std::span<const float> embedding) {
        if (!vectors->upsert(id.value, embedding)) ++refused;
    });
    if (!read) return forward(read);
    if (refused > 0) spdlog::warn("{} embeddings are not usable and were left out of the index", refused);
    return Loaded{std::make_shared<packs::Space>(std::move(pack), std::move(vectors)), *latest};
}

Result<void> LibraryIndex::prepare(packs::SharedPack pack) {
    auto loaded = load_space(std::move(pack));
    if (!loaded) return forward(loaded);
    const std::lock_guard lock(applying_);
    // From here on apply() keeps it in step; what changed since it was read is caught up with first.
    for (std::int64_t from = loaded->sequence; from < sequence_;) {
        auto changes = changes_.after(from, kChangesAtOnce);
        if (!changes) return forward(changes);
        if (changes->empty()) break;
        for (const auto& change : *changes) {
            if (!change.is_of_image()) continue;
            if (auto applied = apply_to(*loaded->space, change.image); !applied) return applied;
        }
        from = changes->back().sequence;
    }
    prepared_ = std::move(loaded->space);
    return {};
}

void LibraryIndex::adopt() {
    const std::lock_guard lock(applying_);
    if (!prepared_) return;
    written_ = std::move(prepared_);
    prepared_.reset();
    space_ = written_;
    saved_sequence_ = -1;
}

// By several threads, each with its part of the ids.
Result<void> LibraryIndex::read_catalogue() {
    auto ranges = images_.id_ranges(static_cast<std::size_t>(usable_cores()));
    if (!ranges) return forward(ranges);
    std::vector<std::future<Result<void>>> read;
    for (const auto& range : *ranges) {
        read.push_back(std::async(std::launch::async, [this, range] {
            return images_.for_each_catalogue_row(
                range, [this](const store::CatalogueRow& row) { catalogue_.upsert(row); });
        }));
    }
    Result<void> outcome;
    for (auto& part : read) {
        if (auto done = part.get(); !done) outcome = std::move(done);
    }
    return outcome;
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
        } else {
            catalogue_.upsert(*row);
            if (words_read_) add_words_of(id);
            ++row;
        }
        for (const auto& space : {written_, prepared_}) {
            if (!space) continue;
            if (auto applied = apply_to(*space, id); !applied) return applied;
        }
    }
    return {};
}

// The repository knows no embedding of an Image that is not shown.
Result<void> LibraryIndex::apply_to(packs::Space& space, ImageId id) const {
    auto embedding = embeddings_.find(space.pack().description().identity(), id);
    if (!embedding) return forward(embedding);
    if (embedding->empty()) {
        space.vectors().erase(id.value);
    } else if (auto inserted = space.vectors().upsert(id.value, *embedding); !inserted) {
        spdlog::warn("Image {} is not found by meaning: {}", to_string(id), describe(inserted.error()));
    }
    return {};
}

const Vocabulary& LibraryIndex::vocabulary() const {
    std::call_once(words_once_, [this] {
        // Before reading, so that what changes meanwhile is added by apply().
        words_read_ = true;
        auto read = store::for_each_text(
            database_, [this](std::string_view text) { vocabulary_.add(text); },
            [this] { return !stopping_; });
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
    const auto space = this->space();
    const std::string pack = space->pack().description().identity();
    auto saved =
        space->vectors().save(directory_.vector_cache(pack), pack, static_cast<std::uint64_t>(sequence));
    // Where another space has taken its place meanwhile, that one is still to be saved.
    if (saved && space == this->space()) saved_sequence_ = sequence;
    return saved;
}

}  // namespace palette::search
