#include "vectors/scan_kernels.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
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

constexpr std::size_t kRows = 9;

struct Codes {
    Codes(std::size_t dimension, bool extreme)
        : padded(padded_length(dimension)), rows(CodeRows::make(kRows, padded)), query(padded) {
        std::mt19937 random(static_cast<unsigned>(dimension));
        std::uniform_int_distribution<int> code(kCodeZero - kCodeMax, kCodeZero + kCodeMax);
        std::uniform_int_distribution<int> value(-kQueryCodeMax, kQueryCodeMax);
        for (std::size_t i = 0; i < dimension; ++i) {
            query.values[i] = static_cast<std::int16_t>(extreme ? kQueryCodeMax : value(random));
            query.high[i] = static_cast<std::int8_t>(query.values[i] >> kPlaneBits);
            query.low[i] = static_cast<std::int8_t>(query.values[i] & ((1 << kPlaneBits) - 1));
            query.offset += kCodeZero * query.values[i];
        }
        for (std::size_t row = 0; row < kRows; ++row) {
            const int extreme_code = kCodeZero + (row % 2 == 0 ? kCodeMax : -kCodeMax);
            for (std::size_t at = row * padded; at < row * padded + dimension; ++at) {
                const int stored = extreme ? extreme_code : code(random);
                rows.bytes[at] = static_cast<std::uint8_t>(stored >> 1);
                rows.bits[at / 8] = static_cast<std::uint8_t>(rows.bits[at / 8] | (stored & 1) << (at % 8));
            }
        }
    }

    [[nodiscard]] std::int32_t expected(std::uint16_t row) const {
        std::int32_t sum = 0;
        for (std::size_t i = 0; i < padded; ++i) sum += query.values[i] * rows.code(row, i, padded);
        return sum;
    }

    std::size_t padded;
    CodeRows rows;
    QueryCodes query;
};

struct KernelCase {
    const char* name;
    std::size_t dimension;
    bool extreme;
};

class DotCodes : public testing::TestWithParam<KernelCase> {
  protected:
    void TearDown() override { hwy::SetSupportedTargetsForTest(0); }

    template <class Kernel>
    void expect_reference(Kernel kernel) {
        const Codes codes(GetParam().dimension, GetParam().extreme);
        const std::vector<std::vector<std::uint16_t>> lists = {
            {0}, {8}, {3, 1}, {0, 4, 8}, {0, 1, 2, 3}, {8, 6, 4, 2, 0}, {0, 1, 2, 3, 4, 5, 6, 7, 8}};
        for (const auto& list : lists) {
            std::vector<std::int32_t> sums(list.size());
            kernel(codes.rows, codes.padded, list, codes.query, sums.data());
            for (std::size_t i = 0; i < list.size(); ++i) EXPECT_EQ(sums[i], codes.expected(list[i]));
        }
    }
};

TEST_P(DotCodes, EqualsTheScalarReferenceOnEveryInstructionSetOfThisMachine) {
    for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
        SCOPED_TRACE(hwy::TargetName(target));
        hwy::SetSupportedTargetsForTest(target);
        expect_reference(dot_codes_portable);
    }
}

TEST_P(DotCodes, EqualsTheScalarReferenceThroughVnni) {
    if (!has_vnni()) GTEST_SKIP() << "this machine has no AVX-512 VNNI";
    expect_reference(dot_codes_vnni);
}

INSTANTIATE_TEST_SUITE_P(
    Dimensions, DotCodes,
    testing::Values(KernelCase{"one", 1, false}, KernelCase{"just_under_a_line", 63, false},
                    KernelCase{"one_line", 64, false}, KernelCase{"just_over_a_line", 65, false},
                    KernelCase{"starter_pack", 384, false}, KernelCase{"clip", 512, false},
                    KernelCase{"largest_sums_there_can_be", kDimensionMax, true}),
    [](const auto& row) { return std::string(row.param.name); });

struct Floats {
    explicit Floats(std::size_t padded, unsigned seed) : values(make_aligned<float>(padded)) {
        std::mt19937 random(seed);
        std::normal_distribution<float> normal;
        std::generate_n(values.get(), padded, [&] { return normal(random); });
        const float length =
            std::sqrt(std::inner_product(values.get(), values.get() + padded, values.get(), 0.0F));
        std::for_each_n(values.get(), padded, [&](float& value) { value /= length; });
    }

    AlignedArray<float> values;
};

TEST(EncodeRow, KeepsEveryValueToHalfAStep) {
    constexpr std::size_t kPadded = 128;
    const Floats unit(kPadded, 1);
    const Floats direction(kPadded, 2);
    for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
        SCOPED_TRACE(hwy::TargetName(target));
        hwy::SetSupportedTargetsForTest(target);
        CodeRows rows = CodeRows::make(2, kPadded);
        const RowFactors factors = encode_row(unit.values.get(), direction.values.get(), kPadded, rows, 1);
        int largest = 0;
        for (std::size_t i = 0; i < kPadded; ++i) {
            const int code = rows.code(1, i, kPadded);
            const float stored =
                factors.along * direction.values[i] + factors.step * static_cast<float>(code);
            EXPECT_NEAR(stored, unit.values[i], factors.step * 0.501F);
            largest = std::max(largest, std::abs(code));
        }
        EXPECT_EQ(largest, kCodeMax);
    }
    hwy::SetSupportedTargetsForTest(0);
}

TEST(EncodeRow, KeepsAnEmbeddingThatIsTheCommonDirectionItself) {
    constexpr std::size_t kPadded = 64;
    std::array<float, kPadded> unit{};
    unit[5] = 1;
    CodeRows rows = CodeRows::make(1, kPadded);
    const RowFactors factors = encode_row(unit.data(), unit.data(), kPadded, rows, 0);
    EXPECT_EQ(factors.along, 1);
    EXPECT_EQ(factors.step, 0);
    for (std::size_t i = 0; i < kPadded; ++i) EXPECT_EQ(rows.code(0, i, kPadded), 0);
}

TEST(EncodeQuery, TakesARemainderTooSmallToDivideByAsNothing) {
    constexpr std::size_t kPadded = 64;
    std::array<float, kPadded> unit{};
    std::array<float, kPadded> direction{};
    unit[0] = direction[0] = 1;
    unit[1] = 1e-44F;
    QueryCodes codes(kPadded);
    encode_query(unit.data(), direction.data(), kPadded, codes);
    EXPECT_EQ(codes.along, 1);
    EXPECT_EQ(codes.offset, 0);
    EXPECT_TRUE(
        std::all_of(codes.values.get(), codes.values.get() + kPadded, [](int value) { return value == 0; }));
}

TEST(EncodeQuery, GivesPlanesAndOffsetThatBelongToItsValues) {
    constexpr std::size_t kPadded = 192;
    const Floats unit(kPadded, 3);
    const Floats direction(kPadded, 4);
    for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
        SCOPED_TRACE(hwy::TargetName(target));
        hwy::SetSupportedTargetsForTest(target);
        QueryCodes codes(kPadded);
        encode_query(unit.values.get(), direction.values.get(), kPadded, codes);
        int largest = 0;
        int sum = 0;
        for (std::size_t i = 0; i < kPadded; ++i) {
            sum += codes.values[i];
            EXPECT_EQ(codes.values[i], codes.high[i] * (1 << kPlaneBits) + codes.low[i]);
            largest = std::max(largest, std::abs(int{codes.values[i]}));
        }
        EXPECT_EQ(codes.offset, kCodeZero * sum);
        EXPECT_EQ(largest, kQueryCodeMax);
    }
    hwy::SetSupportedTargetsForTest(0);
}

}  // namespace
}  // namespace palette::vectors
