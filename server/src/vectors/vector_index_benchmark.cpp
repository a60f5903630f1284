#include <chrono>
#include <filesystem>
#include <map>
#include <numeric>
#include <stdexcept>
#include <string>
#include <unistd.h>

#include <benchmark/benchmark.h>

#include "vectors/synthetic_embeddings.hpp"
#include "vectors/vector_index.hpp"

namespace palette::vectors {
namespace {

constexpr std::size_t kDimension = 512;
constexpr std::size_t kNeighbors = 50;

void must(const Result<void>& done) {
    if (!done) throw std::runtime_error(describe(done.error()));
}

const VectorIndex& index_of(std::size_t size) {
    static std::map<std::size_t, VectorIndex> indexes;
    const auto [at, is_new] = indexes.try_emplace(size, kDimension);
    if (is_new) {
        SyntheticEmbeddings embeddings(kDimension, size);
        for (std::size_t id = 0; id < size; ++id) {
            must(at->second.upsert(static_cast<std::int64_t>(id), embeddings.random()));
        }
    }
    return at->second;
}

std::filesystem::path cache_file() {
    return std::filesystem::temp_directory_path() / ("palette_index_" + std::to_string(::getpid()));
}

// What one core reads from memory at best here, in bytes a second.
double read_bandwidth() {
    static const double measured = [] {
        std::vector<std::uint64_t> memory(64U << 20U, 1);
        double best_seconds = 1e9;
        for (int round = 0; round < 3; ++round) {
            const auto start = std::chrono::steady_clock::now();
            std::uint64_t sum = 0;
            for (const std::uint64_t value : memory) sum ^= value;
            benchmark::DoNotOptimize(sum);
            const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
            best_seconds = std::min(best_seconds, elapsed.count());
        }
        return static_cast<double>(memory.size() * sizeof(std::uint64_t)) / best_seconds;
    }();
    return measured;
}

void BM_search(benchmark::State& state) {
    const auto size = static_cast<std::size_t>(state.range(0));
    const VectorIndex& index = index_of(size);
    SyntheticEmbeddings queries(kDimension, 7);
    for (auto _ : state) {
        state.PauseTiming();
        const auto query = queries.random();
        state.ResumeTiming();
        benchmark::DoNotOptimize(index.search(query, kNeighbors));
    }
    constexpr std::size_t kRowBytes = kDimension / 8 + 2 * sizeof(float);
    const double bytes = static_cast<double>(size * kRowBytes) * static_cast<double>(state.iterations());
    state.counters["GB/s"] = benchmark::Counter(bytes / 1e9, benchmark::Counter::kIsRate);
    state.counters["of_bandwidth"] =
        benchmark::Counter(bytes / read_bandwidth(), benchmark::Counter::kIsRate);
}
BENCHMARK(BM_search)->Arg(1'000)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

// One id in `range(1)` passes.
void BM_filtered_search(benchmark::State& state) {
    const auto size = static_cast<std::size_t>(state.range(0));
    const VectorIndex& index = index_of(size);
    std::vector<std::int64_t> ids;
    for (std::size_t id = 0; id < size; id += static_cast<std::size_t>(state.range(1))) {
        ids.push_back(static_cast<std::int64_t>(id));
    }
    const Filter filter = index.filter_of(ids);
    const auto query = SyntheticEmbeddings(kDimension, 7).random();
    for (auto _ : state) benchmark::DoNotOptimize(index.search(query, kNeighbors, &filter));
}
BENCHMARK(BM_filtered_search)
    ->ArgsProduct({{100'000}, {1, 2, 10, 100, 10'000}})
    ->Unit(benchmark::kMillisecond);

void BM_score_all(benchmark::State& state) {
    const VectorIndex& index = index_of(static_cast<std::size_t>(state.range(0)));
    const auto query = SyntheticEmbeddings(kDimension, 7).random();
    for (auto _ : state) benchmark::DoNotOptimize(index.score_all(query));
}
BENCHMARK(BM_score_all)->Arg(100'000)->Unit(benchmark::kMillisecond);

void BM_scores_of(benchmark::State& state) {
    const VectorIndex& index = index_of(100'000);
    const auto query = SyntheticEmbeddings(kDimension, 7).random();
    std::vector<std::int64_t> ids(static_cast<std::size_t>(state.range(0)));
    std::iota(ids.begin(), ids.end(), 0);
    for (auto& id : ids) id = id * 97 % 100'000;
    for (auto _ : state) benchmark::DoNotOptimize(index.scores_of(query, ids));
}
BENCHMARK(BM_scores_of)->Arg(200)->Arg(10'000)->Unit(benchmark::kMillisecond);

void BM_filter_of(benchmark::State& state) {
    const VectorIndex& index = index_of(100'000);
    std::vector<std::int64_t> ids(50'000);
    std::iota(ids.begin(), ids.end(), 0);
    for (auto _ : state) benchmark::DoNotOptimize(index.filter_of(ids));
}
BENCHMARK(BM_filter_of)->Unit(benchmark::kMillisecond);

void BM_upsert_new(benchmark::State& state) {
    SyntheticEmbeddings embeddings(kDimension, 3);
    std::vector<std::vector<float>> some;
    some.reserve(1000);
    for (int i = 0; i < 1000; ++i) some.push_back(embeddings.random());
    VectorIndex index(kDimension);
    std::int64_t id = 0;
    for (auto _ : state) {
        must(index.upsert(id, some[static_cast<std::size_t>(id) % some.size()]));
        ++id;
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_upsert_new)->Iterations(200'000);

void BM_save(benchmark::State& state) {
    const VectorIndex& index = index_of(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) must(index.save(cache_file(), "starter@1", 1));
    std::filesystem::remove(cache_file());
}
BENCHMARK(BM_save)->Arg(100'000)->Unit(benchmark::kMillisecond);

void BM_load(benchmark::State& state) {
    must(index_of(static_cast<std::size_t>(state.range(0))).save(cache_file(), "starter@1", 1));
    for (auto _ : state) benchmark::DoNotOptimize(VectorIndex::load(cache_file(), "starter@1", kDimension));
    std::filesystem::remove(cache_file());
}
BENCHMARK(BM_load)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace palette::vectors
