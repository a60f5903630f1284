#pragma once

// Keeps a library's AI tags as its persons' corrections teach (tag_correction.hpp), where the operator turned
// that on; where it is off, takes off what an earlier run put on. What was learned is not kept: it follows
// from the corrections in the database, and so survives a restart. Which lessons an Image's tags stand by is
// noted on the Image, so that work goes on where it stopped.
//
// Owned by the workers. turn() by the process that works the queue, correct() by its model's thread.

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>

#include "base/result.hpp"
#include "ingest/tag_correction.hpp"
#include "packs/packs_in_use.hpp"
#include "store/correction_repository.hpp"

namespace palette::ingest {

enum class LearnFromCorrections : std::uint8_t { no, yes };

class LocalCorrections {
  public:
    LocalCorrections(store::Database& database, LearnFromCorrections learn)
        : corrections_(database), learn_(learn) {}

    [[nodiscard]] bool learns() const { return learn_ == LearnFromCorrections::yes; }

    // Learns anew where there are new corrections, another pack or none of it yet, and corrects some of the
    // Images that do not stand by it. Answers whether more are left: then it is to be called again soon.
    // Costs next to nothing while nothing changes.
    Result<bool> turn(const packs::PacksInUse& packs);
    // Images that a model has just looked at.
    Result<void> correct(std::span<const ImageId> images);

  private:
    // What is learned, and from what.
    struct Lessons {
        std::string by;    // empty: none
        std::string pack;  // whose embeddings they are of
        TagCorrection correction;
    };
    [[nodiscard]] std::shared_ptr<const Lessons> lessons() const;
    Result<void> learn(const packs::PacksInUse& packs);

    store::CorrectionRepository corrections_;
    const LearnFromCorrections learn_;
    std::chrono::steady_clock::time_point looked_;
    std::optional<ImageId> corrected_until_;  // of the pass under way; none: it is done

    mutable std::mutex mutex_;
    std::shared_ptr<const Lessons> lessons_;  // null before the first turn
};

}  // namespace palette::ingest
