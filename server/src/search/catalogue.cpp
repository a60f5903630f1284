#include "search/catalogue.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>

#include "search/top_k.hpp"

namespace palette::search {
namespace {

constexpr float kChromaScale = 250.0F;  // a and b are within +-0.4 in sRGB
// Colours further apart than this in OKLab have nothing in common; about the step between neighbouring colour names.
constexpr float kColorReach = 0.16F;

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

}  // namespace

void Catalogue::upsert(ImageId id, Orientation orientation, std::span<const Swatch> swatches) {
    Entry entry;
    entry.id = id.value;
    entry.orientation = orientation;
    entry.swatch_count = static_cast<std::uint8_t>(std::min(swatches.size(), kSwatchesMax));
    for (std::size_t i = 0; i < entry.swatch_count; ++i) {
        const auto& [color, share] = swatches[i];
        const auto chroma = [](float value) {
            return static_cast<std::int8_t>(std::lround(std::clamp(value * kChromaScale, -127.0F, 127.0F)));
        };
        entry.swatches[i] = {static_cast<std::uint8_t>(std::lround(std::clamp(color.l, 0.0F, 1.0F) * 255)),
                             chroma(color.a), chroma(color.b),
                             static_cast<std::uint8_t>(std::lround(std::sqrt(std::clamp(share, 0.0F, 1.0F)) * 255))};
    }
    const std::unique_lock lock(mutex_);
    const auto [found, is_new] = positions_.try_emplace(id.value, static_cast<std::uint32_t>(entries_.size()));
    if (is_new) {
        entries_.push_back(entry);
    } else {
        entries_[found->second] = entry;
    }
}

void Catalogue::erase(ImageId id) {
    const std::unique_lock lock(mutex_);
    const auto found = positions_.find(id.value);
    if (found == positions_.end()) return;
    const std::uint32_t position = found->second;
    positions_.erase(found);
    if (position + 1 != entries_.size()) {
        entries_[position] = entries_.back();
        positions_[entries_[position].id] = position;
    }
    entries_.pop_back();
}

void Catalogue::clear() {
    const std::unique_lock lock(mutex_);
    entries_.clear();
    positions_.clear();
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
void Catalogue::for_each(const std::vector<std::int64_t>* allowed, std::optional<Orientation> orientation,
                         Visit visit) const {
    const auto consider = [&](const Entry& entry) {
        if (!orientation || entry.orientation == *orientation) visit(entry);
    };
    if (allowed == nullptr) {
        for (const auto& entry : entries_) consider(entry);
        return;
    }
    for (const std::int64_t id : *allowed) {
        const auto found = positions_.find(id);
        if (found != positions_.end()) consider(entries_[found->second]);
    }
}

std::vector<ImageId> Catalogue::deal(std::uint32_t seed, std::optional<ImageId> after, std::size_t limit,
                                     const std::vector<std::int64_t>* allowed,
                                     std::optional<Orientation> orientation) const {
    const std::shared_lock lock(mutex_);
    TopK<std::uint64_t, std::less<>> page(limit);
    const std::uint64_t from = after ? place(seed, after->value) : 0;
    for_each(allowed, orientation, [&](const Entry& entry) {
        const std::uint64_t at = place(seed, entry.id);
        if (!after || at > from) page.offer(at, entry.id);
    });
    std::vector<ImageId> ids;
    for (const auto& item : page.take()) ids.push_back(ImageId{item.id});
    return ids;
}

std::vector<ImageId> Catalogue::newest(std::optional<ImageId> after, std::size_t limit,
                                       const std::vector<std::int64_t>* allowed,
                                       std::optional<Orientation> orientation) const {
    const std::shared_lock lock(mutex_);
    TopK<std::int64_t, std::greater<>> page(limit);
    for_each(allowed, orientation, [&](const Entry& entry) {
        if (!after || entry.id < after->value) page.offer(entry.id, entry.id);
    });
    std::vector<ImageId> ids;
    for (const auto& item : page.take()) ids.push_back(ImageId{item.id});
    return ids;
}

std::vector<std::int64_t> Catalogue::select(const std::vector<std::int64_t>* allowed,
                                            std::optional<Orientation> orientation) const {
    std::vector<std::int64_t> ids;
    {
        const std::shared_lock lock(mutex_);
        for_each(allowed, orientation, [&](const Entry& entry) { ids.push_back(entry.id); });
    }
    std::ranges::sort(ids);
    return ids;
}

// How well an Image shows the colours asked for: for each colour the swatches near it count by the square root of their
// share, so that a small accent is worth a tenth of a picture full of it rather than a hundredth; nearness falls from 1 to 0
// within kColorReach by (1 - d^2)^2. Several colours are multiplied (geometric mean): all of them must be there.
float Catalogue::color_score(const Entry& entry, std::span<const OkLab> colors) {
    float product = 1;
    for (const OkLab& color : colors) {
        float shown = 0;
        for (std::size_t i = 0; i < entry.swatch_count; ++i) {
            const auto& swatch = entry.swatches[i];
            const float l = static_cast<float>(swatch.l) / 255.0F - color.l;
            const float a = static_cast<float>(swatch.a) / kChromaScale - color.a;
            const float b = static_cast<float>(swatch.b) / kChromaScale - color.b;
            const float apart = (l * l + a * a + b * b) / (kColorReach * kColorReach);
            if (apart >= 1) continue;
            shown += (1 - apart) * (1 - apart) * static_cast<float>(swatch.share) / 255.0F;
        }
        product *= std::min(shown, 1.0F);
    }
    return colors.size() == 1 ? product : std::pow(product, 1.0F / static_cast<float>(colors.size()));
}

Catalogue::ColorResult Catalogue::search_colors(std::span<const OkLab> colors, std::size_t k,
                                                const std::vector<std::int64_t>* allowed) const {
    const std::shared_lock lock(mutex_);
    TopK<float, std::greater<>> best(k);
    double sum = 0;
    double squares = 0;
    std::size_t count = 0;
    for_each(allowed, std::nullopt, [&](const Entry& entry) {
        const float score = color_score(entry, colors);
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

float Catalogue::color_score_of(ImageId id, std::span<const OkLab> colors) const {
    const std::shared_lock lock(mutex_);
    const auto found = positions_.find(id.value);
    return found == positions_.end() ? 0 : color_score(entries_[found->second], colors);
}

}  // namespace palette::search
