#pragma once

// What search and walls need of the library in memory, kept in step with the database: the vector index of
// the active model pack, the catalogue, the vocabulary and the pairs that show the same picture.
//
// open() starts from the cache on disk where it can and from the database where it must. sync() applies what
// changed since, whichever process changed it; follow() does so on a thread of its own a few times a second,
// or at once after wake(). Reading is safe from any thread. Owned by app/.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "files/data_directory.hpp"
#include "search/catalogue.hpp"
#include "search/duplicate_groups.hpp"
#include "search/vocabulary.hpp"
#include "store/change_repository.hpp"
#include "store/embedding_repository.hpp"
#include "store/image_repository.hpp"
#include "vectors/vector_index.hpp"

namespace palette::search {

class LibraryIndex {
  public:
    static Result<std::unique_ptr<LibraryIndex>> open(files::DataDirectory directory,
                                                      store::Database& database, std::string pack,
                                                      std::size_t dimension);
    ~LibraryIndex();
    LibraryIndex(const LibraryIndex&) = delete;
    LibraryIndex& operator=(const LibraryIndex&) = delete;

    [[nodiscard]] const Catalogue& catalogue() const { return catalogue_; }
    [[nodiscard]] const vectors::VectorIndex& vectors() const { return *vectors_; }
    // Every word of the library. Read from the database when first asked for, which follow() does.
    [[nodiscard]] const Vocabulary& vocabulary() const;
    // As they are now; a snapshot that stays as it is. Some may be of Images that are deleted or hidden.
    [[nodiscard]] std::shared_ptr<const DuplicatePairs> duplicates() const;
    [[nodiscard]] const std::string& pack() const { return pack_; }
    // The last change that is in.
    [[nodiscard]] std::int64_t sequence() const { return sequence_; }

    // Applies all changes there are.
    Result<void> sync();

    // Follows changes until stopped. `on_turn` is called on the following thread after every look.
    void follow(std::function<void()> on_turn);
    void wake();
    void stop();

    // Writes the cache, if anything changed since it was read or written.
    Result<void> save();

  private:
    LibraryIndex(files::DataDirectory directory, store::Database& database, std::string pack,
                 std::size_t dimension);
    Result<void> load();
    Result<void> rebuild_vectors();
    Result<void> rebuild_catalogue();
    Result<void> read_duplicates();
    Result<std::vector<store::Change>> apply_some();
    Result<void> apply(const std::vector<store::Change>& changes);
    void add_words_of(ImageId id);
    void run(const std::function<void()>& on_turn);

    const files::DataDirectory directory_;
    store::Database& database_;
    store::ImageRepository images_;
    store::EmbeddingRepository embeddings_;
    store::ChangeRepository changes_;
    store::DuplicateRepository duplicate_pairs_;
    const std::string pack_;
    std::unique_ptr<vectors::VectorIndex> vectors_;
    Catalogue catalogue_;
    mutable std::mutex duplicates_mutex_;
    std::shared_ptr<const DuplicatePairs> duplicates_;  // shared with readers, who keep what they took
    mutable Vocabulary vocabulary_;
    mutable std::once_flag words_once_;
    mutable std::atomic<bool> words_read_{false};
    std::mutex applying_;  // one at a time applies changes
    std::atomic<std::int64_t> sequence_{0};
    std::int64_t saved_sequence_ = -1;

    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    bool woken_ = false;
    std::thread follower_;
};

}  // namespace palette::search
