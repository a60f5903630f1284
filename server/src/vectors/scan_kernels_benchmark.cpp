#include <array>
#include <numeric>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <hwy/targets.h>

#include "vectors/row_codes.hpp"
#include "vectors/scan_kernels.hpp"

namespace palette::vectors {
namespace {

constexpr std::size_t kWords = 8;  // 512 dimensions
constexpr std::size_t kRows = 1024;

// The front half.
template <auto kKernel>
void BM_scan_signs(benchmark::State& state) {
    constexpr std::size_t kFrontWords = kWords / 2;
    const std::vector<std::uint64_t> signs(kRows * kFrontWords, 0x5555'aaaa'1234'5678U);
    const std::vector<std::uint64_t> query(kSignQueryBits * kFrontWords, 0x1234'5678'9abc'def0U);
    std::array<std::int32_t, kRows> sums{};
    std::vector<std::uint8_t> groups(kRows / kGroupRows);
    std::iota(groups.begin(), groups.end(), std::uint8_t{0});
    for (auto _ : state) {
        ReadAhead nothing;
        kKernel(signs.data(), kFrontWords, query.data(), groups, sums.data(), nothing);
        benchmark::DoNotOptimize(sums);
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(kRows) * state.iterations());
}
BENCHMARK(BM_scan_signs<scan_signs>);

// The fine bits of a row.
template <auto kKernel>
void BM_dot_planes(benchmark::State& state) {
    const auto row_bits = static_cast<std::size_t>(state.range(0));
    const auto query_bits = static_cast<std::size_t>(state.range(1));
    const std::vector<std::uint64_t> row(row_bits * kWords, 0x5555'aaaa'1234'5678U);
    const std::vector<std::uint64_t> query(query_bits * kWords, 0x1234'5678'9abc'def0U);
    for (auto _ : state) {
        benchmark::DoNotOptimize(kKernel({row.data(), row_bits}, {query.data(), query_bits}, kWords));
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_dot_planes<dot_planes>)->Args({kFineBits, kFineQueryBits});

// Of 64 rows.
template <auto kKernel>
void BM_dot_coarse(benchmark::State& state) {
    const auto query_bits = static_cast<std::size_t>(state.range(0));
    std::vector<std::uint16_t> places(64);
    std::iota(places.begin(), places.end(), std::uint16_t{0});
    const std::vector<std::uint64_t> signs(places.size() * kWords, 0x5555'aaaa'1234'5678U);
    const std::vector<std::uint64_t> middle(places.size() * kMiddleBits * kWords, 0x1234'5678'9abc'def0U);
    const std::vector<std::uint64_t> query(query_bits * kWords, 0x1234'5678'9abc'def0U);
    std::vector<std::int64_t> products(places.size());
    for (auto _ : state) {
        kKernel({signs.data(), middle.data(), places}, {query.data(), query_bits}, kWords, products.data());
        benchmark::DoNotOptimize(products);
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(places.size()) * state.iterations());
}
BENCHMARK(BM_dot_coarse<dot_coarse>)->Arg(kCoarseQueryBits)->Arg(kFineQueryBits);

// The rear half of 64 rows.
template <auto kKernel>
void BM_scan_rows(benchmark::State& state) {
    constexpr std::size_t kRearWords = kWords / 2;
    std::vector<std::uint16_t> places(64);
    std::iota(places.begin(), places.end(), std::uint16_t{0});
    const std::vector<std::uint64_t> rows(places.size() * kRearWords, 0x5555'aaaa'1234'5678U);
    const std::vector<std::uint64_t> query(kSignQueryBits * kRearWords, 0x1234'5678'9abc'def0U);
    const std::array<std::int32_t, kRows> begun{};
    std::array<std::int32_t, kRows> sums{};
    for (auto _ : state) {
        kKernel(rows.data(), kRearWords, query.data(), places, begun.data(), sums.data());
        benchmark::DoNotOptimize(sums);
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(places.size()) * state.iterations());
}
BENCHMARK(BM_scan_rows<scan_rows>);

void BM_pick(benchmark::State& state) {
    const std::array<std::int32_t, kRows> sums{};
    const std::array<Half, kRows> halves{};
    std::array<std::uint64_t, kRows / 64> passing;
    passing.fill(~std::uint64_t{0});
    std::array<std::uint64_t, kRows / 64> promising{};
    for (auto _ : state) {
        ReadAhead nothing;
        benchmark::DoNotOptimize(pick({1, 1, 1, 1}, sums.data(), halves.data(), halves.data(), passing, 2,
                                      promising.data(), nothing));
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(kRows) * state.iterations());
}
BENCHMARK(BM_pick);

const bool kRegistered = [] {
    for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
        benchmark::RegisterBenchmark((std::string("BM_scan_signs_on/") + hwy::TargetName(target)).c_str(),
                                     [target](benchmark::State& state) {
                                         hwy::SetSupportedTargetsForTest(target);
                                         BM_scan_signs<scan_signs_portable>(state);
                                         hwy::SetSupportedTargetsForTest(0);
                                     });
    }
    return true;
}();

}  // namespace
}  // namespace palette::vectors
