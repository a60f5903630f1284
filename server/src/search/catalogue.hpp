#pragma once

// Every Image that can be shown, in memory: what filters ask of it and its swatches, packed into 80 bytes.
// Walls are dealt from it, filters are applied to it and colours are looked for in it by looking at all of
// it, a few milliseconds for 100,000 Images.
//
// Safe to call from any thread; writers hold readers up for one Image's time. Owned by LibraryIndex, which
// keeps it in step with the database.

#include <array>
#include <cstdint>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "model/color.hpp"
#include "model/image.hpp"
#include "model/viewer.hpp"
#include "store/image_repository.hpp"

namespace palette::search {

// How one score lies among all: what z-scores are made from.
struct Spread {
    double mean = 0;
    double standard_deviation = 0;
};

// One of the colours asked for.
struct WantedColor {
    OkLab color;
    std::optional<float> share;  // of the area; none: some of it
    float weight = 1;
};

struct ColorScore {
    std::int64_t id = 0;
    float score = 0;  // 0 to 1, see color_score()
};

// What an Image must be. Absent parts ask nothing, but what the viewer may not see is never selected.
struct Conditions {
    Viewer viewer;
    std::optional<Orientation> orientation;
    std::optional<PersonId> owner;
    std::string artist;  // see comparable()
    int width_px_min = 0;
    int height_px_min = 0;
    double megapixels_min = 0;
    std::optional<Timestamp> from;   // of arrival, included
    std::optional<Timestamp> until;  // not included
    std::optional<bool> has_words;
};

// Words of a title or name as they are compared: without case, form and punctuation.
[[nodiscard]] std::string comparable(std::string_view text);

class Catalogue {
  public:
    void upsert(const store::CatalogueRow& row);
    void erase(ImageId id);
    void clear();

    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] bool contains(ImageId id) const;
    // Whose an Image is and for whom; nothing for who is not here.
    [[nodiscard]] std::optional<Ownership> ownership_of(ImageId id) const;
    // Whether it is here and the viewer may see it.
    [[nodiscard]] bool shows(ImageId id, const Viewer& viewer) const;
    // Width times height, in the order of `ids`; 0 for who is not here.
    [[nodiscard]] std::vector<std::uint64_t> pixels_of(std::span<const ImageId> ids) const;
    // Whether anything here is not for this viewer.
    [[nodiscard]] bool hides_from(const Viewer& viewer) const;

    // What a wall is made of.
    struct Wall {
        Viewer viewer;
        const std::vector<std::int64_t>* allowed = nullptr;  // ascending; null: all
        std::optional<Orientation> orientation;
        std::span<const std::int64_t> hidden;  // ascending; left out
    };
    // One page of the wall: `limit` ids after `after` in the fixed random order that `seed` chooses. Images
    // that arrive later fall into their place without moving others.
    [[nodiscard]] std::vector<ImageId> deal(std::uint32_t seed, std::optional<ImageId> after,
                                            std::size_t limit, const Wall& wall) const;
    // The same, newest first.
    [[nodiscard]] std::vector<ImageId> newest(std::optional<ImageId> after, std::size_t limit,
                                              const Wall& wall) const;
    // Where an Image comes in the shuffle of `seed`.
    [[nodiscard]] static std::uint64_t place_of(std::uint32_t seed, ImageId id);

    // Those of `allowed` (of all, when null) that are here and as asked, ascending.
    [[nodiscard]] std::vector<std::int64_t> select(const std::vector<std::int64_t>* allowed,
                                                   const Conditions& conditions) const;

    // How exactly a text names an Image: its title, or whoever made it.
    struct Naming {
        bool title = false;
        bool artist = false;
    };
    // In the order of `ids`; `name` as comparable() gives it.
    [[nodiscard]] std::vector<Naming> namings(const std::string& name,
                                              std::span<const std::int64_t> ids) const;

    // Artists whose name, or a word of it, starts with `prefix` (as comparable() gives it), by number of
    // Images.
    struct Artist {
        std::string name;
        std::size_t images = 0;
    };
    [[nodiscard]] std::vector<Artist> artists(const std::string& prefix, std::size_t limit) const;

    // The `k` Images that show `colors` best, best first, equal scores by smaller id, and the spread over all
    // looked at.
    struct ColorResult {
        std::vector<ColorScore> best;
        Spread spread;
    };
    [[nodiscard]] ColorResult search_colors(std::span<const WantedColor> colors, std::size_t k,
                                            const std::vector<std::int64_t>* allowed) const;
    // In the order of `ids`; 0 for who is not here.
    [[nodiscard]] std::vector<float> color_scores_of(std::span<const std::int64_t> ids,
                                                     std::span<const WantedColor> colors) const;

  private:
    static constexpr std::size_t kSwatchesMax = 8;
    // Always eight, those that are not there with share 0, side by side: the compiler compares all at once.
    struct PackedSwatches {
        std::array<std::int16_t, kSwatchesMax> l{};  // kColorScale times OKLab's l, a and b
        std::array<std::int16_t, kSwatchesMax> a{};
        std::array<std::int16_t, kSwatchesMax> b{};
        std::array<std::uint8_t, kSwatchesMax> share{};  // 255 times the square root of the share
    };
    struct Entry {
        std::int64_t id = 0;
        std::int64_t owner = 0;    // 0: nobody
        std::uint64_t title = 0;   // hash of the comparable title; 0: none
        std::uint32_t artist = 0;  // index into artists_; 0: none
        std::uint32_t width = 0;
        std::uint32_t height = 0;
        Orientation orientation = Orientation::square;
        bool has_words = false;
        Visibility visibility = Visibility::everyone;
    };
    struct ArtistEntry {
        std::string name;
        std::string compared;
        std::size_t images = 0;
    };
    static float presence(const PackedSwatches& swatches, const OkLab& color);
    static float color_score(const PackedSwatches& swatches, std::span<const WantedColor> colors);
    std::uint32_t intern_artist(const std::string& name);
    static bool is_for(const Entry& entry, const Viewer& viewer);
    static bool is_on(const Entry& entry, const Wall& wall);
    void count(const Entry& entry, int sign);  // artist and private Images

    template <class Visit>
    void for_each(const std::vector<std::int64_t>* allowed, Visit visit) const;  // with the position of each

    mutable std::shared_mutex mutex_;
    std::vector<Entry> entries_;
    std::vector<PackedSwatches> swatches_;  // at the same positions
    std::unordered_map<std::int64_t, std::uint32_t> positions_;
    std::vector<ArtistEntry> artists_ = {{}};  // the first stands for nobody
    std::unordered_map<std::string, std::uint32_t> artist_places_;
    std::unordered_map<std::int64_t, std::size_t> private_of_;  // private Images by owner
    std::size_t private_images_ = 0;
};

}  // namespace palette::search
