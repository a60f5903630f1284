#include "feed/library_center.hpp"

#include "feed/deal.hpp"
#include "feed/geometry.hpp"

namespace palette::feed {
namespace {

constexpr std::uint64_t kSampleSeed = 0;

}  // namespace

LibraryCenter::LibraryCenter(const vectors::VectorIndex& index, std::span<const std::int64_t> ids)
    : index_(index), mean_(index.dimension()) {
    Deal sample(kSampleSeed, kCenterSample);
    for (const std::int64_t id : ids) {
        if (sample.wants(id)) sample.offer(id);
    }
    float count = 0;
    for (const std::int64_t id : sample.take()) {
        if (const auto embedding = index.vector_of(id)) {
            add_scaled(mean_, *embedding, 1);
            ++count;
        }
    }
    // A handful of Images has no middle that would say anything.
    if (count < 16) count = 0;
    for (float& value : mean_) value = count > 0 ? value / count : 0;
}

std::vector<float> LibraryCenter::centred(std::vector<float> embedding) const {
    add_scaled(embedding, mean_, -1);
    normalize(embedding);
    return embedding;
}

std::optional<std::vector<float>> LibraryCenter::centred(std::int64_t id) const {
    auto embedding = index_.vector_of(id);
    if (!embedding) return std::nullopt;
    return centred(std::move(*embedding));
}

}  // namespace palette::feed
