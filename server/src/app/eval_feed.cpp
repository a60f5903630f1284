#include <map>

#include <boost/json.hpp>
#include <fmt/core.h>

#include "app/commands.hpp"
#include "app/library.hpp"
#include "feed/geometry.hpp"
#include "feed/interests.hpp"
#include "feed/page_composer.hpp"
#include "feed/replay.hpp"
#include "search/library_index.hpp"
#include "store/duplicate_repository.hpp"
#include "store/feed_repository.hpp"
#include "store/person_label_repository.hpp"

namespace palette::app {
namespace {

// A topic is a word of people on at least this many Images, and on no more than this part of the library.
constexpr std::size_t kTopicImagesMin = 12;
constexpr std::size_t kTopicPartMax = 15;  // a fifteenth
constexpr std::size_t kTopicsMin = 6;
constexpr std::uint64_t kTuningSeed = 20'251'124;
constexpr std::uint64_t kHeldOutSeed = 7'041'776;

using Directions = std::unordered_map<std::int64_t, std::vector<float>>;
using Hashes = std::unordered_map<std::int64_t, std::uint64_t>;

Result<Directions> embed_interests(const inference::ModelPack& pack) {
    Directions directions;
    for (const auto& interest : feed::offered_interests()) {
        auto embedding = pack.embed_text(interest.prompt);
        if (!embedding) return forward(embedding);
        directions[interest.id] = std::move(*embedding);
    }
    return directions;
}

Result<std::vector<feed::Topic>> topics_of(store::Database& database, std::size_t images) {
    auto labels = store::person_labels(database, kTopicImagesMin, images / kTopicPartMax);
    if (!labels) return forward(labels);
    if (labels->size() < kTopicsMin) {
        return fail(
            ErrorKind::invalid, "too_few_labels",
            fmt::format(
                "Simulated people need at least {} different tags by people, each on {} Images or more.",
                kTopicsMin, kTopicImagesMin));
    }
    std::vector<feed::Topic> topics;
    for (auto& label : *labels) topics.push_back({std::move(label.name), std::move(label.images)});
    return topics;
}

// Somebody picks the interests whose words come nearest to what they like: words are compared with words, no
// picture is looked at.
Result<feed::ChooseInterests> chooser(const inference::ModelPack& pack,
                                      const std::vector<feed::Topic>& topics, const Directions& directions) {
    std::vector<std::map<std::int64_t, float>> nearness;
    for (const auto& topic : topics) {
        auto embedding = pack.embed_text(topic.name);
        if (!embedding) return forward(embedding);
        auto& row = nearness.emplace_back();
        for (const auto& [interest, direction] : directions) row[interest] = feed::dot(*embedding, direction);
    }
    return [nearness = std::move(nearness)](std::span<const std::size_t> chosen_topics) {
        std::vector<std::pair<float, std::int64_t>> ranked;
        for (const auto& interest : feed::offered_interests()) {
            float nearest = -1;
            for (const std::size_t topic : chosen_topics)
                nearest = std::max(nearest, nearness[topic].at(interest.id));
            ranked.emplace_back(-nearest, interest.id);
        }
        std::ranges::sort(ranked);
        std::vector<std::int64_t> chosen;
        for (std::size_t i = 0; i < feed::kInterestsChosenMin; ++i) chosen.push_back(ranked[i].second);
        return chosen;
    };
}

feed::Recommender palette_recommender(const vectors::VectorIndex& index, const Hashes& hashes,
                                      const store::DuplicateRepository& duplicates,
                                      const Directions& directions) {
    const feed::HashesOf hashes_of =
        [&hashes](std::span<const ImageId> images) -> Result<std::vector<std::optional<std::uint64_t>>> {
        std::vector<std::optional<std::uint64_t>> found;
        for (const ImageId image : images) {
            const auto hash = hashes.find(image.value);
            found.push_back(hash == hashes.end() ? std::nullopt : std::optional(hash->second));
        }
        return found;
    };
    return [&directions, center = feed::LibraryCenter(index, index.ids()),
            composer = feed::PageComposer(index, hashes_of, [&duplicates](std::span<const ImageId> images) {
                return duplicates.pairs_among(images);
            })](const feed::Visit& visit) -> Result<std::vector<ImageId>> {
        feed::TasteSources sources;
        sources.signals.assign(visit.signals.begin(), visit.signals.end());
        for (const std::int64_t interest : visit.person->chosen)
            sources.chosen.push_back({interest, {}, directions.at(interest)});
        feed::PageRequest request;
        request.tiles = feed::kReplayTiles;
        request.seed = visit.person->seed + visit.number;
        request.interests = feed::interests_of(
            sources, [&center](ImageId image) { return center.centred(image.value); }, visit.at);
        for (const ImageId image : visit.shown) request.excluded.push_back(image.value);
        for (const auto& signal : visit.signals) request.excluded.push_back(signal.image.value);
        request.recent.assign(visit.shown.rbegin(), visit.shown.rend());
        auto tiles = composer.compose(center, request);
        if (!tiles) return forward(tiles);
        std::vector<ImageId> page;
        for (const auto& tile : *tiles) page.push_back(tile.image);
        return page;
    };
}

boost::json::object to_json(const feed::ReplayScore& score) {
    return {{"hit_at_10", score.hit_at_10},
            {"hit_at_50", score.hit_at_50},
            {"diversity", score.diversity},
            {"coverage", score.coverage},
            {"repeat_rate", score.repeat_rate},
            {"near_duplicate_rate", score.near_duplicate_rate},
            {"visits", score.visits}};
}

void print_row(std::string_view name, const feed::ReplayScore& score) {
    fmt::print("{:<12} {:>7.1f} {:>7.1f} {:>10.3f} {:>9.1f} {:>8.1f} {:>10.2f}\n", name,
               100 * score.hit_at_10, 100 * score.hit_at_50, score.diversity, 100 * score.coverage,
               100 * score.repeat_rate, 100 * score.near_duplicate_rate);
}

}  // namespace

int eval_feed(const CommonOptions& common, const EvalFeedOptions& options) {
    auto library = open_library(common);
    if (!library) return report_failure(library.error());
    const auto& pack = *library->packs->serving;
    auto opened = search::LibraryIndex::open(library->directory, *library->database, library->packs->serving);
    if (!opened) return report_failure(opened.error());
    const auto space = (*opened)->space();
    const auto& index = space->vectors();
    auto topics = topics_of(*library->database, index.size());
    if (!topics) return report_failure(topics.error());
    auto hashes = store::FeedRepository(*library->database).all_hashes();
    if (!hashes) return report_failure(hashes.error());
    const store::DuplicateRepository duplicates(*library->database);
    auto directions = embed_interests(pack);
    if (!directions) return report_failure(directions.error());
    auto choose = chooser(pack, *topics, *directions);
    if (!choose) return report_failure(choose.error());

    const auto tuning_people = feed::simulate_people(*topics, options.people, kTuningSeed, *choose);
    const auto held_out = feed::simulate_people(*topics, options.people, kHeldOutSeed, *choose);
    const auto& people = options.tuning ? tuning_people : held_out;
    const std::vector<std::pair<std::string, feed::Recommender>> recommenders{
        {"palette", palette_recommender(index, *hashes, duplicates, *directions)},
        {"original", feed::original_recommender(index, *directions)},
        {"popularity", feed::popularity_recommender(index, options.tuning ? held_out : tuning_people)}};
    boost::json::object body{{"images", index.size()},
                             {"topics", topics->size()},
                             {"people", people.size()},
                             {"half", options.tuning ? "tuning" : "held-out"},
                             {"pack", pack.description().identity()}};
    if (!options.json) {
        fmt::print("{} Images, {} topics, {} simulated people ({} half), {} visits each, pages of {}\n\n",
                   index.size(), topics->size(), people.size(), options.tuning ? "tuning" : "held-out",
                   feed::kReplayVisits, feed::kReplayTiles);
        fmt::print("{:<12} {:>7} {:>7} {:>10} {:>9} {:>8} {:>10}\n", "", "hit@10", "hit@50", "diversity",
                   "coverage", "repeats", "near-dups");
    }
    for (const auto& [name, recommender] : recommenders) {
        auto score = feed::replay(index, *hashes, people, recommender);
        if (!score) return report_failure(score.error());
        body[name] = to_json(*score);
        if (!options.json) print_row(name, *score);
    }
    if (options.json) {
        fmt::print("{}\n", boost::json::serialize(body));
    } else {
        fmt::print("\nAll but diversity (mean 1 - cosine of two tiles of a page) in percent.\n");
    }
    return kExitOk;
}

}  // namespace palette::app
