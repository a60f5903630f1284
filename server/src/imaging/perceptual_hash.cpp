#include "imaging/perceptual_hash.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace palette::imaging {
namespace {

constexpr std::size_t kSide = 32;
constexpr std::size_t kBits = 64;
// Frequencies x + y <= 10 without 0,0 are 65; the first 64 of them in rising order are the lowest.
constexpr std::size_t kFrequencies = 11;

// Terms this small beside the greatest are zero but for rounding, as half of them are in a symmetric drawing,
// and must not become random bits.
constexpr double kNoise = 0.01;
// Below this greatest term (in grey levels of 0 to 255) nothing is seen in the picture at all.
constexpr double kFlat = 0.5;

using Waves = std::array<std::array<double, kSide>, kFrequencies>;

const Waves& waves() {
    static const Waves table = [] {
        Waves values{};
        for (std::size_t f = 0; f < kFrequencies; ++f) {
            for (std::size_t i = 0; i < kSide; ++i) {
                values[f][i] = std::cos(std::numbers::pi / kSide * static_cast<double>(f) *
                                        (static_cast<double>(i) + 0.5));
            }
        }
        return values;
    }();
    return table;
}

std::array<double, kSide * kSide> to_grey(const Pixels& pixels) {
    std::array<double, kSide * kSide> grey{};
    for (std::size_t i = 0; i < grey.size(); ++i) {
        const std::uint8_t* pixel = pixels.bytes.data() + i * 3;
        grey[i] = 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];  // ITU-R BT.601 luma
    }
    return grey;
}

// The 64 lowest varying terms of the cosine transform, by x + y, then by y.
std::array<double, kBits> lowest_terms(const std::array<double, kSide * kSide>& grey) {
    std::array<std::array<double, kSide>, kFrequencies> of_rows{};
    for (std::size_t f = 0; f < kFrequencies; ++f) {
        for (std::size_t y = 0; y < kSide; ++y) {
            for (std::size_t x = 0; x < kSide; ++x) of_rows[f][y] += grey[y * kSide + x] * waves()[f][x];
        }
    }
    std::array<double, kBits> terms{};
    std::size_t at = 0;
    for (std::size_t sum = 1; at < kBits; ++sum) {
        for (std::size_t fy = 0; fy <= sum && at < kBits; ++fy) {
            double term = 0;
            for (std::size_t y = 0; y < kSide; ++y) term += of_rows[sum - fy][y] * waves()[fy][y];
            terms[at++] = term / (kSide * kSide);
        }
    }
    return terms;
}

// Where each frequency stands among the bits; kBits for the one that has none.
struct Places {
    std::array<std::array<std::size_t, kFrequencies>, kFrequencies> of{};  // [fy][fx]
};

const Places& places() {
    static const Places table = [] {
        Places made;
        for (auto& row : made.of) row.fill(kBits);
        std::size_t at = 0;
        for (std::size_t sum = 1; at < kBits; ++sum) {
            for (std::size_t fy = 0; fy <= sum && at < kBits; ++fy) made.of[fy][sum - fy] = at++;
        }
        return made;
    }();
    return table;
}

// Mirroring negates the odd waves of its direction; swapping the directions swaps the frequencies.
std::uint64_t turned_hash(std::uint64_t hash, bool mirror_x, bool mirror_y, bool swap) {
    std::uint64_t result = 0;
    for (std::size_t fy = 0; fy < kFrequencies; ++fy) {
        for (std::size_t fx = 0; fx < kFrequencies; ++fx) {
            const std::size_t to = places().of[fy][fx];
            if (to == kBits) continue;
            const std::size_t from = swap ? places().of[fx][fy] : to;
            bool bit = from != kBits && (hash >> from & 1U) != 0;
            const bool negated = (mirror_x && fx % 2 == 1) != (mirror_y && fy % 2 == 1);
            if (negated) bit = !bit;
            if (bit) result |= std::uint64_t{1} << to;
        }
    }
    return result;
}

}  // namespace

std::array<std::uint64_t, 8> turned_hashes(std::uint64_t hash) {
    std::array<std::uint64_t, 8> hashes{};
    for (std::size_t turn = 0; turn < hashes.size(); ++turn) {
        hashes[turn] = turned_hash(hash, (turn & 1U) != 0, (turn & 2U) != 0, (turn & 4U) != 0);
    }
    return hashes;
}

std::uint64_t hash_perceptually(const Pixels& pixels) {
    const auto terms = lowest_terms(to_grey(resize(flatten(pixels), kSide, kSide, Interpolation::bilinear)));
    double greatest = 0;
    for (const double term : terms) greatest = std::max(greatest, std::abs(term));
    if (greatest < kFlat) return 0;
    auto sorted = terms;
    std::ranges::nth_element(sorted, sorted.begin() + kBits / 2);
    const double threshold = std::max(sorted[kBits / 2], kNoise * greatest);
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < kBits; ++i) {
        if (terms[i] > threshold) hash |= std::uint64_t{1} << i;
    }
    return hash;
}

}  // namespace palette::imaging
