// What each step of deriving costs, on a photograph of 12 megapixels as a camera writes it and on a small
// drawing.

#include <random>
#include <string>

#include <benchmark/benchmark.h>

#include "imaging/header.hpp"
#include "imaging/picture.hpp"
#include "imaging/test_pictures.hpp"
#include "imaging/words.hpp"

namespace palette::imaging {
namespace {

// Waves under noise: compresses about as badly as a real photograph does.
const std::filesystem::path& photograph() {
    static const testing::TestFolder folder;
    static const std::filesystem::path file = [] {
        Pixels photo = testing::soft_photo(4'000, 3'000);
        std::mt19937 random(1);
        for (auto& byte : photo.bytes) {
            byte = static_cast<std::uint8_t>(
                std::clamp(static_cast<int>(byte) + static_cast<int>(random() % 17) - 8, 0, 255));
        }
        return folder.write("photo.jpg", testing::encode(photo, ".jpg[Q=85]"));
    }();
    return file;
}

const std::filesystem::path& drawing() {
    static const testing::TestFolder folder;
    static const std::filesystem::path file = [] {
        std::string svg =
            "<svg xmlns='http://www.w3.org/2000/svg' width='300' height='200'><title>Circles</title>";
        for (int i = 0; i < 200; ++i) {
            const std::string at = std::to_string(i * 37 % 300);
            svg += "<circle cx='" + at + "' cy='" + std::to_string(i * 53 % 200) + "' r='" +
                   std::to_string(5 + i % 20) + "' fill='rgb(" + std::to_string(i) + "," +
                   std::to_string(255 - i) + ",90)' stroke='black'/>";
        }
        return folder.write("drawing.svg", svg + "</svg>");
    }();
    return file;
}

using File = const std::filesystem::path& (*)();

void BM_ReadHeader(benchmark::State& state, File file) {
    const auto& path = file();
    for (auto _ : state) benchmark::DoNotOptimize(read_header(path));
}

void BM_ReadWords(benchmark::State& state, File file) {
    const auto header = read_header(file());
    for (auto _ : state) benchmark::DoNotOptimize(read_words(file(), *header));
}

void BM_Decode(benchmark::State& state, File file) {
    for (auto _ : state) benchmark::DoNotOptimize(Picture::decode(file()));
}

// `step` on the decoded picture.
template <class Step>
void run_step(benchmark::State& state, File file, Step step) {
    const auto picture = Picture::decode(file());
    for (auto _ : state) benchmark::DoNotOptimize(step(*picture));
}

void BM_Renditions(benchmark::State& state, File file) {
    run_step(state, file, [](const Picture& picture) { return picture.renditions(); });
}
void BM_Thumbhash(benchmark::State& state, File file) {
    run_step(state, file, [](const Picture& picture) { return picture.thumbhash(); });
}
void BM_Swatches(benchmark::State& state, File file) {
    run_step(state, file, [](const Picture& picture) { return picture.swatches(); });
}
void BM_PerceptualHash(benchmark::State& state, File file) {
    run_step(state, file, [](const Picture& picture) { return picture.perceptual_hash(); });
}
void BM_EncoderInput(benchmark::State& state, File file) {
    run_step(state, file, [](const Picture& picture) {
        return picture.encoder_input(224, ResizeRule::crop, Interpolation::bicubic);
    });
}

#define PALETTE_STEP(step)                           \
    BENCHMARK_CAPTURE(step, photograph, &photograph) \
        ->Unit(benchmark::kMillisecond)              \
        ->MeasureProcessCPUTime();                   \
    BENCHMARK_CAPTURE(step, drawing, &drawing)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()

PALETTE_STEP(BM_ReadHeader);
PALETTE_STEP(BM_ReadWords);
PALETTE_STEP(BM_Decode);
PALETTE_STEP(BM_Renditions);
PALETTE_STEP(BM_Thumbhash);
PALETTE_STEP(BM_Swatches);
PALETTE_STEP(BM_PerceptualHash);
PALETTE_STEP(BM_EncoderInput);

}  // namespace
}  // namespace palette::imaging
