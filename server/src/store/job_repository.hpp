#pragma once

// The durable queue: a row for every piece of work still to be done. Only the process that holds the workers'
// lock takes jobs (ingest/workers.hpp), so taking one needs no lease, and after a crash the rows are simply
// still there. Safe to call from any thread that may block.

#include <span>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/database.hpp"

namespace palette::store {

enum class JobKind : std::uint8_t { derive, understand };

struct Job {
    JobKind kind = JobKind::derive;
    ImageId image;
    int attempts = 0;  // how often it was begun before
};

class JobRepository {
  public:
    explicit JobRepository(Database& database) : database_(database) {}

    // Up to `limit` jobs, those that somebody waits for first, then by age of the Image, leaving out
    // `in_progress`. Counts the attempt in the same transaction: a job that kills the process is recognised
    // by its attempts.
    Result<std::vector<Job>> begin(std::size_t limit, std::span<const ImageId> in_progress);

    // Takes one counted attempt back: it ended for a reason outside the Image.
    Result<void> excuse(ImageId image);

    // How many jobs are left.
    [[nodiscard]] Result<std::int64_t> count() const;
    // Of them, those that nobody waits for: ready Images to be looked at by another model pack.
    [[nodiscard]] Result<std::int64_t> count_background() const;

    // Queues deriving again, as `palette check --repair` does for lost renditions.
    Result<void> enqueue_derive(ImageId image);

  private:
    Database& database_;
};

}  // namespace palette::store
