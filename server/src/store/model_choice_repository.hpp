#pragma once

// Which model packs a library is set to use, and how far a change is. Safe to call from any thread that may
// block.

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "store/database.hpp"

namespace palette::store {

// Packs are named as `palette models use` was told to find them; empty: the built-in pack.
struct ModelChoice {
    std::string embedding;
    std::string tags;
    // The identity of the pack whose embeddings searches go by: the one chosen, or the one before it while
    // that has not seen every Image yet. Empty before the library was first opened.
    std::string serving;
    std::int64_t to_understand = 0;  // Images that the last change queued

    bool operator==(const ModelChoice&) const = default;
};

class ModelChoiceRepository {
  public:
    explicit ModelChoiceRepository(Database& database) : database_(database) {}

    [[nodiscard]] Result<ModelChoice> get() const;
    // Sets what is given, for a change that has queued nothing yet; one transaction.
    Result<void> choose(const std::optional<std::string>& embedding, const std::optional<std::string>& tags);
    Result<void> set_serving(const std::string& identity);
    Result<void> set_to_understand(std::int64_t images);

  private:
    Database& database_;
};

}  // namespace palette::store
