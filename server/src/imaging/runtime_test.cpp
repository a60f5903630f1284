#include "imaging/runtime.hpp"

#include <array>
#include <thread>

#include <gtest/gtest.h>

#include "imaging/test_pictures.hpp"

// The encoders with which tests make GIF and HEIC files leak a little at exit; the library itself never
// encodes these.
extern "C" const char*
__lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" const char*
__lsan_default_suppressions() {  // NOLINT(bugprone-reserved-identifier,readability-identifier-naming)
    return "leak:libimagequant\nleak:libx265\n";
}

namespace palette::imaging {
namespace {

TEST(StartImaging, MayBeCalledAgainAndFromManyThreads) {
    std::array<std::jthread, 4> threads;
    for (auto& thread : threads) {
        thread = std::jthread([] { EXPECT_TRUE(start_imaging()); });
    }
}

TEST(StartImaging, BlocksLoadersThatNobodyVouchesFor) {
    const testing::TestFolder folder;
    // Raw samples, CSV and the ImageMagick formats are read by libvips, given the chance.
    const auto table = folder.write("table.csv", "1,2,3\n4,5,6\n");
    const auto bitmap =
        folder.write("picture.xpm", "/* XPM */ static char *a[]={\"1 1 1 1\",\"a c red\",\"a\"};");
    for (const auto& file : {table, bitmap}) {
        const VipsImageHandle image(vips_image_new_from_file(file.c_str(), nullptr));
        EXPECT_FALSE(image) << file;
    }
    (void)take_vips_error();
}

}  // namespace
}  // namespace palette::imaging
