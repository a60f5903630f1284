#pragma once

// Finds Images that show the same picture, in the background, each once: it is compared with what its
// perceptual hash (also turned and mirrored) and its embedding name as near, and the pixels decide
// (imaging/same_picture.hpp). Per Image that is one scan of the index shared with others, a few hundred
// buckets of hashes and at most kCandidatesMax comparisons, whatever the library holds; so a library is never
// compared each with each. What was compared is noted with what was found, so a restart goes on where it was.
//
// One process per data directory does it, the one that holds locks/duplicates. Its thread has a low priority.
// Owned by app/; wake() from any thread.

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/lru_cache.hpp"
#include "base/result.hpp"
#include "files/data_directory.hpp"
#include "files/posix.hpp"
#include "imaging/same_picture.hpp"
#include "search/hash_index.hpp"
#include "search/library_index.hpp"
#include "store/duplicate_repository.hpp"
#include "vectors/vector_index.hpp"

namespace palette::search {

// Of each kind: nearest hashes, nearest embeddings.
inline constexpr std::size_t kCandidatesMax = 12;

class DuplicateFinder {
  public:
    DuplicateFinder(files::DataDirectory directory, store::Database& database, const LibraryIndex& index);
    ~DuplicateFinder();
    DuplicateFinder(const DuplicateFinder&) = delete;
    DuplicateFinder& operator=(const DuplicateFinder&) = delete;

    void start();
    void stop();
    // The library changed: look whether there is something to compare.
    void wake();

    // Compares some of those that were not yet; answers how many. What the index does not hold yet is left
    // for later.
    Result<std::size_t> compare_some();

  private:
    using Comparable = store::DuplicateRepository::Comparable;
    using Sketch = std::shared_ptr<const imaging::PictureSketch>;

    void run();
    bool take_lock();
    Result<void> read_hashes();
    // In the order of `images`: ids whose embedding is near that Image's.
    [[nodiscard]] static Result<std::vector<std::vector<std::int64_t>>> near_by_embedding(
        const std::vector<Comparable>& images, const vectors::VectorIndex& index);
    [[nodiscard]] std::vector<std::int64_t> near_by_hash(const Comparable& image) const;
    // Null where the picture cannot be read.
    Sketch sketch_of(ImageId id, const std::string& sha256);
    Result<bool> are_the_same(const Comparable& image, std::int64_t other);

    const files::DataDirectory directory_;
    store::DuplicateRepository repository_;
    store::ChangeRepository changes_;
    const LibraryIndex& index_;
    HashIndex hashes_;
    bool hashes_read_ = false;
    LruCache<std::int64_t, Sketch> sketches_;  // shared with nobody; copies are cheap
    std::optional<files::FileLock> lock_;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::atomic<bool> stopping_ = false;  // set under the mutex
    bool woken_ = false;
    std::thread thread_;
};

}  // namespace palette::search
