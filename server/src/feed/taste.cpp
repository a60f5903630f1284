#include "feed/taste.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "feed/geometry.hpp"
#include "feed/ward.hpp"

namespace palette::feed {
namespace {

// An Image's pull on the session halves in this many minutes.
constexpr float kSessionHalfLife = 10;
// So many likes or opens make a full session.
constexpr float kSessionSignals = 3;

// What was kept of one Image: the strongest signal, at its latest time.
struct Kept {
    ImageId image;
    Timestamp at;
    float weight = 0;
    std::vector<float> embedding;
};

float weight_of(Signal::Kind kind, const TasteTuning& tuning) {
    switch (kind) {
        case Signal::Kind::like:
            return 1;
        case Signal::Kind::save:
            return tuning.save_weight;
        case Signal::Kind::upload:
            return tuning.upload_weight;
        case Signal::Kind::open:
            return 0;
    }
    return 0;
}

float days_between(Timestamp from, Timestamp to) {
    return std::max(0.0F, std::chrono::duration<float, std::ratio<86400>>(to - from).count());
}

std::vector<Signal> latest_first(std::span<const Signal> signals) {
    std::vector<Signal> sorted(signals.begin(), signals.end());
    std::ranges::sort(sorted, [](const Signal& x, const Signal& y) {
        return x.at != y.at ? x.at > y.at : x.image > y.image;
    });
    return sorted;
}

std::vector<Kept> kept_images(std::span<const Signal> signals, const EmbeddingOf& embedding_of, Timestamp now,
                              const TasteTuning& tuning) {
    std::vector<Kept> kept;
    std::unordered_map<std::int64_t, std::size_t> places;
    for (const Signal& signal : signals) {
        const float weight = weight_of(signal.kind, tuning);
        if (weight == 0) continue;
        const auto [place, is_new] = places.try_emplace(signal.image.value, kept.size());
        if (!is_new) {
            kept[place->second].weight = std::max(kept[place->second].weight, weight);
        } else if (kept.size() < kSignalsMax) {
            kept.push_back({signal.image, signal.at, weight, {}});
        } else {
            break;
        }
    }
    for (Kept& one : kept) {
        one.weight *= std::exp(-tuning.decay_per_day * days_between(one.at, now));
        if (auto embedding = embedding_of(one.image)) one.embedding = std::move(*embedding);
    }
    std::erase_if(kept, [](const Kept& one) { return one.embedding.empty(); });
    return kept;
}

// The member to which the others, by their weight, lie nearest.
std::size_t medoid_of(const std::vector<std::size_t>& members, const std::vector<Kept>& kept) {
    std::vector<float> sum;
    for (const std::size_t i : members) add_scaled(sum, kept[i].embedding, kept[i].weight);
    // Of unit vectors the least sum of squared distances is the largest product with their sum.
    return *std::ranges::max_element(members, {}, [&](std::size_t i) { return dot(kept[i].embedding, sum); });
}

Interest learned_interest(std::vector<std::size_t> members, const std::vector<Kept>& kept,
                          const std::unordered_map<std::int64_t, float>& settings) {
    Interest interest;
    const std::size_t medoid = medoid_of(members, kept);
    interest.id = kept[medoid].image.value;
    interest.direction = kept[medoid].embedding;
    // The latest setting of any member holds, so that a setting survives when the medoid moves on.
    for (const std::size_t i : members) {
        const auto setting = settings.find(kept[i].image.value);
        if (setting == settings.end()) continue;
        interest.setting = setting->second;
        break;
    }
    std::ranges::stable_sort(members, std::greater(), [&](std::size_t i) { return kept[i].weight; });
    std::ranges::stable_partition(members, [&](std::size_t i) { return i == medoid; });
    for (const std::size_t i : members) {
        interest.weight += kept[i].weight;
        interest.images.push_back(kept[i].image);
        interest.embeddings.push_back(kept[i].embedding);
    }
    return interest;
}

std::optional<Interest> session_interest(std::span<const Signal> signals, const EmbeddingOf& embedding_of,
                                         Timestamp now, float others, const TasteTuning& tuning) {
    Interest session;
    session.kind = Interest::Kind::session;
    float pull = 0;
    for (const Signal& signal : signals) {
        if (signal.kind == Signal::Kind::upload || now - signal.at > kSessionTime) continue;
        if (std::ranges::find(session.images, signal.image) != session.images.end()) continue;
        auto embedding = embedding_of(signal.image);
        if (!embedding) continue;
        const float minutes =
            std::max(0.0F, std::chrono::duration<float, std::ratio<60>>(now - signal.at).count());
        const float weight = std::exp2(-minutes / kSessionHalfLife);
        add_scaled(session.direction, *embedding, weight);
        pull += weight;
        session.images.push_back(signal.image);
        session.embeddings.push_back(std::move(*embedding));
    }
    if (session.images.empty()) return std::nullopt;
    normalize(session.direction);
    const float share = tuning.session_share_max * std::min(1.0F, pull / kSessionSignals);
    session.weight = others > 0 ? others * share / (1 - share) : 1;
    return session;
}

}  // namespace

std::vector<Interest> interests_of(const TasteSources& sources, const EmbeddingOf& embedding_of,
                                   Timestamp now, const TasteTuning& tuning) {
    const auto signals = latest_first(sources.signals);
    const auto kept = kept_images(signals, embedding_of, now, tuning);
    std::vector<Interest> interests;
    {
        std::vector<std::vector<float>> embeddings;
        for (const Kept& one : kept) embeddings.push_back(one.embedding);
        for (auto& members : ward_clusters(embeddings, tuning.cluster_cost_max)) {
            interests.push_back(learned_interest(std::move(members), kept, sources.settings));
        }
    }
    std::ranges::stable_sort(interests, std::greater(), &Interest::weight);
    if (interests.size() > kLearnedInterestsMax) interests.resize(kLearnedInterestsMax);
    for (const ChosenInterest& chosen : sources.chosen) {
        Interest interest;
        interest.kind = Interest::Kind::chosen;
        interest.id = chosen.id;
        interest.direction = chosen.direction;
        interest.weight = tuning.chosen_weight / static_cast<float>(sources.chosen.size());
        if (const auto setting = sources.settings.find(chosen.id); setting != sources.settings.end()) {
            interest.setting = setting->second;
        }
        interests.push_back(std::move(interest));
    }
    float others = 0;
    for (const Interest& interest : interests) others += interest.effective_weight();
    if (auto session = session_interest(signals, embedding_of, now, others, tuning))
        interests.push_back(std::move(*session));
    std::ranges::stable_sort(interests, std::greater(), &Interest::effective_weight);
    return interests;
}

std::vector<float> shares_of(std::span<const Interest> interests) {
    float sum = 0;
    for (const Interest& interest : interests) sum += interest.effective_weight();
    std::vector<float> shares;
    for (const Interest& interest : interests)
        shares.push_back(sum > 0 ? interest.effective_weight() / sum : 0);
    return shares;
}

}  // namespace palette::feed
