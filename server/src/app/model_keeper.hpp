#pragma once

// Keeps a running server's model packs as the library is set to use them, whoever sets it (`palette models
// use` in another process). A pack that is chosen for embeddings first sees every Image, in the background
// and over as many restarts as it takes; searches go by the one before until then, and from then on by the
// new one. Lets go of models that nobody has used for a while.
//
// Owned by app/. start() and stop() by its owner, status() from any thread.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "app/library.hpp"
#include "ingest/workers.hpp"
#include "packs/model_status.hpp"
#include "search/library_index.hpp"
#include "store/job_repository.hpp"

namespace palette::app {

class ModelKeeper {
  public:
    struct Settings {
        inference::Settings packs;
        bool is_fixed = false;                    // by --pack: what the library is set to does not matter
        std::chrono::seconds release_after{600};  // models that nobody ran for so long; 0: never
    };

    ModelKeeper(const Library& library, Settings settings, search::LibraryIndex& index,
                ingest::Workers& workers);
    ~ModelKeeper();
    ModelKeeper(const ModelKeeper&) = delete;
    ModelKeeper& operator=(const ModelKeeper&) = delete;

    void start();
    void stop();

    [[nodiscard]] packs::ModelStatus status() const;
    // Those in use now, for whoever counts what they do.
    [[nodiscard]] packs::SharedPacks packs() const;

  private:
    void run();
    Result<void> turn();
    // What another process changed.
    Result<void> follow_choice();
    // Whether the coming pack is ready to serve, and if so lets it.
    Result<void> complete_change();
    Result<void> serve_by(const packs::SharedPack& pack);
    void use(packs::SharedPacks packs);
    void release_idle();
    [[nodiscard]] static packs::ModelStatus status_of(const packs::PacksInUse& packs, std::int64_t left,
                                                      std::int64_t total);

    const packs::PackShelf& shelf_;
    const Settings settings_;
    search::LibraryIndex& index_;
    ingest::Workers& workers_;
    store::ModelChoiceRepository choices_;
    store::JobRepository jobs_;
    store::EmbeddingRepository embeddings_;

    store::ModelChoice choice_;  // that packs_ was opened for
    std::string complaint_;      // the last one logged, so that it is logged once
    std::chrono::steady_clock::time_point queued_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    packs::SharedPacks packs_;
    packs::ModelStatus status_;
    std::thread thread_;
};

}  // namespace palette::app
