#pragma once

// Searches that people keep under a name. Each belongs to one person and is seen by nobody else. Safe to call
// from any thread that may block.

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/database.hpp"

namespace palette::store {

inline constexpr std::size_t kSavedSearchesMax = 200;  // of one person

struct SavedSearch {
    SavedSearchId id;
    std::string name;
    std::string query;  // the permalink: what follows the '?'
    Timestamp created_at;
};

class SavedSearchRepository {
  public:
    explicit SavedSearchRepository(Database& database) : database_(database) {}

    // Newest first.
    [[nodiscard]] Result<std::vector<SavedSearch>> list(PersonId person) const;
    // Fails with `too_many_searches`.
    Result<SavedSearch> add(PersonId person, const std::string& name, const std::string& query);
    // These fail with `search_not_found`, for those of others too.
    Result<SavedSearch> rename(PersonId person, SavedSearchId id, const std::string& name);
    Result<void> remove(PersonId person, SavedSearchId id);

  private:
    Database& database_;
};

}  // namespace palette::store
