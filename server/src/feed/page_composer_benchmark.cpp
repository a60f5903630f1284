// What one page costs: 100,000 Images of 512 dimensions, 256 likes, 5,000 Images seen before.

#include <benchmark/benchmark.h>

#include "feed/page_composer.hpp"
#include "vectors/synthetic_embeddings.hpp"

namespace palette::feed {
namespace {

constexpr std::size_t kDimension = 512;
constexpr std::int64_t kImages = 100'000;
constexpr std::int64_t kSubjects = 500;
constexpr std::int64_t kLikes = 256;
constexpr std::int64_t kSeen = 5'000;

const vectors::VectorIndex& library() {
    static const auto index = [] {
        auto filled = std::make_unique<vectors::VectorIndex>(kDimension);
        vectors::SyntheticEmbeddings embeddings(kDimension, 1);
        std::vector<std::vector<float>> subjects;
        for (std::int64_t i = 0; i < kSubjects; ++i) subjects.push_back(embeddings.random());
        for (std::int64_t id = 1; id <= kImages; ++id) {
            filled->upsert(id, embeddings.near(subjects[static_cast<std::size_t>(id % kSubjects)], 0.7F))
                .value();
        }
        return filled;
    }();
    return *index;
}

// From the signals to the tiles, as a request does it; without the database.
void BM_FeedPage(benchmark::State& state) {
    const auto& index = library();
    const PageComposer composer(
        index,
        [](std::span<const ImageId> images) -> Result<std::vector<std::optional<std::uint64_t>>> {
            return std::vector<std::optional<std::uint64_t>>(images.size());
        },
        [](std::span<const ImageId>) { return std::vector<store::DuplicatePair>{}; });
    const Timestamp now{std::chrono::days{20'000}};
    TasteSources sources;
    for (std::int64_t i = 0; i < kLikes; ++i) {
        // Thirty subjects, so that there are more interests than a page is composed of.
        sources.signals.push_back(
            {ImageId{i * kSubjects + i % 30 + 1}, Signal::Kind::like, now - std::chrono::hours(i)});
    }
    std::uint64_t seed = 0;
    const LibraryCenter center(index, index.ids());
    for (auto _ : state) {
        PageRequest request{.tiles = static_cast<std::size_t>(state.range(0)), .seed = ++seed};
        request.interests =
            interests_of(sources, [&](ImageId image) { return center.centred(image.value); }, now);
        for (std::int64_t id = 1; id <= kSeen; ++id) request.excluded.push_back(id * 7);
        benchmark::DoNotOptimize(composer.compose(center, request).value());
    }
}
BENCHMARK(BM_FeedPage)->Arg(60)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace palette::feed
