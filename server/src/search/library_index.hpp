#pragma once

// What search and walls need of the library in memory, kept in step with the database: the embedding space
// that searches go by, the catalogue, the vocabulary and the pairs that show the same picture.
//
// open() starts from the cache on disk where it can and from the database where it must. sync() applies what
// changed since, whichever process changed it; follow() does so on a thread of its own a few times a second,
// or at once after wake(). Another model pack takes the place of the one before in two steps: prepare() makes
// its space beside the other, which serves on, and both are kept in step; adopt() lets searches go by the new
// one. Reading is safe from any thread. Owned by app/.

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
#include "packs/packs_in_use.hpp"
#include "packs/space.hpp"
#include "search/catalogue.hpp"
#include "search/duplicate_groups.hpp"
#include "search/vocabulary.hpp"
#include "store/change_repository.hpp"
#include "store/embedding_repository.hpp"
#include "store/image_repository.hpp"

namespace palette::search {

class LibraryIndex {
  public:
    // `pack` embeds.
    static Result<std::unique_ptr<LibraryIndex>> open(files::DataDirectory directory,
                                                      store::Database& database, packs::SharedPack pack);
    ~LibraryIndex();
    LibraryIndex(const LibraryIndex&) = delete;
    LibraryIndex& operator=(const LibraryIndex&) = delete;

    [[nodiscard]] const Catalogue& catalogue() const { return catalogue_; }
    // The space that searches go by now; who holds it may go on with it when another takes its place.
    [[nodiscard]] packs::SharedSpace space() const { return space_.load(); }
    // Every word of the library. Read from the database when first asked for, which follow() does.
    [[nodiscard]] const Vocabulary& vocabulary() const;
    // As they are now; a snapshot that stays as it is. Some may be of Images that are deleted or hidden.
    [[nodiscard]] std::shared_ptr<const DuplicatePairs> duplicates() const;
    // The identity of that space's pack.
    [[nodiscard]] std::string pack() const { return space()->pack().description().identity(); }
    // The last change that is in.
    [[nodiscard]] std::int64_t sequence() const { return sequence_; }

    // Applies all changes there are.
    Result<void> sync();

    // Follows changes until stopped. `on_turn` is called on the following thread after every look.
    void follow(std::function<void()> on_turn);
    void wake();
    void stop();

    // Makes the space of `pack` from its cache or the database: seconds for a million Images, during which
    // all goes on. What was prepared before is dropped.
    Result<void> prepare(packs::SharedPack pack);
    // Lets searches go by what was prepared.
    void adopt();

    // Writes the cache, if anything changed since it was read or written.
    Result<void> save();

  private:
    using MutableSpace = std::shared_ptr<packs::Space>;  // shared with who works in it
    // A space and the last change that is surely in it.
    struct Loaded {
        MutableSpace space;
        std::int64_t sequence = 0;
        bool is_saved = false;
    };

    LibraryIndex(files::DataDirectory directory, store::Database& database);
    Result<void> load(packs::SharedPack pack);
    [[nodiscard]] Result<Loaded> load_space(packs::SharedPack pack) const;
    Result<void> read_catalogue();
    Result<void> read_duplicates();
    Result<std::vector<store::Change>> apply_some();
    Result<void> apply(const std::vector<store::Change>& changes);
    Result<void> apply_to(packs::Space& space, ImageId id) const;
    void add_words_of(ImageId id);
    void run(const std::function<void()>& on_turn);

    const files::DataDirectory directory_;
    store::Database& database_;
    store::ImageRepository images_;
    store::EmbeddingRepository embeddings_;
    store::ChangeRepository changes_;
    store::DuplicateRepository duplicate_pairs_;
    std::atomic<packs::SharedSpace> space_;  // what written_ is
    Catalogue catalogue_;
    mutable std::mutex duplicates_mutex_;
    std::shared_ptr<const DuplicatePairs> duplicates_;  // shared with readers, who keep what they took
    mutable Vocabulary vocabulary_;
    mutable std::once_flag words_once_;
    mutable std::atomic<bool> words_read_{false};
    std::mutex applying_;    // one at a time applies changes; guards the next two
    MutableSpace written_;   // the space that searches go by
    MutableSpace prepared_;  // the one to come; null when there is none
    std::atomic<std::int64_t> sequence_{0};
    std::atomic<std::int64_t> saved_sequence_{-1};

    std::mutex mutex_;
    std::condition_variable changed_;
    std::atomic<bool> stopping_ = false;  // set under the mutex, read without it by what takes long
    bool woken_ = false;
    std::thread follower_;
};

}  // namespace palette::search
