#include "vectors/index_cache.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/temporary_folder.hpp"
#include "vectors/synthetic_embeddings.hpp"
#include "vectors/vector_index.hpp"

namespace palette::vectors {
namespace {

constexpr std::size_t kDimension = 40;
constexpr std::int64_t kCount = 2 * kChunkPlaces + 77;

class IndexCache : public ::testing::Test {
  protected:
    void SetUp() override {
        SyntheticEmbeddings embeddings(kDimension, 1);
        for (std::int64_t id = 0; id < kCount; ++id) ASSERT_TRUE(index_.upsert(id, embeddings.random()));
        for (std::int64_t id = 0; id < kCount; id += 5) ASSERT_TRUE(index_.erase(id));
    }

    std::filesystem::path file() const { return folder_.path() / "starter.index"; }

    std::string read() const {
        std::ifstream stream(file(), std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }
    void write(const std::string& bytes) const { std::ofstream(file(), std::ios::binary) << bytes; }

    void expect_unusable(std::string_view pack = "starter@1", std::size_t dimension = kDimension) const {
        const auto loaded = VectorIndex::load(file(), pack, dimension);
        ASSERT_FALSE(loaded);
        EXPECT_EQ(loaded.error().code, "index_cache_unusable");
    }

    palette::testing::TemporaryFolder folder_;
    VectorIndex index_{kDimension};
    std::vector<float> query_ = SyntheticEmbeddings(kDimension, 2).random();
};

TEST_F(IndexCache, GivesBackTheSameIndex) {
    ASSERT_TRUE(index_.save(file(), "starter@1", 42));
    const auto loaded = VectorIndex::load(file(), "starter@1", kDimension);
    ASSERT_TRUE(loaded) << describe(loaded.error());
    EXPECT_EQ(loaded->change_sequence, 42U);
    EXPECT_EQ(loaded->index->size(), index_.size());
    EXPECT_EQ(loaded->index->search(query_, kCount)->neighbors, index_.search(query_, kCount)->neighbors);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_.path()), {}), 1)
        << "a temporary file was left";
}

TEST_F(IndexCache, GivesBackAnIndexThatGoesOnGrowing) {
    ASSERT_TRUE(index_.save(file(), "starter@1", 1));
    const auto loaded = VectorIndex::load(file(), "starter@1", kDimension);
    ASSERT_TRUE(loaded);
    SyntheticEmbeddings embeddings(kDimension, 3);
    for (std::int64_t id = 0; id < 2 * kCount; ++id) {
        ASSERT_TRUE(loaded->index->upsert(id, embeddings.random()));
    }
    EXPECT_EQ(loaded->index->search(query_, 4 * kCount)->neighbors.size(),
              static_cast<std::size_t>(2 * kCount));
}

// Not a byte of fine rows may stay in memory.
const IndexLimits kNothingInMemory{.fine_bytes_in_memory_max = 0};

TEST_F(IndexCache, AnswersTheSameWithItsFineRowsOnTheDisk) {
    ASSERT_TRUE(index_.save(file(), "starter@1", 1));
    const auto loaded = VectorIndex::load(file(), "starter@1", kDimension, kNothingInMemory);
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->index->search(query_, kCount)->neighbors, index_.search(query_, kCount)->neighbors);
    EXPECT_EQ(loaded->index->vector_of(1), index_.vector_of(1));
    // Saved again, to the same name, from rows that lie in the file itself.
    SyntheticEmbeddings embeddings(kDimension, 3);
    for (std::int64_t id = 1; id < 500; id += 7) {
        const auto changed = embeddings.random();
        ASSERT_TRUE(loaded->index->upsert(id, changed));
        ASSERT_TRUE(index_.upsert(id, changed));
        EXPECT_EQ(loaded->index->erase(id + 1), index_.erase(id + 1));
    }
    for (int round = 0; round < 2; ++round) {
        EXPECT_EQ(loaded->index->search(query_, kCount)->neighbors, index_.search(query_, kCount)->neighbors);
        ASSERT_TRUE(loaded->index->save(file(), "starter@1", 2));
    }
    const auto again = VectorIndex::load(file(), "starter@1", kDimension);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->index->search(query_, kCount)->neighbors, index_.search(query_, kCount)->neighbors);
}

TEST_F(IndexCache, TellsTheSameDistributionWithItsFineRowsOnTheDisk) {
    ASSERT_TRUE(index_.save(file(), "starter@1", 1));
    const auto loaded = VectorIndex::load(file(), "starter@1", kDimension, kNothingInMemory);
    ASSERT_TRUE(loaded);
    constexpr std::size_t kFew = 20;
    const auto found = *loaded->index->search(query_, kFew);
    const auto expected = *index_.search(query_, kFew);
    EXPECT_EQ(found.neighbors, expected.neighbors);
    EXPECT_EQ(found.distribution.count, expected.distribution.count);
    EXPECT_EQ(found.distribution.max, expected.distribution.max);
    EXPECT_DOUBLE_EQ(found.distribution.mean, expected.distribution.mean);
    EXPECT_DOUBLE_EQ(found.distribution.standard_deviation, expected.distribution.standard_deviation);
}

TEST_F(IndexCache, ReadsFineRowsOfTheBestOnly) {
    ASSERT_TRUE(index_.save(file(), "starter@1", 1));
    const auto loaded = VectorIndex::load(file(), "starter@1", kDimension, kNothingInMemory);
    ASSERT_TRUE(loaded);
    EXPECT_LT(loaded->index->search(query_, 20)->bytes_read,
              loaded->index->search(query_, kCount)->bytes_read);
}

TEST_F(IndexCache, AnswersTheSameWithItsCodesInNamelessFiles) {
    ASSERT_TRUE(index_.save(file(), "starter@1", 1));
    const IndexLimits limits{.code_bytes_in_memory_max = 0, .overflow_folder = folder_.path()};
    const auto in_memory = VectorIndex::load(file(), "starter@1", kDimension);
    const auto in_files = VectorIndex::load(file(), "starter@1", kDimension, limits);
    ASSERT_TRUE(in_memory);
    ASSERT_TRUE(in_files) << describe(in_files.error());
    SyntheticEmbeddings embeddings(kDimension, 3);
    for (std::int64_t id = kCount; id < 2 * kCount; ++id) {
        const auto embedding = embeddings.random();
        ASSERT_TRUE(in_memory->index->upsert(id, embedding));
        ASSERT_TRUE(in_files->index->upsert(id, embedding));
    }
    EXPECT_EQ(in_files->index->search(query_, 50)->neighbors,
              in_memory->index->search(query_, 50)->neighbors);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_.path()), {}), 1);
}

TEST_F(IndexCache, ScoresCoarselyAndDoesNotSaveWhenTheDiskFails) {
    ASSERT_TRUE(index_.save(file(), "starter@1", 1));
    const auto loaded = VectorIndex::load(file(), "starter@1", kDimension, kNothingInMemory);
    ASSERT_TRUE(loaded);
    std::filesystem::resize_file(file(), 1000);
    const auto found = loaded->index->search(query_, kCount);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->neighbors.size(), loaded->index->size());
    std::vector<std::int64_t> ids;
    for (const auto& neighbor : found->neighbors) ids.push_back(neighbor.id);
    const auto exact = index_.scores_of(query_, ids);
    for (std::size_t i = 0; i < ids.size(); ++i) EXPECT_NEAR(found->neighbors[i].score, *(*exact)[i], 0.1);
    const auto saved = loaded->index->save(folder_.path() / "other.index", "starter@1", 2);
    ASSERT_FALSE(saved);
    EXPECT_EQ(saved.error().code, "index_cache_not_saved");
}

TEST_F(IndexCache, GivesBackAnEmptyIndex) {
    ASSERT_TRUE(VectorIndex(3).save(file(), "starter@1", 0));
    const auto loaded = VectorIndex::load(file(), "starter@1", 3);
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->index->size(), 0U);
}

TEST_F(IndexCache, IsOfOneModelPackAndDimensionOnly) {
    ASSERT_TRUE(index_.save(file(), "starter@1", 1));
    expect_unusable("starter@2");
    expect_unusable("starter@10");
    expect_unusable("");
    expect_unusable("starter@1", kDimension + 1);
}

TEST_F(IndexCache, IsUnusableWithOneBitWrongAnywhere) {
    ASSERT_TRUE(index_.save(file(), "starter@1", 1));
    const std::string good = read();
    for (std::size_t at = 0; at < good.size(); at += at < 64 ? 1 : good.size() / 97) {
        SCOPED_TRACE(at);
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 4);
        write(bad);
        expect_unusable();
    }
}

TEST_F(IndexCache, IsUnusableWhenCutOrPadded) {
    ASSERT_TRUE(index_.save(file(), "starter@1", 1));
    const std::string good = read();
    for (const std::size_t length : {std::size_t{0}, std::size_t{1}, std::size_t{32}, std::size_t{64},
                                     std::size_t{80}, good.size() / 2, good.size() - 33, good.size() - 1}) {
        SCOPED_TRACE(length);
        write(good.substr(0, length));
        expect_unusable();
    }
    write(good + '\0');
    expect_unusable();
}

TEST_F(IndexCache, IsUnusableWhenMissingOrAFolder) {
    expect_unusable();
    std::filesystem::create_directory(file());
    expect_unusable();
}

TEST_F(IndexCache, IsUnusableWhenAnIdAppearsTwice) {
    const auto chunk = [](std::size_t /*index*/) {
        constexpr std::size_t kPadded = padded_length(kDimension);
        const auto zero = make_aligned<float>(kPadded);
        ChunkContent content = Chunk(kPadded).sealed_content(make_centre(0, zero.get(), kPadded));
        content.ids[3] = 7;
        content.taken[0] = 8;
        return std::optional(std::move(content));
    };
    ASSERT_TRUE(save_chunks(file(), {"starter@1", kDimension, 1}, 2, chunk));
    expect_unusable();
}

TEST_F(IndexCache, KeepsTheOldFileWhenTheNewOneCannotBeWritten) {
    ASSERT_TRUE(index_.save(file(), "starter@1", 1));
    std::filesystem::create_directory(folder_.path() / "starter.index.tmp");
    const auto saved = index_.save(file(), "starter@1", 2);
    ASSERT_FALSE(saved);
    EXPECT_EQ(saved.error().kind, ErrorKind::io);
    EXPECT_EQ(saved.error().code, "index_cache_not_saved");
    EXPECT_EQ(VectorIndex::load(file(), "starter@1", kDimension)->change_sequence, 1U);
}

TEST_F(IndexCache, SaysWhenTheDiskIsFull) {
    std::filesystem::create_symlink("/dev/full", folder_.path() / "starter.index.tmp");
    const auto saved = index_.save(file(), "starter@1", 1);
    ASSERT_FALSE(saved);
    EXPECT_EQ(saved.error().kind, ErrorKind::no_space);
}

}  // namespace
}  // namespace palette::vectors
