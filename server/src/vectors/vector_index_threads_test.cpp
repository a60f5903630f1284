// Searches beside a writer. Worth most in the tsan build, where any torn read fails it.

#include <atomic>
#include <chrono>
#include <cmath>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "base/testing/temporary_folder.hpp"
#include "vectors/chunk.hpp"
#include "vectors/synthetic_embeddings.hpp"
#include "vectors/vector_index.hpp"

namespace palette::vectors {
namespace {

constexpr std::size_t kDimension = 32;
constexpr int kReaders = 4;
constexpr std::int64_t kSteady = 2 * kChunkPlaces;  // ids below stay throughout

TEST(VectorIndexThreads, SearchesSeeASoundIndexWhileOneThreadWrites) {
    VectorIndex index(kDimension);
    SyntheticEmbeddings embeddings(kDimension, 1);
    for (std::int64_t id = 0; id < kSteady; ++id) ASSERT_TRUE(index.upsert(id, embeddings.random()));
    std::vector<std::int64_t> steady_ids(kSteady);
    for (std::int64_t id = 0; id < kSteady; ++id) steady_ids[static_cast<std::size_t>(id)] = id;

    std::atomic<bool> writing = true;
    std::atomic<int> searches = 0;
    const auto read = [&](std::uint64_t seed) {
        SyntheticEmbeddings queries(kDimension, seed);
        while (writing) {
            const auto query = queries.random();
            const auto found = index.search(query, 10'000);
            std::set<std::int64_t> distinct;
            std::int64_t steady = 0;
            for (const auto& [id, score] : found->neighbors) {
                EXPECT_TRUE(distinct.insert(id).second) << "an id twice";
                EXPECT_LE(std::abs(score), 1);
                steady += id < kSteady ? 1 : 0;
            }
            EXPECT_EQ(steady, kSteady);
            const Filter filter = index.filter_of(steady_ids);
            EXPECT_EQ(index.score_all(query, &filter)->ids.size(), steady_ids.size());
            (void)index.vector_of(kSteady + 5);
            EXPECT_TRUE(index.scores_of(query, steady_ids));
            (void)index.ids();
            ++searches;
        }
    };
    std::thread first(read, 11);
    std::thread second(read, 12);
    for (int round = 0; round < 6 || searches < 20; ++round) {
        for (std::int64_t id = kSteady; id < kSteady + 1500; ++id) {
            ASSERT_TRUE(index.upsert(id, embeddings.random()));
        }
        for (std::int64_t id = 0; id < kSteady; id += 50) ASSERT_TRUE(index.upsert(id, embeddings.random()));
        for (std::int64_t id = kSteady; id < kSteady + 1500; ++id) ASSERT_TRUE(index.erase(id));
    }
    writing = false;
    first.join();
    second.join();
    EXPECT_EQ(index.size(), static_cast<std::size_t>(kSteady));
}

TEST(VectorIndexThreads, AWriterIsNotKeptOutByOverlappingSearches) {
    VectorIndex index(kDimension);
    SyntheticEmbeddings embeddings(kDimension, 1);
    for (std::int64_t id = 0; id < 1000; ++id) ASSERT_TRUE(index.upsert(id, embeddings.random()));
    std::atomic<bool> stop = false;
    std::vector<std::thread> readers;
    readers.reserve(kReaders);
    for (int i = 0; i < kReaders; ++i) {
        readers.emplace_back([&] {
            const auto query = SyntheticEmbeddings(kDimension, 3).random();
            while (!stop) EXPECT_TRUE(index.search(query, 10));
        });
    }
    const auto start = std::chrono::steady_clock::now();
    for (std::int64_t id = 0; id < 100; ++id) ASSERT_TRUE(index.upsert(id, embeddings.random()));
    const auto elapsed = std::chrono::steady_clock::now() - start;
    stop = true;
    for (auto& reader : readers) reader.join();
    EXPECT_LT(elapsed, std::chrono::seconds(10));
}

TEST(VectorIndexThreads, ASaveBesideAWriterCanBeLoaded) {
    const palette::testing::TemporaryFolder folder;
    const auto file = folder.path() / "starter.index";
    VectorIndex index(kDimension);
    SyntheticEmbeddings embeddings(kDimension, 1);
    for (std::int64_t id = 0; id < kSteady; ++id) ASSERT_TRUE(index.upsert(id, embeddings.random()));
    std::atomic<bool> saving = true;
    std::thread writer([&] {
        while (saving) {
            for (std::int64_t id = kSteady; id < kSteady + 3000; ++id) {
                EXPECT_TRUE(index.upsert(id, embeddings.random()));
            }
            for (std::int64_t id = kSteady; id < kSteady + 3000; ++id) (void)index.erase(id);
        }
    });
    for (int i = 0; i < 5; ++i) {
        ASSERT_TRUE(index.save(file, "starter@1", 1));
        const auto loaded = VectorIndex::load(file, "starter@1", kDimension);
        ASSERT_TRUE(loaded) << describe(loaded.error());
        for (std::int64_t id = 0; id < kSteady; ++id) EXPECT_TRUE(loaded->index->contains(id));
    }
    saving = false;
    writer.join();
}

// More than one part, so that searches share their work; fine rows move to the disk meanwhile.
TEST(VectorIndexThreads, SearchesOnSeveralCoresAreAsOneWhileSavesAndWritesGoOn) {
    const palette::testing::TemporaryFolder folder;
    constexpr std::int64_t kMany = 300'000;
    constexpr std::size_t kSmall = 8;
    VectorIndex index(kSmall, IndexLimits{0});
    SyntheticEmbeddings embeddings(kSmall, 1);
    for (std::int64_t id = 0; id < kMany; ++id) ASSERT_TRUE(index.upsert(id, embeddings.random()));
    const auto query = SyntheticEmbeddings(kSmall, 2).random();
    auto opposite = query;
    for (float& value : opposite) value = -value;
    const auto expected = index.search(query, 10)->neighbors;
    std::atomic<bool> stop = false;
    std::vector<std::thread> readers;
    for (int i = 0; i < kReaders; ++i) {
        readers.emplace_back([&] {
            while (!stop) EXPECT_EQ(index.search(query, 10)->neighbors, expected);
        });
    }
    for (int round = 0; round < 2; ++round) {
        ASSERT_TRUE(index.save(folder.path() / "starter.index", "starter@1", 1));
        for (std::int64_t id = kMany; id < kMany + 2000; ++id) ASSERT_TRUE(index.upsert(id, opposite));
        for (std::int64_t id = kMany; id < kMany + 2000; ++id) ASSERT_TRUE(index.erase(id));
    }
    stop = true;
    for (auto& reader : readers) reader.join();
}

}  // namespace
}  // namespace palette::vectors
