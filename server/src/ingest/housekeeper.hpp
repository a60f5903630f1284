#pragma once

// What has to be done now and then while a library is served: counts its clock on, purges Images and Palettes
// that were deleted kPurgeAfter ago, removes files nobody uses, forgets uploads that expired.
//
// One process per data directory keeps house, the one that holds locks/housekeeper; the others try again at
// each round. Owned by app/; start() and stop() by its owner, the rest from any thread that may block.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <thread>

#include "base/result.hpp"
#include "files/data_directory.hpp"
#include "ingest/resumable_uploads.hpp"
#include "store/trash_repository.hpp"

namespace palette::ingest {

inline constexpr std::chrono::minutes kHouseRoundEvery{10};

// Empties the trash, all of it or that of one owner, whatever its age; answers how many Images went.
Result<std::uint64_t> empty_trash(const files::DataDirectory& directory, store::Database& database,
                                  std::optional<store::TrashRepository::Whose> whose);

// Purges deleted Palettes, whatever their age; answers how many went.
Result<std::uint64_t> purge_deleted_palettes(store::Database& database);

class Housekeeper {
  public:
    Housekeeper(files::DataDirectory directory, store::Database& database, ResumableUploads& uploads);
    ~Housekeeper();
    Housekeeper(const Housekeeper&) = delete;
    Housekeeper& operator=(const Housekeeper&) = delete;

    // Of one owner, by their wish. Any thread that may block.
    Result<std::uint64_t> empty_trash(const store::TrashRepository::Whose& whose);

    void start();
    void stop();

  private:
    void run();
    void round(std::chrono::milliseconds since_last);

    const files::DataDirectory directory_;
    store::Database& database_;
    ResumableUploads& uploads_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace palette::ingest
