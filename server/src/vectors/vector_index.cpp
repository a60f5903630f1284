// Over 500 lines because the order of its locks (writer, structure, chunk) is one story, told in one place.

#include "vectors/vector_index.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <deque>
#include <mutex>
#include <numeric>
#include <shared_mutex>
#include <thread>
#include <utility>

#include "vectors/aligned_memory.hpp"
#include "vectors/candidates.hpp"
#include "vectors/chunk.hpp"
#include "vectors/index_cache.hpp"
#include "vectors/places.hpp"
#include "vectors/rotation.hpp"
#include "vectors/scan_helpers.hpp"
#include "vectors/score_accumulator.hpp"
#include "vectors/shared_passes.hpp"
#include "vectors/slot_directory.hpp"
#include "vectors/top_k.hpp"
#include "vectors/unit_vector.hpp"

namespace palette::vectors {
namespace {

// How many ids are looked up under one hold of the structure lock.
constexpr std::size_t kLookupBatch = 4096;
// What one thread scans at a time, at most; the last parts are shorter, so that threads end together.
constexpr std::size_t kChunksOfPartMax = 64;
constexpr std::size_t kChunksOfPartMin = 8;
// Candidates that one thread scores finely at a time, and what passes before a search is shared: fewer take
// less time than asking another thread.
constexpr std::size_t kCandidatesOfPart = 64;
constexpr std::size_t kSharedFrom = 4 * kCandidatesOfPart;
// Chunks that a scan holds at once: one for each of its steps (Candidates), the front of the next being on
// its way.
constexpr std::size_t kChunksHeld = 4;
// Of a part's first front, on their way before it is scanned.
constexpr std::size_t kLinesAhead = 64;
// Queries that share a pass; a writer waits for that many chunks' scans by all of them.
constexpr std::size_t kQueriesAtOnce = 8;

// About how many embeddings a distribution's better scores are of (ScoreAccumulator), where as many pass.
constexpr std::size_t kSample = 4'096;

// Of how many words one is that sample. Odd, so that it is not always the same one of a chunk.
std::size_t sample_every(std::size_t passing) {
    return (passing / kSample) | 1U;
}

bool are_few(std::uint64_t passing, std::size_t k) {
    return passing <= std::max(kFewMax, 2 * k);
}

// A search on its way: what is asked, and what a pass over the index answers.
struct ScanJob {
    ScanJob(std::span<const float> rotated_unit, std::size_t count, const Filter* passes,
            std::uint64_t passing_at_most)
        : query(rotated_unit), k(count), filter(passes), passing_max(passing_at_most), threshold(count) {}

    ScanQuery query;
    std::size_t k;
    const Filter* filter;
    std::uint64_t passing_max;
    Threshold threshold;
    std::vector<Candidates> parts;
    SearchResult result;
};

}  // namespace

// Locks, in the order in which they are taken:
//   writer_     held by the one that changes anything, throughout; so writers may read everything without
//   more locks structure_  guards chunks_, directory_, size_, fills_; held exclusively for microseconds
//   Chunk::mutex
// A scan takes the list of chunks under structure_ and then one chunk after the other, kChunksHeld at once,
// so a writer waits for that many chunks' scans at most. Moments, counts of fills, keep a scan from meeting
// what was put into a place behind its back.
class VectorIndex::Impl {
    static Place place_of(Slot slot) { return static_cast<Place>(slot % kChunkPlaces); }
    Chunk& chunk_of(Slot slot) const { return *chunks_[slot / kChunkPlaces]; }
    auto id_of() const {
        return [this](Slot slot) { return chunk_of(slot).id(place_of(slot)); };
    }

  public:
    Impl(const VectorIndex* owner, std::size_t dimension, IndexLimits limits)
        : owner_(owner),
          dimension_(dimension),
          padded_(padded_length(dimension)),
          limits_(std::move(limits)),
          rotation_(padded_) {}

    Result<void> upsert(std::int64_t id, std::span<const float> embedding) {
        auto unit = rotated_unit(embedding);
        if (!unit) return forward(unit);
        const std::lock_guard writing(writer_);
        if (const auto slot = find(id)) {
            Chunk& chunk = chunk_of(*slot);
            const std::unique_lock chunk_lock(chunk.mutex);
            chunk.replace(place_of(*slot), unit->get());
            return {};
        }
        const Slot slot = take_slot();
        const std::unique_lock structure_lock(structure_);
        Chunk& chunk = chunk_of(slot);
        {
            const std::unique_lock chunk_lock(chunk.mutex);
            chunk.fill(place_of(slot), id, ++fills_, unit->get());
        }
        directory_.insert(id, slot, id_of());
        return {};
    }

    bool erase(std::int64_t id) {
        const std::lock_guard writing(writer_);
        const auto slot = find(id);
        if (!slot) return false;
        {
            const std::unique_lock structure_lock(structure_);
            directory_.erase(id, id_of());
            Chunk& chunk = chunk_of(*slot);
            const std::unique_lock chunk_lock(chunk.mutex);
            chunk.clear(place_of(*slot));
        }
        free_slots_.push_back(*slot);
        return true;
    }

    bool contains(std::int64_t id) const {
        const std::shared_lock lock(structure_);
        return find(id).has_value();
    }

    std::size_t size() const {
        const std::shared_lock lock(structure_);
        return directory_.size();
    }

    std::size_t dimension() const { return dimension_; }

    std::vector<std::int64_t> ids() const {
        const std::shared_lock lock(structure_);
        std::vector<std::int64_t> all;
        all.reserve(directory_.size());
        for (const auto& chunk : chunks_) {
            for (std::size_t word = 0; word < kChunkWords; ++word) {
                const Places places(chunk->taken(word), word);
                for (const Place place : places.list()) all.push_back(chunk->id(place));
            }
        }
        return all;
    }

    std::optional<std::vector<float>> vector_of(std::int64_t id) const {
        const auto found = locate(std::span(&id, 1)).front();
        if (!found.chunk) return std::nullopt;
        std::vector<float> stored;
        {
            const std::shared_lock lock(found.chunk->mutex);
            if (!found.chunk->holds(found.place, id)) return std::nullopt;
            stored = found.chunk->decode(found.place);
        }
        rotation_.undo(stored.data());
        stored.resize(dimension_);
        const float length =
            std::sqrt(std::inner_product(stored.begin(), stored.end(), stored.begin(), 0.0F));
        for (float& value : stored) value /= length;
        return stored;
    }

    Filter filter_of(std::span<const std::int64_t> ids) const {
        std::shared_lock first_lock(structure_);
        Filter filter(owner_, fills_, chunks_.size() * kChunkWords);
        first_lock.unlock();
        for (; !ids.empty(); ids = ids.subspan(std::min(kLookupBatch, ids.size()))) {
            const std::shared_lock lock(structure_);
            for (const std::int64_t id : ids.first(std::min(kLookupBatch, ids.size()))) {
                const auto slot = find(id);
                if (slot && *slot / 64 < filter.words_.size()) {
                    filter.words_[*slot / 64] |= std::uint64_t{1} << (*slot % 64);
                }
            }
        }
        filter.count_words();
        return filter;
    }

    Result<std::vector<SearchResult>> search(std::span<const std::vector<float>> queries, std::size_t k,
                                             const Filter* filter) const {
        std::vector<AlignedArray<float>> units;
        for (const auto& query : queries) {
            auto unit = rotated_unit(query);
            if (!unit) return forward(unit);
            units.push_back(std::move(*unit));
        }
        const std::uint64_t passing_max = filter ? filter->count() : size();
        std::vector<SearchResult> results;
        std::deque<ScanJob> jobs;
        for (const auto& unit : units) jobs.emplace_back(padded(unit), k, filter, passing_max);
        if (jobs.size() == 1) {
            passes_.run(jobs.front());
        } else {
            std::vector<ScanJob*> all;
            for (ScanJob& job : jobs) all.push_back(&job);
            for (std::span<ScanJob* const> left = all; !left.empty();) {
                const auto some = left.first(std::min(kQueriesAtOnce, left.size()));
                scan(some);
                left = left.subspan(some.size());
            }
        }
        for (ScanJob& job : jobs) results.push_back(std::move(job.result));
        return results;
    }

    Result<Scores> score_all(std::span<const float> query, const Filter* filter) const {
        auto unit = rotated_unit(query);
        if (!unit) return forward(unit);
        Scores all;
        all.ids.reserve(size());
        all.scores.reserve(size());
        ScoreAccumulator distribution;
        const Snapshot now = snapshot();
        score_each(now, 0, now.chunks.size(), padded(*unit), filter,
                   [&](const Chunk& chunk, std::span<const Place> places, std::span<const float> scores) {
                       distribution.add(scores);
                       all.scores.insert(all.scores.end(), scores.begin(), scores.end());
                       for (const Place place : places) all.ids.push_back(chunk.id(place));
                   });
        all.distribution = distribution.finish();
        return all;
    }

    Result<std::vector<std::optional<float>>> scores_of(std::span<const float> query,
                                                        std::span<const std::int64_t> ids) const {
        auto unit = rotated_unit(query);
        if (!unit) return forward(unit);
        return scores_of_unit(padded(*unit), ids);
    }

    Result<void> save(const std::filesystem::path& file, std::string_view pack,
                      std::uint64_t change_sequence) const {
        const Snapshot now = snapshot();
        const CacheHeader header{pack, static_cast<std::uint32_t>(dimension_), change_sequence};
        std::vector<std::uint64_t> writes(now.chunks.size());
        auto saved = save_chunks(file, header, now.chunks.size(), [&](std::size_t i) {
            const Chunk& chunk = *now.chunks[i];
            const std::shared_lock lock(chunk.mutex);
            auto copy = chunk.copy();
            writes[i] = copy.writes;
            // What came into a place after the snapshot may have been saved before under its former place.
            for (std::size_t word = 0; copy.content && word < kChunkWords; ++word) {
                copy.content->taken[word] &= ~chunk.filled_after(word, now.moment);
            }
            return std::move(copy.content);
        });
        if (!saved) return forward(saved);
        if (!fine_rows_lie_on_disk(now.chunks.size())) return {};
        const std::size_t row_words = fine_row_words(padded_);
        for (std::size_t i = 0; i < now.chunks.size(); ++i) {
            const std::unique_lock lock(now.chunks[i]->mutex);
            now.chunks[i]->move_fine_rows(FineRows(row_words, saved->file, saved->fine_at[i]), writes[i]);
        }
        return {};
    }

    CodeArena& arena() { return arena_; }

    // False when an id appears twice. Only before the index is shared.
    bool adopt(std::vector<ChunkContent> contents) {
        for (auto& content : contents) {
            const auto base = static_cast<Slot>(chunks_.size() * kChunkPlaces);
            if (content.sealed) centre_ = content.sealed->centre;
            chunks_.push_back(std::make_unique<Chunk>(padded_, std::move(content)));
            const Chunk& chunk = *chunks_.back();
            for (std::size_t place = 0; place < kChunkPlaces; ++place) {
                const auto slot = static_cast<Slot>(base + place);
                if ((chunk.taken(place / 64) >> (place % 64) & 1U) == 0) {
                    free_slots_.push_back(slot);
                } else if (find(chunk.id(static_cast<Place>(place)))) {
                    return false;
                } else {
                    directory_.insert(chunk.id(static_cast<Place>(place)), slot, id_of());
                }
            }
        }
        std::ranges::reverse(free_slots_);
        return true;
    }

  private:
    struct Snapshot {
        std::vector<Chunk*> chunks;
        std::uint32_t moment = 0;
    };

    struct Location {
        const Chunk* chunk = nullptr;  // null: not in the index
        Place place = 0;
    };

    // By a writer, or under structure_.
    std::optional<Slot> find(std::int64_t id) const { return directory_.find(id, id_of()); }

    std::vector<Location> locate(std::span<const std::int64_t> ids) const {
        std::vector<Location> located;
        located.reserve(ids.size());
        const std::shared_lock lock(structure_);
        for (const std::int64_t id : ids) {
            const auto slot = find(id);
            located.push_back(slot ? Location{&chunk_of(*slot), place_of(*slot)} : Location{});
        }
        return located;
    }

    // Once they are saved.
    bool fine_rows_lie_on_disk(std::size_t chunks) const {
        return chunks * FineRows::bytes(fine_row_words(padded_)) > limits_.fine_bytes_in_memory_max;
    }

    // A free slot, after growing where there is none. Only by a writer.
    Slot take_slot() {
        if (free_slots_.empty()) {
            const bool seals = !chunks_.empty() && !chunks_.back()->is_sealed();
            if (seals && std::has_single_bit(chunks_.size())) centre_ = next_centre();
            ChunkContent sealed = seals ? chunks_.back()->sealed_content(centre_, &arena_) : ChunkContent{};
            auto chunk = std::make_unique<Chunk>(padded_);
            const auto base = static_cast<Slot>(chunks_.size() * kChunkPlaces);
            for (std::size_t place = kChunkPlaces; place-- > 0;) {
                free_slots_.push_back(static_cast<Slot>(base + place));
            }
            const std::unique_lock structure_lock(structure_);
            if (seals) {
                const std::unique_lock chunk_lock(chunks_.back()->mutex);
                chunks_.back()->seal(std::move(sealed));
            }
            chunks_.push_back(std::move(chunk));
        }
        const Slot slot = free_slots_.back();
        free_slots_.pop_back();
        return slot;
    }

    Snapshot snapshot() const {
        const std::shared_lock lock(structure_);
        Snapshot now{{}, fills_};
        now.chunks.reserve(chunks_.size());
        for (const auto& chunk : chunks_) now.chunks.push_back(chunk.get());
        return now;
    }

    Result<AlignedArray<float>> rotated_unit(std::span<const float> embedding) const {
        auto unit = to_padded_unit(embedding, dimension_);
        if (unit) rotation_.apply(unit->get());
        return unit;
    }

    std::span<const float> padded(const AlignedArray<float>& unit) const { return {unit.get(), padded_}; }

    // What the embeddings have in common now, from as many of each chunk as make a chunk of all. Only by a
    // writer.
    std::shared_ptr<const Centre> next_centre() const {
        const auto sum = make_aligned<float>(padded_);
        const std::size_t each = std::max<std::size_t>(1, kChunkPlaces / chunks_.size());
        for (const auto& chunk : chunks_) {
            for (std::size_t i = 0; i < each; ++i) {
                const std::size_t place = i * kChunkPlaces / each;
                const bool taken = (chunk->taken(place / 64) >> (place % 64) & 1U) != 0;
                if (taken) chunk->add_coarse(static_cast<Place>(place), sum.get());
            }
        }
        return make_centre(centre_ ? centre_->number + 1 : 0, sum.get(), padded_);
    }

    // Whether a place of chunk `index` can pass, as far as the filter alone says: what it leaves out whole is
    // not even touched.
    static bool may_pass(std::size_t index, const Filter* filter) {
        if (!filter || filter->newcomers()) return true;
        for (std::size_t word = 0; word < kChunkWords; ++word) {
            if (filter->word(index * kChunkWords + word) != 0) return true;
        }
        return false;
    }

    // Those of chunk `index` that pass; false when none does. The chunk is locked.
    bool passing_of(const Chunk& chunk, std::size_t index, std::uint32_t moment, const Filter* filter,
                    PassingPlaces& passing) const {
        std::uint64_t any = 0;
        for (std::size_t word = 0; word < kChunkWords; ++word) {
            std::uint64_t& bits = passing[word];
            bits = chunk.taken(word) & ~chunk.filled_after(word, moment);
            if (filter) {
                const std::uint64_t newcomers = chunk.filled_after(word, filter->made_at());
                bits &= (filter->word(index * kChunkWords + word) & ~newcomers) |
                        (filter->newcomers() ? newcomers : 0);
            }
            any |= bits;
        }
        return any != 0;
    }

    // Calls visit(chunk, places, scores) for all that pass of the chunks from `first` to `end`, at most 64 at
    // a time, while the chunk is locked.
    template <class Visit>
    void score_each(const Snapshot& now, std::size_t first, std::size_t end, std::span<const float> unit,
                    const Filter* filter, Visit visit) const {
        assert(!filter || filter->index() == owner_);
        const ScanQuery query(unit);
        std::array<float, 64> scores;
        PassingPlaces passing;
        for (std::size_t i = first; i < end; ++i) {
            if (!may_pass(i, filter)) continue;
            const Chunk& chunk = *now.chunks[i];
            const std::shared_lock lock(chunk.mutex);
            if (!passing_of(chunk, i, now.moment, filter, passing)) continue;
            for (std::size_t word = 0; word < kChunkWords; ++word) {
                const Places places(passing[word], word);
                for (const Place place : places.list()) chunk.prefetch_row(place);
            }
            for (std::size_t word = 0; word < kChunkWords; ++word) {
                const Places places(passing[word], word);
                chunk.score(places.list(), query, scores.data());
                visit(chunk, places.list(), std::span<const float>(scores).first(places.list().size()));
            }
        }
    }

    // Where each part begins, and the end of the last.
    std::vector<std::size_t> parts_of(const Snapshot& now, std::uint64_t passing_max) const {
        if (passing_max < kSharedFrom) return {0, now.chunks.size()};
        std::vector<std::size_t> bounds{0};
        while (bounds.back() < now.chunks.size()) {
            const std::size_t left = now.chunks.size() - bounds.back();
            const std::size_t fair = std::clamp(left / (2 * cores_), kChunksOfPartMin, kChunksOfPartMax);
            bounds.push_back(bounds.back() + std::min(left, fair));
        }
        return bounds;
    }

    // One pass over the index for all of `jobs`.
    void scan(std::span<ScanJob* const> jobs) const {
        const Snapshot now = snapshot();
        const auto bounds = parts_of(now, std::ranges::max(jobs, {}, &ScanJob::passing_max)->passing_max);
        const std::size_t parts = bounds.size() - 1;
        for (ScanJob* job : jobs) {
            assert(!job->filter || job->filter->index() == owner_);
            job->parts.assign(parts, Candidates(job->threshold, sample_every(job->passing_max),
                                                are_few(job->passing_max, job->k)));
        }
        helpers_.share(parts,
                       [&](std::size_t part) { scan_part(now, jobs, part, bounds[part], bounds[part + 1]); });
        for (ScanJob* job : jobs) finish(now, *job);
    }

    using ChunkScans = std::array<ChunkScan, kChunksHeld>;  // one job's, by the chunk's number

    // Takes each chunk's steps one round after the other, so that what a step reads arrives while others are
    // taken.
    void scan_part(const Snapshot& now, std::span<ScanJob* const> jobs, std::size_t part, std::size_t begin,
                   std::size_t end) const {
        std::array<std::shared_lock<FairSharedMutex>, kChunksHeld> locks;
        const auto scans = std::make_unique_for_overwrite<ChunkScans[]>(jobs.size());
        ReadAhead ahead;
        // step(candidates, job, scan, chunk) of each job, where the part has such a chunk.
        const auto take = [&](std::size_t i, auto step) {
            if (i < begin || i >= end) return;
            for (std::size_t job = 0; job < jobs.size(); ++job) {
                step(jobs[job]->parts[part], *jobs[job], scans[job][i % kChunksHeld], *now.chunks[i]);
            }
        };
        for (std::size_t i = begin; i < end + kChunksHeld - 1; ++i) {
            if (i + 1 < end) now.chunks[i + 1]->prefetch_head();
            take(i, [&](Candidates& found, const ScanJob& job, ChunkScan& scan, const Chunk& chunk) {
                scan.next = ChunkScan::Next::nothing;
                if (!may_pass(i, job.filter)) return;
                auto& lock = locks[i % kChunksHeld];
                if (!lock.owns_lock()) lock = std::shared_lock(chunk.mutex);
                PassingPlaces passing;
                if (!passing_of(chunk, i, now.moment, job.filter, passing)) return;
                found.start(chunk, static_cast<Slot>(i * kChunkPlaces), passing, job.query, scan);
                if (chunk.is_sealed() && scan.is_dense()) ahead.follow(chunk.front_memory());
            });
            if (i == begin) ahead.bring(kLinesAhead);
            take(i - 1, [&](Candidates& found, const ScanJob& job, ChunkScan& scan, const Chunk& chunk) {
                found.scan_front(chunk, job.query, scan, ahead);
            });
            take(i - 3, [&](Candidates& found, const ScanJob&, ChunkScan& scan, const Chunk& chunk) {
                found.look_closer(chunk, scan);
            });
            if (i >= begin + 3) locks[(i - 3) % kChunksHeld] = {};
            take(i - 2, [&](Candidates& found, const ScanJob&, ChunkScan& scan, const Chunk& chunk) {
                found.scan_rear(chunk, scan, ahead);
            });
        }
    }

    void finish(const Snapshot& now, ScanJob& job) const {
        const auto candidates = best_of(job.parts, job.threshold.value(), job.k);
        ScoreAccumulator distribution;
        for (const Candidates& part : job.parts) {
            distribution.add(part.distribution());
            job.result.bytes_read += part.bytes_read();
        }
        job.result.bytes_read += candidates.size() * kCodeBits * padded_ / 8;
        job.result.distribution = distribution.finish();
        TopK best(job.k);
        for (const auto& found : fine_scores(now, job.query, candidates)) {
            if (found) best.push(found->id, found->score);
        }
        job.result.neighbors = best.take_sorted();
        if (!job.result.neighbors.empty()) {
            job.result.distribution.max = job.result.neighbors.front().score;
        }
    }

    // Nothing for what has been erased meanwhile.
    std::vector<std::optional<Neighbor>> fine_scores(const Snapshot& now, const ScanQuery& query,
                                                     std::span<const Candidate> candidates) const {
        std::vector<std::optional<Neighbor>> found(candidates.size());
        const std::size_t parts = (candidates.size() + kCandidatesOfPart - 1) / kCandidatesOfPart;
        helpers_.share(parts, [&](std::size_t part) {
            const std::size_t end = std::min(candidates.size(), (part + 1) * kCandidatesOfPart);
            for (std::size_t i = part * kCandidatesOfPart; i < end;) {
                const Chunk& chunk = *now.chunks[candidates[i].slot / kChunkPlaces];
                std::size_t next = i;
                const std::shared_lock lock(chunk.mutex);
                for (; next < end && now.chunks[candidates[next].slot / kChunkPlaces] == &chunk; ++next) {
                    chunk.prefetch_row(place_of(candidates[next].slot));
                }
                for (; i < next; ++i) {
                    const Place place = place_of(candidates[i].slot);
                    if (!chunk.holds_since(place, now.moment)) continue;
                    float score = 0;
                    chunk.score(std::span(&place, 1), query, &score);
                    found[i] = {chunk.id(place), score};
                }
            }
        });
        return found;
    }

    std::vector<std::optional<float>> scores_of_unit(std::span<const float> unit,
                                                     std::span<const std::int64_t> ids) const {
        const auto located = locate(ids);
        std::vector<std::size_t> order(ids.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::ranges::sort(order, {}, [&](std::size_t i) { return located[i].chunk; });
        const ScanQuery query(unit);
        std::vector<std::optional<float>> scores(ids.size());
        for (std::size_t from = 0; from < order.size();) {
            const Chunk* chunk = located[order[from]].chunk;
            std::size_t to = from;
            while (to < order.size() && located[order[to]].chunk == chunk) ++to;
            if (chunk) {
                const std::shared_lock lock(chunk->mutex);
                for (; from < to; ++from) {
                    const std::size_t i = order[from];
                    if (!chunk->holds(located[i].place, ids[i])) continue;
                    float score = 0;
                    chunk->score(std::span(&located[i].place, 1), query, &score);
                    scores[i] = score;
                }
            }
            from = to;
        }
        return scores;
    }

    const VectorIndex* const owner_;
    const std::size_t dimension_;
    const std::size_t padded_;
    const IndexLimits limits_;
    const Rotation rotation_;
    const std::size_t cores_ = std::max(1U, std::thread::hardware_concurrency());
    mutable ScanHelpers helpers_{cores_};
    mutable SharedPasses<ScanJob> passes_{cores_, kQueriesAtOnce,
                                          [this](std::span<ScanJob* const> jobs) { scan(jobs); }};

    std::mutex writer_;
    std::vector<Slot> free_slots_;          // only a writer's, this and the next
    std::shared_ptr<const Centre> centre_;  // of the chunks that are sealed next

    mutable FairSharedMutex structure_;
    CodeArena arena_{limits_.code_bytes_in_memory_max,
                     limits_.overflow_folder};    // of sealed chunks; a writer's
    std::vector<std::unique_ptr<Chunk>> chunks_;  // only the last may be open; none is ever removed
    SlotDirectory directory_;
    std::uint32_t fills_ =
        0;  // slots filled since the index was made; 4 billion are more than one process will see
};

VectorIndex::VectorIndex(std::size_t dimension, IndexLimits limits)
    : impl_(std::make_unique<Impl>(this, dimension, std::move(limits))) {
    assert(dimension >= 1 && dimension <= kDimensionMax);
}

VectorIndex::~VectorIndex() = default;

Result<void> VectorIndex::upsert(std::int64_t id, std::span<const float> embedding) {
    return impl_->upsert(id, embedding);
}

bool VectorIndex::erase(std::int64_t id) {
    return impl_->erase(id);
}

bool VectorIndex::contains(std::int64_t id) const {
    return impl_->contains(id);
}

std::size_t VectorIndex::size() const {
    return impl_->size();
}

std::size_t VectorIndex::dimension() const {
    return impl_->dimension();
}

std::vector<std::int64_t> VectorIndex::ids() const {
    return impl_->ids();
}

std::optional<std::vector<float>> VectorIndex::vector_of(std::int64_t id) const {
    return impl_->vector_of(id);
}

Filter VectorIndex::filter_of(std::span<const std::int64_t> ids) const {
    return impl_->filter_of(ids);
}

Result<SearchResult> VectorIndex::search(std::span<const float> query, std::size_t k,
                                         const Filter* filter) const {
    const std::vector<float> one(query.begin(), query.end());
    auto results = impl_->search(std::span(&one, 1), k, filter);
    if (!results) return forward(results);
    return std::move(results->front());
}

Result<std::vector<SearchResult>> VectorIndex::search_several(std::span<const std::vector<float>> queries,
                                                              std::size_t k, const Filter* filter) const {
    return impl_->search(queries, k, filter);
}

Result<std::vector<std::optional<float>>> VectorIndex::scores_of(std::span<const float> query,
                                                                 std::span<const std::int64_t> ids) const {
    return impl_->scores_of(query, ids);
}

Result<Scores> VectorIndex::score_all(std::span<const float> query, const Filter* filter) const {
    return impl_->score_all(query, filter);
}

Result<void> VectorIndex::save(const std::filesystem::path& file, std::string_view pack,
                               std::uint64_t change_sequence) const {
    return impl_->save(file, pack, change_sequence);
}

Result<VectorIndex::Loaded> VectorIndex::load(const std::filesystem::path& file, std::string_view pack,
                                              std::size_t dimension, const IndexLimits& limits) {
    Loaded loaded{std::make_unique<VectorIndex>(dimension, limits)};
    auto cached =
        load_chunks(file, pack, static_cast<std::uint32_t>(dimension), limits, loaded.index->impl_->arena());
    if (!cached) return forward(cached);
    loaded.change_sequence = cached->change_sequence;
    if (!loaded.index->impl_->adopt(std::move(cached->chunks))) {
        return fail(ErrorKind::io, "index_cache_unusable", "The saved search index cannot be used.",
                    file.string() + ": an id appears twice");
    }
    return loaded;
}

}  // namespace palette::vectors
