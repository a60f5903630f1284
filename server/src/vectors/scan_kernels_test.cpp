#include "vectors/scan_kernels.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hwy/targets.h>

#include "vectors/vector_index.hpp"

namespace palette::vectors {
namespace {

// Calls `check` once with each instruction set of this machine.
template <class Check>
void on_every_target(Check check) {
    for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
        SCOPED_TRACE(hwy::TargetName(target));
        hwy::SetSupportedTargetsForTest(target);
        check();
    }
    hwy::SetSupportedTargetsForTest(0);
}

constexpr std::size_t kSignRows = 12 * kGroupRows;
const std::vector<std::vector<std::uint8_t>> kGroupLists = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, {11}, {0, 1, 3, 4, 5, 6, 7, 9, 10, 11}, {}};

const std::vector<std::vector<std::uint16_t>> kPlaceLists = {
    {0, 1, 2, 3, 4, 5, 6, 7}, {95}, {3, 8, 9, 40, 41, 77, 94}, {}};

struct KernelCase {
    const char* name;
    std::size_t dimension;
    bool extreme;  // every bit is set
};

class BitPlaneKernels : public testing::TestWithParam<KernelCase> {
  protected:
    [[nodiscard]] static std::size_t words() { return padded_length(GetParam().dimension) / 64; }

    std::vector<std::uint64_t> planes(std::size_t count) {
        std::vector<std::uint64_t> words_of_planes(count * words());
        for (auto& word : words_of_planes) word = GetParam().extreme ? ~std::uint64_t{0} : random_();
        return words_of_planes;
    }

    static bool bit(const std::uint64_t* plane, std::size_t i) {
        return (plane[i / 64] >> (i % 64) & 1U) != 0;
    }

    // What the planes say of value i.
    static std::int64_t value(const std::vector<std::uint64_t>& planes, std::size_t bits, std::size_t i,
                              bool is_signed) {
        std::int64_t sum = 0;
        for (std::size_t b = 0; b < bits; ++b) {
            const std::int64_t weight = std::int64_t{1} << b;
            if (bit(planes.data() + b * words(), i)) sum += is_signed && b + 1 == bits ? -weight : weight;
        }
        return sum;
    }

    void expect_sums_of_signs(decltype(scan_signs)* kernel) {
        const auto signs = planes(kSignRows);
        const auto query = planes(kSignQueryBits);
        for (const std::vector<std::uint8_t>& groups : kGroupLists) {
            std::array<std::int32_t, kSignRows> sums{};
            ReadAhead ahead;
            ahead.follow(std::as_bytes(std::span(signs)));
            kernel(signs.data(), words(), query.data(), groups, sums.data(), ahead);
            for (std::size_t row = 0; row < kSignRows; ++row) {
                if (std::ranges::find(groups, row / kGroupRows) == groups.end()) {
                    EXPECT_EQ(sums[row], 0) << "row " << row << " was not asked for";
                    continue;
                }
                std::int64_t product = 0;
                for (std::size_t i = 0; i < words() * 64; ++i) {
                    const std::size_t word = row / 8 * 8 * words() + i / 64 * 8 + row % 8;
                    const std::int64_t sign = (signs[word] >> (i % 64) & 1U) != 0 ? 1 : -1;
                    for (std::size_t b = 0; b < kSignQueryBits; ++b) {
                        product += (bit(query.data() + b * words(), i) ? sign : -sign) * (1 << b);
                    }
                }
                constexpr std::int64_t kLargest = (1 << kSignQueryBits) - 1;
                EXPECT_EQ(kLargest * 64 * static_cast<std::int64_t>(words()) - 2 * std::int64_t{sums[row]},
                          product)
                    << "row " << row;
            }
        }
    }

    void expect_products(decltype(dot_planes)* kernel) {
        for (const std::size_t row_bits : {1, 3, 5}) {
            for (const std::size_t query_bits : {8, 12}) {
                const auto row = planes(row_bits);
                const auto query = planes(query_bits);
                std::int64_t expected = 0;
                for (std::size_t i = 0; i < words() * 64; ++i) {
                    expected += value(row, row_bits, i, false) * value(query, query_bits, i, true);
                }
                EXPECT_EQ(kernel({row.data(), row_bits}, {query.data(), query_bits}, words()), expected);
            }
        }
    }

    void expect_sums_of_rows(decltype(scan_rows)* kernel) {
        const auto rows = planes(kSignRows);
        const auto query = planes(kSignQueryBits);
        for (const std::vector<std::uint16_t>& places : kPlaceLists) {
            std::array<std::int32_t, kSignRows> begun{};
            std::iota(begun.begin(), begun.end(), 1);
            std::array<std::int32_t, kSignRows> sums{};
            kernel(rows.data(), words(), query.data(), places, begun.data(), sums.data());
            for (std::uint16_t row = 0; row < kSignRows; ++row) {
                std::int32_t expected = 0;
                if (std::ranges::find(places, row) != places.end()) {
                    expected = begun[row];
                    for (std::size_t w = 0; w < words(); ++w) {
                        for (std::size_t b = 0; b < kSignQueryBits; ++b) {
                            expected +=
                                std::popcount(rows[row * words() + w] ^ query[b * words() + w]) * (1 << b);
                        }
                    }
                }
                EXPECT_EQ(sums[row], expected) << "row " << row;
            }
        }
    }

    void expect_products_of_coarse_codes(decltype(dot_coarse)* kernel) {
        const auto middle = planes(kSignRows * kMiddleBits);
        const std::size_t middle_words = kMiddleBits * words();
        for (const std::vector<std::uint16_t>& places : kPlaceLists) {
            const auto signs = planes(places.size());
            for (const std::size_t query_bits : {kCoarseQueryBits, kFineQueryBits, std::size_t{5}}) {
                const auto query = planes(query_bits);
                std::vector<std::int64_t> products(places.size(), -1);
                kernel({signs.data(), middle.data(), places}, {query.data(), query_bits}, words(),
                       products.data());
                for (std::size_t row = 0; row < places.size(); ++row) {
                    const auto from =
                        middle.begin() + static_cast<std::ptrdiff_t>(places[row] * middle_words);
                    std::vector<std::uint64_t> code(from, from + static_cast<std::ptrdiff_t>(middle_words));
                    const auto sign = signs.begin() + static_cast<std::ptrdiff_t>(row * words());
                    code.insert(code.end(), sign, sign + static_cast<std::ptrdiff_t>(words()));
                    std::int64_t expected = 0;
                    for (std::size_t i = 0; i < words() * 64; ++i) {
                        expected +=
                            value(code, 1 + kMiddleBits, i, false) * value(query, query_bits, i, true);
                    }
                    EXPECT_EQ(products[row], expected) << "row " << row << ", " << query_bits << " bits";
                }
            }
        }
    }

  private:
    std::mt19937_64 random_{GetParam().dimension};
};

TEST_P(BitPlaneKernels, EqualTheScalarReferenceOnEveryInstructionSetOfThisMachine) {
    on_every_target([&] {
        expect_sums_of_signs(scan_signs_portable);
        expect_sums_of_rows(scan_rows_portable);
        expect_products(dot_planes_portable);
        expect_products_of_coarse_codes(dot_coarse_portable);
    });
}

TEST_P(BitPlaneKernels, EqualTheScalarReferenceAsTheyAreCalled) {
    expect_sums_of_signs(scan_signs);
    expect_sums_of_rows(scan_rows);
    expect_products(dot_planes);
    expect_products_of_coarse_codes(dot_coarse);
}

INSTANTIATE_TEST_SUITE_P(Dimensions, BitPlaneKernels,
                         testing::Values(KernelCase{"one", 1, false}, KernelCase{"one_word", 64, false},
                                         KernelCase{"three_words", 192, false},
                                         KernelCase{"starter_pack", 384, false},
                                         KernelCase{"clip", 512, false},
                                         KernelCase{"more_than_a_register", 576, false},
                                         KernelCase{"largest_sums_there_can_be", kDimensionMax, true}),
                         [](const auto& row) { return std::string(row.param.name); });

constexpr std::size_t kEstimatedWords = 3;
constexpr std::array<std::uint64_t, kEstimatedWords> kPassing = {0xf0f0'1234'0000'ffffU, 0,
                                                                 ~std::uint64_t{1}};

struct Rows {
    Rows() {
        std::mt19937 random(1);
        std::uniform_int_distribution<std::int32_t> sum(-2000, 2000);
        std::uniform_real_distribution<float> part(0, 1);
        for (std::size_t i = 0; i < 64 * kEstimatedWords; ++i) {
            sums.push_back(sum(random));
            alongs.push_back(static_cast<Half>(part(random)));
            factors.push_back(static_cast<Half>(part(random) / 20));
        }
    }
    [[nodiscard]] float factor(std::size_t i) const { return static_cast<float>(factors[i]); }
    [[nodiscard]] float score(const Estimator& by, std::size_t i) const {
        return by.along * static_cast<float>(alongs[i]) +
               factor(i) * (by.scale * static_cast<float>(sums[i]) + by.offset);
    }
    std::vector<std::int32_t> sums;
    std::vector<Half> alongs;
    std::vector<Half> factors;
};

const Estimator kEstimator{0.5F, 0.01F, 0.3F, 2.0F};

TEST(Pick, FindsWhatMayReachTheThresholdOfWhatPasses) {
    const Rows rows;
    constexpr float kThreshold = 0.4F;
    double scores = 0;
    double squares = 0;
    std::uint64_t count = 0;
    std::array<std::uint64_t, kEstimatedWords> promising{};
    for (std::size_t i = 0; i < 64 * kEstimatedWords; ++i) {
        if ((kPassing[i / 64] >> (i % 64) & 1U) == 0) continue;
        const float score = rows.score(kEstimator, i);
        ++count;
        scores += score;
        squares += double{score} * score;
        if (score + kEstimator.slack * rows.factor(i) >= kThreshold) {
            promising[i / 64] |= std::uint64_t{1} << (i % 64);
        }
    }
    ASSERT_NE(promising, kPassing);
    on_every_target([&] {
        std::array<std::uint64_t, kEstimatedWords> words = kPassing;
        ReadAhead nothing;
        const auto found = pick(kEstimator, rows.sums.data(), rows.alongs.data(), rows.factors.data(), words,
                                kThreshold, words.data(), nothing);
        EXPECT_EQ(words, promising);
        EXPECT_EQ(found.count, count);
        EXPECT_NEAR(found.scores, scores, 1e-3);
        EXPECT_NEAR(found.squares, squares, 1e-2);
    });
}

TEST(Estimate, SumsOnlyWhatPasses) {
    const Rows rows;
    double scores = 0;
    double squares = 0;
    double squared_factors = 0;
    double squared_alongs = 0;
    float min = std::numeric_limits<float>::infinity();
    float max = -min;
    for (std::size_t i = 0; i < 64; ++i) {
        if ((kPassing[0] >> i & 1U) == 0) continue;
        const float score = rows.score(kEstimator, i);
        const auto along = static_cast<double>(rows.alongs[i]);
        scores += score;
        squares += double{score} * score;
        squared_factors += double{rows.factor(i)} * double{rows.factor(i)};
        squared_alongs += along * along;
        min = std::min(min, score);
        max = std::max(max, score);
    }
    on_every_target([&] {
        const auto found =
            estimate(kEstimator, rows.sums.data(), rows.alongs.data(), rows.factors.data(), kPassing[0]);
        EXPECT_NEAR(found.scores, scores, 1e-3);
        EXPECT_NEAR(found.squares, squares, 1e-3);
        EXPECT_NEAR(found.squared_factors, squared_factors, 1e-5);
        EXPECT_NEAR(found.squared_alongs, squared_alongs, 1e-4);
        EXPECT_NEAR(found.min, min, 1e-5);
        EXPECT_NEAR(found.max, max, 1e-5);
    });
}

TEST(PackPlanes, PutsEachBitOfEachValueInItsPlaceOnEveryInstructionSet) {
    constexpr std::size_t kCount = 192;
    std::mt19937 random(2);
    std::array<std::int16_t, kCount> values;
    for (auto& value : values) value = static_cast<std::int16_t>(random());
    for (const std::size_t bits : {1, 12, 16}) {
        std::vector<std::uint64_t> expected(bits * kCount / 64);
        for (std::size_t i = 0; i < kCount; ++i) {
            for (std::size_t b = 0; b < bits; ++b) {
                const std::uint64_t bit = static_cast<std::uint16_t>(values[i]) >> b & 1U;
                expected[b * kCount / 64 + i / 64] |= bit << (i % 64);
            }
        }
        on_every_target([&] {
            std::vector<std::uint64_t> planes(expected.size(), ~std::uint64_t{0});
            pack_planes(values.data(), kCount, bits, planes.data());
            EXPECT_EQ(planes, expected) << bits << " bits";
        });
    }
}

TEST(Hadamard, IsItsOwnInverseButForTheLength) {
    on_every_target([] {
        for (const std::size_t length : {std::size_t{64}, std::size_t{512}}) {
            std::vector<float> values(length);
            for (std::size_t i = 0; i < length; ++i) values[i] = static_cast<float>(i % 7);
            const auto before = values;
            hadamard(values.data(), length);
            EXPECT_NE(values, before);
            hadamard(values.data(), length);
            for (std::size_t i = 0; i < length; ++i) {
                EXPECT_FLOAT_EQ(values[i], static_cast<float>(length) * before[i]);
            }
        }
    });
}

}  // namespace
}  // namespace palette::vectors
