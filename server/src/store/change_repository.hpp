#pragma once

// The log of what changed, which indexes and open tabs follow, also those of other processes.
// Safe to call from any thread that may block.

#include <cstdint>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/database.hpp"

namespace palette::store {

// Changes kept at least; older ones are pruned, and who asks for them has to start over.
inline constexpr std::int64_t kChangesKept = 100'000;

struct Change {
    std::int64_t sequence = 0;
    ImageId image;
    std::string kind;  // derived, ready, updated, deleted, failed
};

class ChangeRepository {
  public:
    explicit ChangeRepository(Database& database) : database_(database) {}

    // Up to `limit` changes after `sequence`, in order.
    [[nodiscard]] Result<std::vector<Change>> after(std::int64_t sequence, std::size_t limit) const;
    [[nodiscard]] Result<std::int64_t> latest() const;
    // Whether every change after `sequence` is still in the log.
    [[nodiscard]] Result<bool> reaches_back_to(std::int64_t sequence) const;
    Result<void> prune();

  private:
    Database& database_;
};

}  // namespace palette::store
