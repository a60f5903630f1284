#include "search/catalogue.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>

#include "search/top_k.hpp"
#include "store/full_text.hpp"

namespace palette::search {
namespace {

constexpr float kColorScale = 1000.0F;
// Colours further apart than this in OKLab have nothing in common; about the step between neighbouring colour
// names.
constexpr float kColorReach = 0.16F;
// Of several colours the whole counts most, so that a picture with all of them always comes before one with
// some; the rest is for partial fits, and stays below what counts as strong.
constexpr float kWholeFit = 0.5F;
// A picture with far more of a colour than the share asked for loses up to this much of its fit.
constexpr float kExcessLoss = 0.5F;
constexpr float kFitMin = 1e-6F;

// SplitMix64's finaliser (Steele, Lea, Flood 2014): a bijection, so no two ids share a place in the order.
std::uint64_t mix(std::uint64_t value) {
    value += 0x9E3779B97F4A7C15ULL;
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBULL;
    return value ^ (value >> 31U);
}

std::uint64_t place(std::uint32_t seed, std::int64_t id) {
    return mix(static_cast<std::uint64_t>(id) ^ mix(seed));
}

// FNV-1a (Fowler, Noll, Vo); 0 for no text.
std::uint64_t hash_of(const std::string& text) {
    if (text.empty()) return 0;
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    for (const char byte : text) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3ULL;
    return hash;
}

// Ids begin with the milliseconds of their arrival (base/ids.hpp).
constexpr unsigned kIdRandomBits = 20;

std::int64_t first_id_at(Timestamp time) {
    return time.time_since_epoch().count() << kIdRandomBits;
}

// Nearness of two colours, 1 to 0 within kColorReach (Tukey's biweight).
float nearness(float squared_distance) {
    const float rest = std::max(0.0F, 1 - squared_distance / (kColorReach * kColorReach));
    return rest * rest;
}

bool starts_some_word(std::string_view text, std::string_view prefix) {
    for (std::size_t at = text.find(prefix); at != std::string_view::npos; at = text.find(prefix, at + 1)) {
        if (at == 0 || text[at - 1] == ' ') return true;
    }
    return false;
}

}  // namespace

std::string comparable(std::string_view text) {
    std::string joined;
    for (const auto& word : store::words_of(text)) {
        if (!joined.empty()) joined += ' ';
        joined += word;
    }
    return joined;
}

void Catalogue::upsert(const store::CatalogueRow& row) {
    PackedSwatches packed;
    for (std::size_t i = 0; i < std::min(row.swatches.size(), kSwatchesMax); ++i) {
        const auto& [color, share] = row.swatches[i];
        const auto scaled = [](float value) {
            return static_cast<std::int16_t>(std::lround(std::clamp(value, -1.0F, 1.0F) * kColorScale));
        };
        packed.l[i] = scaled(color.l);
        packed.a[i] = scaled(color.a);
        packed.b[i] = scaled(color.b);
        packed.share[i] =
            static_cast<std::uint8_t>(std::lround(std::sqrt(std::clamp(share, 0.0F, 1.0F)) * 255));
    }
    Entry entry;
    entry.id = row.id.value;
    entry.owner = row.owner ? row.owner->value : 0;
    entry.title = hash_of(comparable(row.title));
    entry.width = static_cast<std::uint32_t>(row.width);
    entry.height = static_cast<std::uint32_t>(row.height);
    entry.orientation = row.orientation;
    entry.has_words = row.has_words;
    entry.visibility = row.visibility;
    const std::unique_lock lock(mutex_);
    entry.artist = intern_artist(row.artist);
    count(entry, 1);
    const auto [found, is_new] =
        positions_.try_emplace(entry.id, static_cast<std::uint32_t>(entries_.size()));
    if (is_new) {
        entries_.push_back(entry);
        swatches_.push_back(packed);
    } else {
        count(entries_[found->second], -1);
        entries_[found->second] = entry;
        swatches_[found->second] = packed;
    }
}

std::uint32_t Catalogue::intern_artist(const std::string& name) {
    std::string compared = comparable(name);
    if (compared.empty()) return 0;
    const auto [found, is_new] =
        artist_places_.try_emplace(compared, static_cast<std::uint32_t>(artists_.size()));
    if (is_new) artists_.push_back({name, std::move(compared), 0});
    return found->second;
}

// Artists are suggested to everybody, so only what everybody may see counts for them.
void Catalogue::count(const Entry& entry, int sign) {
    const auto add = [sign](std::size_t& number) { number = sign > 0 ? number + 1 : number - 1; };
    if (entry.visibility == Visibility::everyone) {
        add(artists_[entry.artist].images);
    } else {
        add(private_of_[entry.owner]);
        add(private_images_);
    }
}

bool Catalogue::is_for(const Entry& entry, const Viewer& viewer) {
    if (entry.visibility == Visibility::everyone || viewer.machine) return true;
    return viewer.person && viewer.person->value == entry.owner;
}

std::optional<Ownership> Catalogue::ownership_of(ImageId id) const {
    const std::shared_lock lock(mutex_);
    const auto found = positions_.find(id.value);
    if (found == positions_.end()) return std::nullopt;
    const Entry& entry = entries_[found->second];
    Ownership ownership{std::nullopt, entry.visibility};
    if (entry.owner != 0) ownership.owner = PersonId{entry.owner};
    return ownership;
}

bool Catalogue::shows(ImageId id, const Viewer& viewer) const {
    const std::shared_lock lock(mutex_);
    const auto found = positions_.find(id.value);
    return found != positions_.end() && is_for(entries_[found->second], viewer);
}

std::vector<std::uint64_t> Catalogue::pixels_of(std::span<const ImageId> ids) const {
    std::vector<std::uint64_t> pixels(ids.size());
    const std::shared_lock lock(mutex_);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto found = positions_.find(ids[i].value);
        if (found == positions_.end()) continue;
        const Entry& entry = entries_[found->second];
        pixels[i] = std::uint64_t{entry.width} * entry.height;
    }
    return pixels;
}

bool Catalogue::hides_from(const Viewer& viewer) const {
    if (viewer.machine) return false;
    const std::shared_lock lock(mutex_);
    if (private_images_ == 0 || !viewer.person) return private_images_ > 0;
    const auto own = private_of_.find(viewer.person->value);
    return private_images_ > (own == private_of_.end() ? 0 : own->second);
}

void Catalogue::erase(ImageId id) {
    const std::unique_lock lock(mutex_);
    const auto found = positions_.find(id.value);
    if (found == positions_.end()) return;
    const std::uint32_t position = found->second;
    positions_.erase(found);
    count(entries_[position], -1);
    if (position + 1 != entries_.size()) {
        entries_[position] = entries_.back();
        swatches_[position] = swatches_.back();
        positions_[entries_[position].id] = position;
    }
    entries_.pop_back();
    swatches_.pop_back();
}

void Catalogue::clear() {
    const std::unique_lock lock(mutex_);
    entries_.clear();
    swatches_.clear();
    positions_.clear();
    artists_.resize(1);
    artist_places_.clear();
    private_of_.clear();
    private_images_ = 0;
}

std::size_t Catalogue::size() const {
    const std::shared_lock lock(mutex_);
    return entries_.size();
}

bool Catalogue::contains(ImageId id) const {
    const std::shared_lock lock(mutex_);
    return positions_.contains(id.value);
}

template <class Visit>
void Catalogue::for_each(const std::vector<std::int64_t>* allowed, Visit visit) const {
    if (allowed == nullptr) {
        for (std::size_t position = 0; position < entries_.size(); ++position)
            visit(entries_[position], position);
        return;
    }
    for (const std::int64_t id : *allowed) {
        const auto found = positions_.find(id);
        if (found != positions_.end()) visit(entries_[found->second], found->second);
    }
}

std::uint64_t Catalogue::place_of(std::uint32_t seed, ImageId id) {
    return place(seed, id.value);
}

bool Catalogue::is_on(const Entry& entry, const Wall& wall) {
    if (!is_for(entry, wall.viewer) || (wall.orientation && entry.orientation != *wall.orientation))
        return false;
    return wall.hidden.empty() || !std::ranges::binary_search(wall.hidden, entry.id);
}

std::vector<ImageId> Catalogue::deal(std::uint32_t seed, std::optional<ImageId> after, std::size_t limit,
                                     const Wall& wall) const {
    const std::shared_lock lock(mutex_);
    TopK<std::uint64_t, std::less<>> page(limit);
    const std::uint64_t from = after ? place(seed, after->value) : 0;
    for_each(wall.allowed, [&](const Entry& entry, std::size_t) {
        if (!is_on(entry, wall)) return;
        const std::uint64_t at = place(seed, entry.id);
        if (!after || at > from) page.offer(at, entry.id);
    });
    std::vector<ImageId> ids;
    for (const auto& item : page.take()) ids.push_back(ImageId{item.id});
    return ids;
}

std::vector<ImageId> Catalogue::newest(std::optional<ImageId> after, std::size_t limit,
                                       const Wall& wall) const {
    const std::shared_lock lock(mutex_);
    TopK<std::int64_t, std::greater<>> page(limit);
    for_each(wall.allowed, [&](const Entry& entry, std::size_t) {
        if (!is_on(entry, wall)) return;
        if (!after || entry.id < after->value) page.offer(entry.id, entry.id);
    });
    std::vector<ImageId> ids;
    for (const auto& item : page.take()) ids.push_back(ImageId{item.id});
    return ids;
}

std::vector<std::int64_t> Catalogue::select(const std::vector<std::int64_t>* allowed,
                                            const Conditions& conditions) const {
    std::vector<std::int64_t> ids;
    const std::int64_t from = conditions.from ? first_id_at(*conditions.from) : 0;
    const std::int64_t until =
        conditions.until ? first_id_at(*conditions.until) : std::numeric_limits<std::int64_t>::max();
    const auto width = static_cast<std::uint32_t>(conditions.width_px_min);
    const auto height = static_cast<std::uint32_t>(conditions.height_px_min);
    const double pixels = conditions.megapixels_min * 1e6;
    {
        const std::shared_lock lock(mutex_);
        std::optional<std::uint32_t> artist;
        if (!conditions.artist.empty()) {
            const auto found = artist_places_.find(conditions.artist);
            if (found == artist_places_.end()) return ids;
            artist = found->second;
        }
        for_each(allowed, [&](const Entry& entry, std::size_t) {
            if (!is_for(entry, conditions.viewer)) return;
            if (conditions.orientation && entry.orientation != *conditions.orientation) return;
            if (conditions.owner && entry.owner != conditions.owner->value) return;
            if (artist && entry.artist != *artist) return;
            if (conditions.has_words && entry.has_words != *conditions.has_words) return;
            if (entry.id < from || entry.id >= until || entry.width < width || entry.height < height) return;
            if (static_cast<double>(entry.width) * entry.height < pixels) return;
            ids.push_back(entry.id);
        });
    }
    if (!std::ranges::is_sorted(ids)) std::ranges::sort(ids);
    return ids;
}

std::vector<Catalogue::Naming> Catalogue::namings(const std::string& name,
                                                  std::span<const std::int64_t> ids) const {
    std::vector<Naming> namings(ids.size());
    const std::uint64_t title = hash_of(name);
    if (title == 0) return namings;
    const std::shared_lock lock(mutex_);
    const auto artist = artist_places_.find(name);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto found = positions_.find(ids[i]);
        if (found == positions_.end()) continue;
        const Entry& entry = entries_[found->second];
        namings[i] = {entry.title == title, artist != artist_places_.end() && entry.artist == artist->second};
    }
    return namings;
}

std::vector<Catalogue::Artist> Catalogue::artists(const std::string& prefix, std::size_t limit) const {
    std::vector<Artist> found;
    {
        const std::shared_lock lock(mutex_);
        for (const auto& artist : artists_) {
            if (artist.images > 0 && starts_some_word(artist.compared, prefix))
                found.push_back({artist.name, artist.images});
        }
    }
    std::ranges::sort(found, [](const Artist& x, const Artist& y) {
        return x.images != y.images ? x.images > y.images : x.name < y.name;
    });
    if (found.size() > limit) found.resize(limit);
    return found;
}

// How much a picture shows of one colour, when no share is asked for: the swatches near it count by the
// square root of their share, so that a small accent is worth a tenth of a picture full of it rather than a
// hundredth.
float Catalogue::presence(const PackedSwatches& swatches, const OkLab& color) {
    const auto l = static_cast<std::int32_t>(std::lround(color.l * kColorScale));
    const auto a = static_cast<std::int32_t>(std::lround(color.a * kColorScale));
    const auto b = static_cast<std::int32_t>(std::lround(color.b * kColorScale));
    constexpr float kPerReach = 1 / (kColorReach * kColorReach * kColorScale * kColorScale);
    float shown = 0;
    for (std::size_t i = 0; i < kSwatchesMax; ++i) {
        const std::int32_t dl = swatches.l[i] - l;
        const std::int32_t da = swatches.a[i] - a;
        const std::int32_t db = swatches.b[i] - b;
        const float rest = std::max(0.0F, 1 - static_cast<float>(dl * dl + da * da + db * db) * kPerReach);
        shown += rest * rest * static_cast<float>(swatches.share[i]);
    }
    return std::min(shown / 255.0F, 1.0F);
}

// How well an Image shows the colours asked for, 0 to 1. A colour without a share is fitted by presence().
// Colours with shares are a transport problem (Rubner, Tomasi, Guibas 2000, partial): each wants its share of
// the picture's area, a swatch gives what it has, nearest pairs first, and what is carried over a distance is
// worth less, to nothing at kColorReach. Several fits are mixed by weight: their geometric mean, which wants
// all, and some of the arithmetic one.
float Catalogue::color_score(const PackedSwatches& swatches, std::span<const WantedColor> colors) {
    if (colors.size() == 1 && !colors[0].share) return presence(swatches, colors[0].color);
    struct Pair {
        float nearness;
        std::size_t wanted;
        std::size_t swatch;
    };
    std::vector<Pair> pairs;
    std::array<float, kSwatchesMax> left{};  // of each swatch's area
    for (std::size_t i = 0; i < kSwatchesMax; ++i) {
        const float root = static_cast<float>(swatches.share[i]) / 255.0F;
        left[i] = root * root;
    }
    std::vector<float> missing(colors.size());
    std::vector<float> fits(colors.size());
    for (std::size_t wanted = 0; wanted < colors.size(); ++wanted) {
        const OkLab& color = colors[wanted].color;
        if (!colors[wanted].share) {
            fits[wanted] = presence(swatches, color);
            continue;
        }
        missing[wanted] = *colors[wanted].share;
        for (std::size_t i = 0; i < kSwatchesMax; ++i) {
            if (swatches.share[i] == 0) continue;
            const float l = static_cast<float>(swatches.l[i]) / kColorScale - color.l;
            const float a = static_cast<float>(swatches.a[i]) / kColorScale - color.a;
            const float b = static_cast<float>(swatches.b[i]) / kColorScale - color.b;
            if (const float near = nearness(l * l + a * a + b * b); near > 0)
                pairs.push_back({near, wanted, i});
        }
    }
    std::ranges::sort(pairs, std::greater<>{}, &Pair::nearness);
    for (const auto& [near, wanted, swatch] : pairs) {
        const float carried = std::min(missing[wanted], left[swatch]);
        missing[wanted] -= carried;
        left[swatch] -= carried;
        fits[wanted] += near * carried / *colors[wanted].share;
    }
    // What is left of a colour after all have taken their share is too much of it.
    for (const auto& [near, wanted, swatch] : pairs) {
        const float room = 1 - *colors[wanted].share;
        if (room > 0) fits[wanted] *= 1 - kExcessLoss * std::min(1.0F, near * left[swatch] / room);
    }
    float weights = 0;
    float sum = 0;
    float logarithms = 0;
    for (std::size_t i = 0; i < colors.size(); ++i) {
        const float fit = std::clamp(fits[i], 0.0F, 1.0F);
        weights += colors[i].weight;
        sum += colors[i].weight * fit;
        logarithms += colors[i].weight * std::log(std::max(fit, kFitMin));
    }
    if (sum <= 0 || weights <= 0) return 0;
    return kWholeFit * std::exp(logarithms / weights) + (1 - kWholeFit) * sum / weights;
}

Catalogue::ColorResult Catalogue::search_colors(std::span<const WantedColor> colors, std::size_t k,
                                                const std::vector<std::int64_t>* allowed) const {
    const std::shared_lock lock(mutex_);
    TopK<float, std::greater<>> best(k);
    double sum = 0;
    double squares = 0;
    std::size_t count = 0;
    for_each(allowed, [&](const Entry& entry, std::size_t position) {
        const float score = color_score(swatches_[position], colors);
        sum += score;
        squares += static_cast<double>(score) * score;
        ++count;
        if (score > 0) best.offer(score, entry.id);
    });
    ColorResult result;
    if (count > 0) {
        result.spread.mean = sum / static_cast<double>(count);
        result.spread.standard_deviation = std::sqrt(
            std::max(0.0, squares / static_cast<double>(count) - result.spread.mean * result.spread.mean));
    }
    for (const auto& item : best.take()) result.best.push_back({item.id, item.key});
    return result;
}

std::vector<float> Catalogue::color_scores_of(std::span<const std::int64_t> ids,
                                              std::span<const WantedColor> colors) const {
    std::vector<float> scores(ids.size());
    const std::shared_lock lock(mutex_);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto found = positions_.find(ids[i]);
        if (found != positions_.end()) scores[i] = color_score(swatches_[found->second], colors);
    }
    return scores;
}

}  // namespace palette::search
