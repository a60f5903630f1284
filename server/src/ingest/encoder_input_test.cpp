// Pictures as encoders see them, against what the original models' transforms make of them with Pillow
// (training/export/preprocessing_goldens.py).

#include "ingest/encoder_input.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "imaging/runtime.hpp"

namespace palette::ingest {
namespace {

const std::filesystem::path kGoldens =
    std::filesystem::path(PALETTE_SOURCE_DIR) / "training/golden/preprocessing";
constexpr int kOfAByte = 1;  // 1/255

std::vector<std::string> lines_of(const std::string& name) {
    std::ifstream file(kGoldens / name);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
}

// Of the line NAME, size, rule, interpolation.
inference::ImageEncoder encoder_of(std::string_view name) {
    for (const auto& line : lines_of("encoders.tsv")) {
        const auto parts = split(line, '\t');
        if (parts.at(0) != name) continue;
        inference::ImageEncoder encoder;
        encoder.size = std::stoi(std::string(parts.at(1)));
        encoder.resize = parts.at(2) == "crop" ? inference::ResizeRule::crop : inference::ResizeRule::squash;
        encoder.interpolation =
            parts.at(3) == "bicubic" ? inference::Interpolation::bicubic : inference::Interpolation::bilinear;
        return encoder;
    }
    throw std::runtime_error("there is no such encoder");
}

using Bytes = std::vector<std::uint8_t>;

imaging::Picture decoded(const std::string& name) {
    auto picture = imaging::Picture::decode(kGoldens / name);
    if (!picture) throw std::runtime_error(name + ": " + describe(picture.error()));
    return std::move(*picture);
}

// A tile of a square of `across` by `across` tiles of `side` pixels.
Bytes tile(const Bytes& square, std::size_t across, std::size_t side, std::size_t number) {
    Bytes rgb;
    for (std::size_t y = 0; y < side; ++y) {
        const std::size_t row = (number / across * side + y) * across * side;
        const auto from = square.begin() + static_cast<std::ptrdiff_t>((row + number % across * side) * 3);
        rgb.insert(rgb.end(), from, from + static_cast<std::ptrdiff_t>(side * 3));
    }
    return rgb;
}

class EncoderInput : public ::testing::TestWithParam<const char*> {};

TEST_P(EncoderInput, IsWhatTheOriginalsTransformMakesOfIt) {
    ASSERT_TRUE(imaging::start_imaging());
    const auto encoder = encoder_of(GetParam());
    const auto names = lines_of("pictures.txt");
    ASSERT_GT(names.size(), 20U);
    // Tiles of a square; of the same size, so every pixel as it is.
    const auto tiles = decoded(std::string(GetParam()) + ".png");
    const auto square =
        tiles.encoder_input(tiles.width(), imaging::ResizeRule::squash, imaging::Interpolation::bilinear);
    const int across = tiles.width() / encoder.size;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string& name = names[i];
        const auto found = encoder_input(decoded(name), encoder);
        const auto golden =
            tile(square, static_cast<std::size_t>(across), static_cast<std::size_t>(encoder.size), i);
        ASSERT_EQ(found.size(), golden.size()) << name;
        int furthest = 0;
        for (std::size_t at = 0; at < golden.size(); ++at)
            furthest = std::max(furthest, std::abs(int{found[at]} - int{golden[at]}));
        EXPECT_LE(furthest, kOfAByte) << name;
    }
}

INSTANTIATE_TEST_SUITE_P(Of, EncoderInput, ::testing::Values("openclip", "siglip2", "ram-plus"),
                         [](const auto& row) {
                             std::string name = row.param;
                             std::erase(name, '-');
                             return name;
                         });

}  // namespace
}  // namespace palette::ingest
