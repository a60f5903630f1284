#include "base/lru_cache.hpp"

#include <string>

#include <gtest/gtest.h>

namespace palette {
namespace {

TEST(LruCache, ForgetsWhatWasNotUsedForLongest) {
    LruCache<std::string, int> cache(2);
    cache.put("a", 1);
    cache.put("b", 2);
    EXPECT_EQ(cache.get("a"), 1);
    cache.put("c", 3);
    EXPECT_EQ(cache.get("b"), std::nullopt);
    EXPECT_EQ(cache.get("a"), 1);
    EXPECT_EQ(cache.get("c"), 3);
    EXPECT_EQ(cache.size(), 2U);
}

TEST(LruCache, ReplacesWhatAKeyHad) {
    LruCache<int, int> cache(2);
    cache.put(1, 10);
    cache.put(1, 11);
    EXPECT_EQ(cache.get(1), 11);
    EXPECT_EQ(cache.size(), 1U);
}

TEST(LruCache, KeepsNothingWithoutCapacity) {
    LruCache<int, int> cache(0);
    cache.put(1, 10);
    EXPECT_EQ(cache.get(1), std::nullopt);
}

}  // namespace
}  // namespace palette
