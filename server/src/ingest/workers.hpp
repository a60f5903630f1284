#pragma once

// The stages after accept: derive (decode once, write renditions, find swatches and hashes) and understand
// (embedding and AI tags, in batches). They work off the durable queue of store/job_repository.hpp. While one
// model pack takes another's place, new pictures are understood by both, and then those there are by the new
// one.
//
// One process per data directory works the queue: the one that holds locks/workers. The others wait for the
// lock and take over when its holder ends, however it ends. Within the process `threads` decode side by side
// and one thread runs the model on batches; a picture that was just derived goes to the model without being
// decoded again.
//
// Owned by app/. start() and stop() by its owner, the rest from any thread.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <unordered_set>
#include <vector>

#include "base/result.hpp"
#include "files/data_directory.hpp"
#include "imaging/picture.hpp"
#include "ingest/acceptor.hpp"
#include "ingest/local_corrections.hpp"
#include "ingest/look.hpp"
#include "packs/packs_in_use.hpp"
#include "store/embedding_repository.hpp"
#include "store/image_repository.hpp"
#include "store/job_repository.hpp"
#include "store/model_choice_repository.hpp"

namespace palette::ingest {

class Workers {
  public:
    struct Counters {
        std::uint64_t derived = 0;
        std::uint64_t understood = 0;
        std::uint64_t failed = 0;
        std::uint64_t batches = 0;
        double derive_seconds = 0;      // summed over threads
        double wait_seconds = 0;        // that Images waited for the model, decoded, summed over them
        double understand_seconds = 0;  // in the model
        std::size_t to_derive = 0;      // in hand and waiting now
        std::size_t to_understand = 0;
    };

    // `on_understood` is called on a worker's thread whenever Images became ready.
    Workers(files::DataDirectory directory, store::Database& database, Acceptor& acceptor,
            packs::SharedPacks packs, Limits limits, std::size_t threads, LearnFromCorrections learn,
            std::function<void()> on_understood);
    ~Workers();
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    void start();
    // Finishes what is in hand (seconds at most) and gives the lock back.
    void stop();

    // There may be new jobs: look now instead of at the next poll.
    void wake();
    // From now on pictures are looked at by these packs, and what they have not seen is queued. What is under
    // way ends as it began.
    void use(packs::SharedPacks packs);

    // Set while work cannot go on (the disk is full, the database cannot be written); tried again every few
    // seconds.
    [[nodiscard]] std::optional<Error> stalled() const;
    [[nodiscard]] Counters counters() const;
    [[nodiscard]] bool learns_from_corrections() const { return corrections_.learns(); }

  private:
    void coordinate();
    void run_jobs();
    void enqueue_missing();
    void correct_tags();
    [[nodiscard]] packs::SharedPacks packs() const;
    [[nodiscard]] static std::size_t pictures_at_once(const packs::PacksInUse& packs);
    [[nodiscard]] std::size_t batch_now() const;
    void derive_loop();
    void understand_loop();
    [[nodiscard]] std::vector<Prepared> take_batch();
    Result<void> understand(std::span<const Prepared> batch);
    void work_on(const store::Job& job);
    Result<void> derive(ImageId image, const Image& facts, const imaging::Picture& picture);
    void hand_to_model(Prepared prepared);
    void finish(ImageId image);
    void give_up(ImageId image, const Error& why);
    void pass_over(ImageId image, const packs::PacksInUse& packs, const Error& why);
    void put_off(ImageId image, const Error& why);
    void stall(const Error& why);
    [[nodiscard]] bool wait_for(std::chrono::milliseconds time);

    const files::DataDirectory directory_;
    Acceptor& acceptor_;
    store::ImageRepository images_;
    store::EmbeddingRepository embeddings_;
    store::JobRepository jobs_;
    store::ModelChoiceRepository choices_;
    LocalCorrections corrections_;
    const Limits limits_;
    const std::size_t threads_count_;
    const std::function<void()> on_understood_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    bool woken_ = false;
    packs::SharedPacks packs_;
    bool packs_are_new_ = true;  // what they have not seen is to be queued
    std::deque<store::Job> to_derive_;
    std::deque<Prepared> to_understand_;  // those that somebody waits for first
    double picture_seconds_ = 0;          // that the model took for each of the last batch; 0 at first
    std::unordered_set<ImageId> in_progress_;
    std::optional<Error> stalled_;
    Counters counters_;
    std::vector<std::thread> threads_;
};

}  // namespace palette::ingest
