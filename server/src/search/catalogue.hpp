#pragma once

// Every Image that can be shown, in memory: its orientation and its swatches, packed into 48 bytes. Walls are dealt from it
// and colours are looked for in it by looking at all of it, about a millisecond for 100,000 Images.
//
// Safe to call from any thread; writers hold readers up for one Image's time. Owned by LibraryIndex, which keeps it in step
// with the database.

#include <array>
#include <cstdint>
#include <optional>
#include <shared_mutex>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/ids.hpp"
#include "model/color.hpp"
#include "model/image.hpp"

namespace palette::search {

// How one score lies among all: what z-scores are made from.
struct Spread {
    double mean = 0;
    double standard_deviation = 0;
};

struct ColorScore {
    std::int64_t id = 0;
    float score = 0;  // 0 to 1, see color_score()
};

class Catalogue {
  public:
    void upsert(ImageId id, Orientation orientation, std::span<const Swatch> swatches);
    void erase(ImageId id);
    void clear();

    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] bool contains(ImageId id) const;

    // One page of the wall: `limit` ids after `after` in the fixed random order that `seed` chooses. `allowed`, ascending,
    // restricts it. Images that arrive later fall into their place without moving others.
    [[nodiscard]] std::vector<ImageId> deal(std::uint32_t seed, std::optional<ImageId> after, std::size_t limit,
                                            const std::vector<std::int64_t>* allowed,
                                            std::optional<Orientation> orientation) const;
    // The same, newest first.
    [[nodiscard]] std::vector<ImageId> newest(std::optional<ImageId> after, std::size_t limit,
                                              const std::vector<std::int64_t>* allowed,
                                              std::optional<Orientation> orientation) const;

    // Those of `allowed` (of all, when null) that are here and lie as asked, ascending.
    [[nodiscard]] std::vector<std::int64_t> select(const std::vector<std::int64_t>* allowed,
                                                   std::optional<Orientation> orientation) const;

    // The `k` Images that show `colors` best, best first, equal scores by smaller id, and the spread over all looked at.
    struct ColorResult {
        std::vector<ColorScore> best;
        Spread spread;
    };
    [[nodiscard]] ColorResult search_colors(std::span<const OkLab> colors, std::size_t k,
                                            const std::vector<std::int64_t>* allowed) const;
    [[nodiscard]] float color_score_of(ImageId id, std::span<const OkLab> colors) const;

  private:
    struct PackedSwatch {
        std::uint8_t l = 0;      // 255 times OKLab's l
        std::int8_t a = 0;       // kChromaScale times a
        std::int8_t b = 0;       //
        std::uint8_t share = 0;  // 255 times the square root of the share
    };
    static constexpr std::size_t kSwatchesMax = 8;
    struct Entry {
        std::int64_t id = 0;
        Orientation orientation = Orientation::square;
        std::uint8_t swatch_count = 0;
        std::array<PackedSwatch, kSwatchesMax> swatches{};
    };
    static float color_score(const Entry& entry, std::span<const OkLab> colors);

    template <class Visit>
    void for_each(const std::vector<std::int64_t>* allowed, std::optional<Orientation> orientation, Visit visit) const;

    mutable std::shared_mutex mutex_;
    std::vector<Entry> entries_;
    std::unordered_map<std::int64_t, std::uint32_t> positions_;
};

}  // namespace palette::search
