#include "inference/pixels.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace palette::inference {
namespace {

TEST(PixelScale, GivesOnePlaneAChannelInTheModelsScale) {
    const PixelScale scale({0.485F, 0.456F, 0.406F}, {0.229F, 0.224F, 0.225F});
    const std::vector<std::uint8_t> rgb = {0, 128, 255, 255, 0, 1};
    std::vector<float> planes(rgb.size());
    scale.spread(rgb, planes);
    EXPECT_NEAR(planes[0], (0 - 0.485) / 0.229, 1e-5);
    EXPECT_NEAR(planes[1], (1 - 0.485) / 0.229, 1e-5);
    EXPECT_NEAR(planes[2], (128 / 255.0 - 0.456) / 0.224, 1e-5);
    EXPECT_NEAR(planes[3], (0 - 0.456) / 0.224, 1e-5);
    EXPECT_NEAR(planes[4], (1 - 0.406) / 0.225, 1e-5);
    EXPECT_NEAR(planes[5], (1 / 255.0 - 0.406) / 0.225, 1e-5);
}

TEST(PixelScale, AgreesWithTheFormulaForEveryValue) {
    const PixelScale scale({0.5F, 0.5F, 0.5F}, {0.5F, 0.25F, 1.0F});
    for (int value = 0; value < 256; ++value) {
        const std::vector<std::uint8_t> rgb(3, static_cast<std::uint8_t>(value));
        std::vector<float> planes(3);
        scale.spread(rgb, planes);
        EXPECT_NEAR(planes[0], (value / 255.0 - 0.5) / 0.5, 1e-5);
        EXPECT_NEAR(planes[1], (value / 255.0 - 0.5) / 0.25, 1e-5);
        EXPECT_NEAR(planes[2], value / 255.0 - 0.5, 1e-5);
    }
}

}  // namespace
}  // namespace palette::inference
