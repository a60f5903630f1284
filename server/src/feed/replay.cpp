#include "feed/replay.hpp"

#include <algorithm>
#include <numeric>
#include <random>
#include <unordered_set>

#include "feed/geometry.hpp"
#include "feed/page_composer.hpp"

namespace palette::feed {
namespace {

constexpr std::chrono::days kBetweenVisits{2};
constexpr Timestamp kFirstVisit{std::chrono::days{20'000}};
constexpr std::size_t kPromptResults = 50;
constexpr std::size_t kTopicDrawsMax = 100;

using Generator = std::mt19937_64;

// Standard distributions differ between libraries; this does not.
std::size_t draw(Generator& generator, std::size_t count) {
    return generator() % count;
}

template <class T>
void shuffle(std::vector<T>& items, Generator& generator) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[draw(generator, i)]);
}

std::vector<ImageId> likeable(const SimulatedPerson& person, const std::unordered_set<std::int64_t>& known) {
    std::vector<ImageId> images;
    for (const ImageId image : person.relevant) {
        if (!known.contains(image.value)) images.push_back(image);
    }
    return images;
}

// Sums over pages.
class Tally {
  public:
    Tally(const vectors::VectorIndex& index, const std::unordered_map<std::int64_t, std::uint64_t>& hashes)
        : index_(index), hashes_(hashes) {}

    void add_page(std::span<const ImageId> page, const std::unordered_set<std::int64_t>& shown,
                  ImageId next_save) {
        const auto place = std::ranges::find(page, next_save) - page.begin();
        ++visits_;
        hits_at_10_ += place < std::min<std::ptrdiff_t>(10, std::ssize(page)) ? 1 : 0;
        hits_at_50_ += place < std::ssize(page) ? 1 : 0;
        tiles_ += page.size();
        std::vector<std::vector<float>> embeddings;
        for (const ImageId image : page) {
            repeats_ += shown.contains(image.value) ? 1 : 0;
            covered_.insert(image.value);
            embeddings.push_back(
                index_.vector_of(image.value).value_or(std::vector<float>(index_.dimension())));
        }
        double apart = 0;
        for (std::size_t i = 1; i < page.size(); ++i) {
            bool is_duplicate = false;
            for (std::size_t j = 0; j < i; ++j) {
                const float cosine = dot(embeddings[i], embeddings[j]);
                apart += 1 - cosine;
                is_duplicate =
                    is_duplicate || are_near_duplicates(hash_of(page[i]), hash_of(page[j]), cosine);
            }
            near_duplicates_ += is_duplicate ? 1 : 0;
        }
        const double pairs = static_cast<double>(page.size() * (page.size() - 1)) / 2;
        if (page.size() > 1) diversity_ += apart / pairs;
    }

    [[nodiscard]] ReplayScore score() const {
        const auto visits = static_cast<double>(std::max<std::size_t>(1, visits_));
        const auto tiles = static_cast<double>(std::max<std::size_t>(1, tiles_));
        return {visits_,
                static_cast<double>(hits_at_10_) / visits,
                static_cast<double>(hits_at_50_) / visits,
                diversity_ / visits,
                static_cast<double>(covered_.size()) /
                    static_cast<double>(std::max<std::size_t>(1, index_.size())),
                static_cast<double>(repeats_) / tiles,
                static_cast<double>(near_duplicates_) / tiles};
    }

  private:
    [[nodiscard]] std::optional<std::uint64_t> hash_of(ImageId image) const {
        const auto found = hashes_.find(image.value);
        return found == hashes_.end() ? std::nullopt : std::optional(found->second);
    }

    const vectors::VectorIndex& index_;
    const std::unordered_map<std::int64_t, std::uint64_t>& hashes_;
    std::size_t visits_ = 0;
    std::size_t hits_at_10_ = 0;
    std::size_t hits_at_50_ = 0;
    std::size_t tiles_ = 0;
    std::size_t repeats_ = 0;
    std::size_t near_duplicates_ = 0;
    double diversity_ = 0;
    std::unordered_set<std::int64_t> covered_;
};

Result<void> replay_person(const SimulatedPerson& person, const Recommender& recommender, Tally& tally) {
    std::vector<Signal> signals;
    std::vector<ImageId> shown;
    std::unordered_set<std::int64_t> shown_before;
    std::unordered_set<std::int64_t> known;  // shown or saved
    for (std::size_t number = 0; number < kReplayVisits; ++number) {
        const Timestamp at = kFirstVisit + number * kBetweenVisits;
        const auto left = likeable(person, known);
        if (left.empty()) break;
        Generator generator(person.seed + number);
        const ImageId next_save = left[draw(generator, left.size())];
        auto page = recommender({&person, number, at, signals, shown});
        if (!page) return forward(page);
        if (page->size() > kReplayTiles) page->resize(kReplayTiles);
        tally.add_page(*page, shown_before, next_save);
        std::size_t likes = 0;
        for (const ImageId image : *page) {
            const bool is_new = shown_before.insert(image.value).second;
            if (is_new && likes < kReplayLikesPerVisit && !known.contains(image.value) &&
                std::ranges::binary_search(person.relevant, image)) {
                signals.push_back({image, Signal::Kind::like, at});
                ++likes;
            }
            known.insert(image.value);
            shown.push_back(image);
        }
        if (known.insert(next_save.value).second) signals.push_back({next_save, Signal::Kind::save, at});
    }
    return {};
}

}  // namespace

std::vector<SimulatedPerson> simulate_people(std::span<const Topic> topics, std::size_t count,
                                             std::uint64_t seed, const ChooseInterests& choose) {
    std::vector<SimulatedPerson> people;
    Generator generator(seed);
    for (std::size_t i = 0; i < count && !topics.empty(); ++i) {
        SimulatedPerson person;
        person.seed = generator();
        for (std::size_t draws = 0; draws < kTopicDrawsMax && person.topics.size() < kReplayTopicsPerPerson;
             ++draws) {
            const std::size_t topic = draw(generator, topics.size());
            if (std::ranges::find(person.topics, topic) == person.topics.end())
                person.topics.push_back(topic);
        }
        for (const std::size_t topic : person.topics) {
            person.relevant.insert(person.relevant.end(), topics[topic].images.begin(),
                                   topics[topic].images.end());
        }
        std::ranges::sort(person.relevant);
        person.relevant.erase(std::ranges::unique(person.relevant).begin(), person.relevant.end());
        person.chosen = choose(person.topics);
        people.push_back(std::move(person));
    }
    return people;
}

Result<ReplayScore> replay(const vectors::VectorIndex& index,
                           const std::unordered_map<std::int64_t, std::uint64_t>& hashes,
                           std::span<const SimulatedPerson> people, const Recommender& recommender) {
    Tally tally(index, hashes);
    for (const SimulatedPerson& person : people) {
        if (auto replayed = replay_person(person, recommender, tally); !replayed) return forward(replayed);
    }
    return tally.score();
}

Recommender original_recommender(const vectors::VectorIndex& index,
                                 const std::unordered_map<std::int64_t, std::vector<float>>& directions) {
    return [&index, &directions](const Visit& visit) -> Result<std::vector<ImageId>> {
        Generator generator(visit.person->seed ^ (visit.number + 1));
        std::vector<ImageId> page;
        std::unordered_set<std::int64_t> on_page;
        if (visit.number > 0) {
            for (const std::int64_t interest : visit.person->chosen) {
                auto found = index.search(directions.at(interest), kPromptResults);
                if (!found) return forward(found);
                for (const auto& neighbor : found->neighbors) {
                    if (on_page.insert(neighbor.id).second) page.push_back(ImageId{neighbor.id});
                }
            }
            shuffle(page, generator);
        }
        auto everything = index.ids();
        std::ranges::sort(everything);
        shuffle(everything, generator);
        for (const std::int64_t id : everything) {
            if (page.size() >= kReplayTiles) break;
            if (on_page.insert(id).second) page.push_back(ImageId{id});
        }
        page.resize(std::min(page.size(), kReplayTiles));
        return page;
    };
}

Recommender popularity_recommender(const vectors::VectorIndex& index,
                                   std::span<const SimulatedPerson> others) {
    std::unordered_map<std::int64_t, std::size_t> saves;
    for (const SimulatedPerson& person : others) {
        Generator generator(person.seed);
        auto images = person.relevant;
        shuffle(images, generator);
        images.resize(std::min(images.size(), kReplayVisits * (1 + kReplayLikesPerVisit)));
        for (const ImageId image : images) ++saves[image.value];
    }
    auto ranking = index.ids();
    std::ranges::sort(ranking);
    std::ranges::stable_sort(ranking, std::greater(), [&](std::int64_t id) {
        const auto found = saves.find(id);
        return found == saves.end() ? 0 : found->second;
    });
    return [ranking = std::move(ranking)](const Visit& visit) -> Result<std::vector<ImageId>> {
        std::unordered_set<std::int64_t> gone;
        for (const ImageId image : visit.shown) gone.insert(image.value);
        for (const Signal& signal : visit.signals) gone.insert(signal.image.value);
        std::vector<ImageId> page;
        for (const std::int64_t id : ranking) {
            if (page.size() == kReplayTiles) break;
            if (!gone.contains(id)) page.push_back(ImageId{id});
        }
        return page;
    };
}

}  // namespace palette::feed
