#pragma once

// Which Images show the same picture: pairs as they were found, and what people say of them. Pairs are found
// by search/duplicate_finder.hpp; both sides may belong to anybody, so whoever reads pairs leaves out what
// the viewer may not see. Every change of pairs is a change "duplicates" of the log. Safe to call from any
// thread that may block.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/viewer.hpp"
#include "store/database.hpp"

namespace palette::store {

// The kind of a change that says that pairs changed; it names no Image.
inline constexpr const char* kDuplicatesChange = "duplicates";

// Images that are merged, or said to differ, at once.
inline constexpr std::size_t kDuplicatesAtOnceMax = 100;

struct DuplicatePair {
    ImageId first;  // the smaller id
    ImageId second;
    auto operator<=>(const DuplicatePair&) const = default;
};

class DuplicateRepository {
  public:
    explicit DuplicateRepository(Database& database) : database_(database) {}

    struct Comparable {
        ImageId id;
        std::string sha256;
        std::uint64_t perceptual_hash = 0;
    };
    // Images that are understood and were not compared yet, oldest first.
    [[nodiscard]] Result<std::vector<Comparable>> uncompared(std::size_t limit) const;
    // Of what the viewer may see.
    [[nodiscard]] Result<std::int64_t> uncompared_count(const Viewer& viewer) const;
    // All that were, deleted ones too: they may come back.
    struct Hash {
        ImageId id;
        std::uint64_t perceptual_hash = 0;
    };
    [[nodiscard]] Result<std::vector<Hash>> compared_hashes() const;
    // The Original's name, of deleted ones too; empty for what is gone.
    [[nodiscard]] Result<std::string> sha256_of(ImageId id) const;
    // Notes that `compared` were compared with all before them, and what was found. What somebody dismissed
    // stays dismissed; what is gone meanwhile is passed over.
    Result<void> record(std::span<const ImageId> compared, std::span<const DuplicatePair> found);

    // All pairs found that nobody dismissed, in order.
    [[nodiscard]] Result<std::vector<DuplicatePair>> pairs() const;
    // Those of them that have both sides among `images`.
    [[nodiscard]] Result<std::vector<DuplicatePair>> pairs_among(std::span<const ImageId> images) const;

    // No two of these show the same, whatever is found later; or that is taken back. For who may edit them
    // all: fails with `image_not_found` and `forbidden`.
    enum class Say : std::uint8_t { not_the_same, nothing };
    Result<void> say(std::span<const ImageId> images, Say what, const Viewer& viewer);

    // Puts the others of a group into the trash and gives `keep` what they have: tags, likes, places in
    // Palettes, and words and sources; where `keep` has others of its own, theirs are added to its
    // description. All of it or nothing. What the others have stays with them, so that restoring one brings
    // it back as it was. Fails as say() does, and with `merge_would_hide` where what everybody may see would
    // give way to what is private, `description_too_long` where all words have no room.
    Result<void> merge(ImageId keep, std::span<const ImageId> others, const Viewer& viewer);

  private:
    Database& database_;
};

}  // namespace palette::store
