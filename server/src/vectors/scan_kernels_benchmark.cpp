#include <array>
#include <numeric>
#include <string>

#include <benchmark/benchmark.h>
#include <hwy/targets.h>

#include "vectors/scan_kernels.hpp"

namespace palette::vectors {
namespace {

constexpr std::size_t kPadded = 512;
constexpr std::size_t kRows = 64;  // 32 KiB: what the first cache holds

template <auto kKernel>
void BM_dot_codes(benchmark::State& state) {
    const CodeRows rows = CodeRows::make(kRows, kPadded);
    const QueryCodes query(kPadded);
    std::array<std::uint16_t, kRows> listed{};
    std::iota(listed.begin(), listed.end(), std::uint16_t{0});
    std::array<std::int32_t, kRows> sums{};
    for (auto _ : state) {
        kKernel(rows, kPadded, listed, query, sums.data());
        benchmark::DoNotOptimize(sums);
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(kRows) * state.iterations());
}
BENCHMARK(BM_dot_codes<dot_codes>);

void BM_dot_codes_on(benchmark::State& state, std::int64_t target) {
    hwy::SetSupportedTargetsForTest(target);
    BM_dot_codes<dot_codes_portable>(state);
    hwy::SetSupportedTargetsForTest(0);
}

const bool kRegistered = [] {
    for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
        benchmark::RegisterBenchmark((std::string("BM_dot_codes_on/") + hwy::TargetName(target)).c_str(),
                                     BM_dot_codes_on, target);
    }
    return true;
}();

void BM_encode_query(benchmark::State& state) {
    const auto unit = make_aligned<float>(kPadded);
    QueryCodes query(kPadded);
    for (auto _ : state) encode_query(unit.get(), unit.get(), kPadded, query);
}
BENCHMARK(BM_encode_query);

}  // namespace
}  // namespace palette::vectors
