#include "feed/page_composer.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

#include "feed/deal.hpp"
#include "feed/geometry.hpp"
#include "feed/library_center.hpp"

namespace palette::feed {
namespace {

// Of 64 bits: what the perceptual hash of one picture in two sizes, crops or qualities differs in.
constexpr int kHashBitsApart = 10;
constexpr float kHashedCosine = 0.85F;
// From here on the model pack alone sees no difference.
constexpr float kSameCosine = 0.97F;
constexpr std::size_t kCandidatesPerInterestMin = 24;
constexpr std::size_t kStrangersMin = 64;
// Fewer say nothing about how alike Images of this library are.
constexpr std::size_t kSpreadSampleMin = 8;
constexpr std::size_t kSpreadSampleMax = 64;

// The standard deviation of a normal spread in its median absolute deviations: unlike the deviation itself
// these do not grow with the few pairs that show the same thing.
constexpr float kDeviationsPerMedian = 1.4826F;

float median(std::vector<float>& values) {
    const auto middle = values.begin() + std::ssize(values) / 2;
    std::ranges::nth_element(values, middle);
    return *middle;
}

// Where tiles come from: an interest, or what nobody asked for.
struct Source {
    const Interest* interest = nullptr;  // null: exploration
    std::size_t tiles = 0;               // its part of the page
    std::size_t given = 0;
};

struct Candidate {
    ImageId image;
    std::size_t source = 0;
    float relevance = 0;  // 1 for the source's best, 0 for its last
    bool is_fresh = false;
    std::vector<float> embedding;
    std::vector<float> centred;
    std::optional<std::uint64_t> hash;
    float likeness = 0;  // greatest cosine to a tile of the page, from the library's middle
    bool is_out = false;
};

// One compose() call.
class Composition {
  public:
    Composition(const vectors::VectorIndex& index, const LibraryCenter& center, const PageTuning& tuning,
                const PageRequest& request)
        : index_(index), center_(center), tuning_(tuning), request_(request), excluded_(request.excluded) {
        std::ranges::sort(excluded_);
    }

    void share_out() {
        std::vector<float> weights;
        for (const Interest& interest : request_.interests) {
            if (weights.size() < kInterestsPerPage)
                weights.push_back(std::pow(interest.effective_weight(), tuning_.share_power));
        }
        const float sum = std::accumulate(weights.begin(), weights.end(), 0.0F);
        const auto strangers = sum > 0 ? static_cast<std::size_t>(std::lround(
                                             tuning_.explore_share * static_cast<float>(request_.tiles)))
                                       : request_.tiles;
        // Systematic sampling: an interest worth half a tile comes on every second page.
        const auto asked = static_cast<float>(request_.tiles - strangers);
        const float start = static_cast<float>(mix(request_.seed) >> 40U) / static_cast<float>(1U << 24U);
        float reached = start;
        for (std::size_t i = 0; sum > 0 && i < weights.size(); ++i) {
            const float next = i + 1 == weights.size() ? start + asked : reached + weights[i] / sum * asked;
            const auto tiles =
                static_cast<std::size_t>(std::max(0.0F, std::floor(next) - std::floor(reached)));
            if (tiles > 0) sources_.push_back({&request_.interests[i], tiles, 0});
            reached = next;
        }
        sources_.push_back({nullptr, strangers, 0});
    }

    Result<void> collect() {
        const vectors::Filter unseen = ~index_.filter_of(excluded_);
        const std::size_t asking = sources_.size() - 1;
        std::vector<std::vector<float>> directions;
        std::size_t most = 0;
        for (std::size_t i = 0; i < asking; ++i) {
            directions.push_back(sources_[i].interest->direction);
            most = std::max(most, candidates_of(sources_[i]));
        }
        auto found = index_.search_several(directions, most, &unseen);
        if (!found) return forward(found);
        for (std::size_t i = 0; i < asking; ++i) {
            auto& neighbors = (*found)[i].neighbors;
            neighbors.resize(std::min(neighbors.size(), candidates_of(sources_[i])));
            const std::size_t begin = candidates_.size();
            for (const auto& [id, score] : neighbors) {
                if (auto* candidate = add(id, i, score))
                    candidate->relevance = relevance_of(*candidate, score);
            }
            scale_relevance(std::span(candidates_).subspan(begin));
        }
        collect_strangers();
        return {};
    }

    [[nodiscard]] std::vector<ImageId> candidate_images() const {
        std::vector<ImageId> images;
        for (const Candidate& candidate : candidates_) images.push_back(candidate.image);
        return images;
    }

    void set_hashes(const std::vector<std::optional<std::uint64_t>>& hashes) {
        for (std::size_t i = 0; i < candidates_.size() && i < hashes.size(); ++i)
            candidates_[i].hash = hashes[i];
    }

    // What shows one picture is folded into one, also over others between them.
    void set_pairs(std::span<const store::DuplicatePair> pairs) {
        for (const auto& [first, second] : pairs) {
            const auto [kept, other] = std::pair(picture_of(first), picture_of(second));
            pictures_[first] = pictures_[second] = kept;
            if (kept == other) continue;
            for (auto& [image, picture] : pictures_) {
                if (picture == other) picture = kept;
            }
        }
    }

    // "Less like this": out goes what lies nearer to a dismissed Image than Images of this library lie to
    // each other.
    void leave_out_dismissed() {
        std::vector<std::vector<float>> dismissed;
        for (const ImageId image : request_.dismissed) {
            if (dismissed.size() == kDismissedMax) break;
            if (auto embedding = center_.centred(image.value)) dismissed.push_back(std::move(*embedding));
        }
        const auto limit = dismissed.empty() ? std::nullopt : dismissed_cosine();
        if (!limit) return;
        for (Candidate& candidate : candidates_) {
            candidate.is_out = candidate.is_out || std::ranges::any_of(dismissed, [&](const auto& embedding) {
                                   return dot(embedding, candidate.centred) > *limit;
                               });
        }
    }

    void leave_out_repeats_of(std::span<const ImageId> images,
                              const std::vector<std::optional<std::uint64_t>>& hashes) {
        std::unordered_set<ImageId> pictures;
        for (const ImageId image : images) pictures.insert(picture_of(image));
        for (Candidate& candidate : candidates_)
            candidate.is_out = candidate.is_out || pictures.contains(picture_of(candidate.image));
        for (std::size_t i = 0; i < images.size() && i < hashes.size(); ++i) {
            if (!hashes[i]) continue;
            std::optional<std::vector<float>> embedding;
            for (Candidate& candidate : candidates_) {
                if (candidate.is_out || !candidate.hash ||
                    std::popcount(*candidate.hash ^ *hashes[i]) > kHashBitsApart)
                    continue;
                if (!embedding) embedding = index_.vector_of(images[i].value);
                if (!embedding) break;
                candidate.is_out = dot(*embedding, candidate.embedding) >= kHashedCosine;
            }
        }
    }

    std::vector<Tile> lay_out() {
        std::vector<Tile> tiles;
        while (tiles.size() < request_.tiles) {
            Source* source = next_source(tiles.size());
            Candidate* candidate =
                source ? best_of(static_cast<std::size_t>(source - sources_.data())) : nullptr;
            if (source) ++source->given;
            // An interest that has run dry leaves its place to whatever there is.
            if (!candidate) candidate = best_of(sources_.size() - 1);
            if (!candidate) candidate = best_of(std::nullopt);
            if (!candidate) break;
            tiles.push_back({candidate->image, reason_of(*candidate)});
            take(*candidate);
        }
        return tiles;
    }

  private:
    // The Image that stands for what this one shows: itself, where no other does.
    [[nodiscard]] ImageId picture_of(ImageId image) const {
        const auto found = pictures_.find(image);
        return found == pictures_.end() ? image : found->second;
    }

    [[nodiscard]] std::size_t candidates_of(const Source& source) const {
        return std::max(kCandidatesPerInterestMin, source.tiles * tuning_.candidates_per_tile);
    }

    Candidate* add(std::int64_t id, std::size_t source, float relevance) {
        auto embedding = index_.vector_of(id);
        if (!embedding) return nullptr;
        auto centred = center_.centred(*embedding);
        return &candidates_.emplace_back(Candidate{.image = ImageId{id},
                                                   .source = source,
                                                   .relevance = relevance,
                                                   .embedding = std::move(*embedding),
                                                   .centred = std::move(centred)});
    }

    // The medoid names the candidates; how good they are, all that the interest was learned from says
    // together.
    [[nodiscard]] float relevance_of(const Candidate& candidate, float score) const {
        const Interest& interest = *sources_[candidate.source].interest;
        if (interest.embeddings.empty()) return score;
        float sum = 0;
        for (const auto& embedding : interest.embeddings) {
            sum += std::exp(tuning_.sharpness * dot(embedding, candidate.centred));
        }
        return sum;
    }

    static void scale_relevance(std::span<Candidate> candidates) {
        if (candidates.empty()) return;
        const auto [least, most] = std::ranges::minmax_element(candidates, {}, &Candidate::relevance);
        const float low = least->relevance;
        const float range = std::max(most->relevance - low, 1e-6F);
        for (Candidate& candidate : candidates) candidate.relevance = (candidate.relevance - low) / range;
    }

    // Some of all that was not seen, in an order that the seed deals; and what has just arrived.
    void collect_strangers() {
        const std::size_t source = sources_.size() - 1;
        const std::size_t count = std::max(kStrangersMin, request_.tiles * 2);
        const std::size_t fresh_max = (sources_.back().tiles + 1) / 2;
        Deal deal(request_.seed, count);
        std::vector<std::int64_t> fresh;  // a heap whose front is the oldest
        for (const std::int64_t id : index_.ids()) {
            const bool is_dealt = deal.wants(id);
            const bool is_fresh = request_.arrived_after && fresh_max > 0 &&
                                  id > request_.arrived_after->value &&
                                  (fresh.size() < fresh_max || id > fresh.front());
            if ((!is_dealt && !is_fresh) || std::ranges::binary_search(excluded_, id)) continue;
            if (is_dealt) deal.offer(id);
            if (is_fresh) {
                fresh.push_back(id);
                std::ranges::push_heap(fresh, std::greater());
                if (fresh.size() > fresh_max) {
                    std::ranges::pop_heap(fresh, std::greater());
                    fresh.pop_back();
                }
            }
        }
        strangers_begin_ = candidates_.size();
        const auto dealt = deal.take();
        for (std::size_t i = 0; i < dealt.size(); ++i) {
            add(dealt[i], source, 1 - static_cast<float>(i) / static_cast<float>(dealt.size()));
        }
        strangers_end_ = candidates_.size();
        for (const std::int64_t id : fresh) {
            if (auto* candidate = add(id, source, 2))
                candidate->is_fresh = true;  // before all that was dealt
        }
    }

    // The cosine from which on two Images of this library are unusually alike, by a sample of those dealt.
    [[nodiscard]] std::optional<float> dismissed_cosine() const {
        const std::size_t end = std::min(strangers_end_, strangers_begin_ + kSpreadSampleMax);
        if (end - strangers_begin_ < kSpreadSampleMin) return std::nullopt;
        std::vector<float> cosines;
        for (std::size_t i = strangers_begin_; i < end; ++i) {
            for (std::size_t j = strangers_begin_; j < i; ++j) {
                cosines.push_back(dot(candidates_[i].centred, candidates_[j].centred));
            }
        }
        const float middle = median(cosines);
        for (float& cosine : cosines) cosine = std::abs(cosine - middle);
        return middle + tuning_.dismissed_z * kDeviationsPerMedian * median(cosines);
    }

    // Sources take turns so that at every point of the page each has had its part.
    Source* next_source(std::size_t laid_out) {
        Source* next = nullptr;
        float most = -std::numeric_limits<float>::infinity();
        for (Source& source : sources_) {
            if (source.given >= source.tiles) continue;
            const float owed = static_cast<float>(source.tiles) * static_cast<float>(laid_out + 1) /
                                   static_cast<float>(request_.tiles) -
                               static_cast<float>(source.given);
            if (owed > most) {
                most = owed;
                next = &source;
            }
        }
        return next;
    }

    Candidate* best_of(std::optional<std::size_t> source) {
        Candidate* best = nullptr;
        float most = -std::numeric_limits<float>::infinity();
        for (Candidate& candidate : candidates_) {
            if (candidate.is_out || (source && candidate.source != *source)) continue;
            const float value =
                tuning_.relevance * candidate.relevance - (1 - tuning_.relevance) * candidate.likeness;
            if (value > most) {
                most = value;
                best = &candidate;
            }
        }
        return best;
    }

    // Takes a candidate onto the page: the same Image from other sources and its near-duplicates are out.
    void take(const Candidate& taken) {
        for (Candidate& candidate : candidates_) {
            if (candidate.is_out) continue;
            candidate.likeness = std::max(candidate.likeness, dot(candidate.centred, taken.centred));
            candidate.is_out =
                picture_of(candidate.image) == picture_of(taken.image) ||
                are_near_duplicates(candidate.hash, taken.hash, dot(candidate.embedding, taken.embedding));
        }
    }

    [[nodiscard]] Reason reason_of(const Candidate& candidate) const {
        const Interest* interest = sources_[candidate.source].interest;
        if (!interest) return {candidate.is_fresh ? Reason::Kind::fresh : Reason::Kind::explore, 0};
        if (interest->kind == Interest::Kind::chosen) return {Reason::Kind::interest, interest->id};
        std::size_t nearest = 0;
        float most = -std::numeric_limits<float>::infinity();
        for (std::size_t i = 0; i < interest->embeddings.size(); ++i) {
            if (const float cosine = dot(interest->embeddings[i], candidate.centred); cosine > most) {
                most = cosine;
                nearest = i;
            }
        }
        return {interest->kind == Interest::Kind::learned ? Reason::Kind::liked : Reason::Kind::session,
                interest->images[nearest].value};
    }

    const vectors::VectorIndex& index_;
    const LibraryCenter& center_;
    const PageTuning& tuning_;
    const PageRequest& request_;
    std::vector<std::int64_t> excluded_;
    std::vector<Source> sources_;  // exploration last
    std::vector<Candidate> candidates_;
    std::unordered_map<ImageId, ImageId> pictures_;
    std::size_t strangers_begin_ = 0;
    std::size_t strangers_end_ = 0;
};

}  // namespace

bool are_near_duplicates(std::optional<std::uint64_t> hash_x, std::optional<std::uint64_t> hash_y,
                         float cosine) {
    if (cosine >= kSameCosine) return true;
    return cosine >= kHashedCosine && hash_x && hash_y && std::popcount(*hash_x ^ *hash_y) <= kHashBitsApart;
}

Result<std::vector<Tile>> PageComposer::compose(const LibraryCenter& center,
                                                const PageRequest& request) const {
    if (request.tiles == 0) return std::vector<Tile>{};
    Composition composition(index_, center, tuning_, request);
    composition.share_out();
    if (auto collected = composition.collect(); !collected) return forward(collected);
    auto images = composition.candidate_images();
    auto hashes = hashes_of_(images);
    if (!hashes) return forward(hashes);
    composition.set_hashes(*hashes);
    const auto recent = std::span(request.recent).first(std::min(request.recent.size(), kRecentMax));
    images.insert(images.end(), recent.begin(), recent.end());
    auto pairs = pairs_among_(images);
    if (!pairs) return forward(pairs);
    composition.set_pairs(*pairs);
    composition.leave_out_dismissed();
    auto recent_hashes = hashes_of_(recent);
    if (!recent_hashes) return forward(recent_hashes);
    composition.leave_out_repeats_of(recent, *recent_hashes);
    return composition.lay_out();
}

}  // namespace palette::feed
