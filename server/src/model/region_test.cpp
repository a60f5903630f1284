#include "model/region.hpp"

#include <gtest/gtest.h>

namespace palette {
namespace {

TEST(Region, IsReadFromFourFractions) {
    EXPECT_EQ(parse_region("0.25,0.1,0.5,0.5"), (Region{0.25F, 0.1F, 0.5F, 0.5F}));
    EXPECT_EQ(parse_region("0,0,1,1"), Region{});
}

TEST(Region, IsRefusedOutsideThePictureOrTooSmall) {
    for (const char* text : {"", "0,0,1", "0,0,1,1,", "0,0,1,1,1", "a,0,1,1", "-0.1,0,1,1", "0.6,0,0.5,1",
                             "0,0.6,1,0.5", "0,0,0.01,1", "nan,0,1,1", "0, 0,1,1", "0,0,inf,1"}) {
        EXPECT_EQ(parse_region(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace palette
