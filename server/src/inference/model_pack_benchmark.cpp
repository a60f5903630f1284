#include <stdexcept>

#include <benchmark/benchmark.h>

#include "base/usable_resources.hpp"
#include "inference/model_pack.hpp"
#include "inference/onnx_session.hpp"
#include "inference/pixels.hpp"
#include "inference/wordpiece_tokenizer.hpp"

namespace palette::inference {
namespace {

const std::filesystem::path kStarter = std::filesystem::path(PALETTE_SOURCE_DIR) / "models/starter";
constexpr const char* kQuery = "a woman reading a book in the evening light";

template <class T>
T or_throw(Result<T> result) {
    if (!result) throw std::runtime_error(describe(result.error()));
    return std::move(*result);
}

const ModelPack& starter() {
    static const auto pack = or_throw(ModelPack::open(kStarter));
    return *pack;
}

std::vector<std::vector<std::uint8_t>> pictures(std::size_t count) {
    const auto size = static_cast<std::size_t>(starter().description().image.size);
    std::vector<std::vector<std::uint8_t>> pictures(count, std::vector<std::uint8_t>(size * size * 3));
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t at = 0; at < pictures[i].size(); ++at) {
            pictures[i][at] = static_cast<std::uint8_t>(at * (i + 3) / 7);
        }
    }
    return pictures;
}

void BM_open(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(or_throw(ModelPack::open(kStarter)));
}
BENCHMARK(BM_open)->Unit(benchmark::kMillisecond)->UseRealTime();

void BM_understand(benchmark::State& state) {
    const auto images = pictures(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) benchmark::DoNotOptimize(or_throw(starter().understand(images)));
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_understand)
    ->Arg(1)
    ->Arg(2)
    ->Arg(4)
    ->Arg(8)
    ->Arg(16)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

// What of BM_understand is ONNX Runtime's.
void run_alone(benchmark::State& state, RunThreads threads) {
    const auto& pack = starter().description();
    static const auto runtime = or_throw(OnnxRuntime::start(usable_cores()));
    const auto session = or_throw(OnnxSession::open(
        runtime, kStarter / pack.image.file,
        {{pack.image.input,
          ElementType::float32,
          {TensorNeed::kVaries, 3, pack.image.size, pack.image.size}}},
        {{pack.image.output, ElementType::float32, {TensorNeed::kAny, pack.dimension}}}, threads));
    const auto images = pictures(static_cast<std::size_t>(state.range(0)));
    std::vector<float> values(images.size() * images[0].size());
    const PixelScale scale(pack.image.mean, pack.image.std);
    for (std::size_t i = 0; i < images.size(); ++i) {
        scale.spread(images[i], std::span(values).subspan(i * images[0].size(), images[0].size()));
    }
    const TensorValues input{std::span<const float>(values),
                             {state.range(0), 3, pack.image.size, pack.image.size}};
    for (auto _ : state) benchmark::DoNotOptimize(or_throw(session->run(std::span(&input, 1))));
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

void BM_runtime_alone(benchmark::State& state) {
    run_alone(state, RunThreads::shared);
}
BENCHMARK(BM_runtime_alone)
    ->Arg(1)
    ->Arg(2)
    ->Arg(4)
    ->Arg(8)
    ->Arg(16)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

void BM_runtime_side_by_side(benchmark::State& state) {
    run_alone(state, RunThreads::own);
}
BENCHMARK(BM_runtime_side_by_side)
    ->Arg(1)
    ->Arg(4)
    ->Threads(usable_cores())
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

void BM_spread_pixels(benchmark::State& state) {
    const auto& image = starter().description().image;
    const auto rgb = pictures(1).front();
    std::vector<float> planes(rgb.size());
    const PixelScale scale(image.mean, image.std);
    for (auto _ : state) {
        scale.spread(rgb, planes);
        benchmark::DoNotOptimize(planes.data());
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_spread_pixels)->Unit(benchmark::kMillisecond);

void BM_embed_text(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(or_throw(starter().embed_text(kQuery)));
}
BENCHMARK(BM_embed_text)->Unit(benchmark::kMillisecond)->UseRealTime();

void BM_tokenize(benchmark::State& state) {
    const auto& text = starter().description().text;
    const auto tokenizer = or_throw(WordpieceTokenizer::open(
        kStarter / text.vocabulary, {text.lowercase, static_cast<std::size_t>(text.tokens_max)}));
    for (auto _ : state) benchmark::DoNotOptimize(tokenizer.encode(kQuery));
}
BENCHMARK(BM_tokenize);

}  // namespace
}  // namespace palette::inference
