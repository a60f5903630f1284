#include "ingest/resumable_uploads.hpp"

#include <filesystem>

#include <gtest/gtest.h>

#include "base/testing/temporary_folder.hpp"
#include "store/library_clock.hpp"

namespace palette::ingest {
namespace {

class ResumableUploadsTest : public ::testing::Test {
  protected:
    UploadId begin(std::uint64_t bytes = 10) {
        Upload upload;
        upload.file_name = "sea.png";
        upload.bytes = bytes;
        upload.words.tags = {"sea", "storm"};
        return uploads_.begin(upload).value().upload.id;
    }
    std::string code_of_write(UploadId id, std::uint64_t offset,
                              std::optional<std::uint64_t> length = std::nullopt) {
        auto writer = uploads_.write(id, std::nullopt, offset, length);
        return writer ? "" : writer.error().code;
    }
    std::unique_ptr<ResumableUploads::Writer> write(UploadId id, std::uint64_t offset) {
        return uploads_.write(id, std::nullopt, offset, std::nullopt).value();
    }
    std::uint64_t offset_of(UploadId id) { return uploads_.find(id, std::nullopt).value().offset; }

    testing::TemporaryFolder folder_;
    files::DataDirectory directory_ = files::DataDirectory::open(folder_.path()).value();
    std::unique_ptr<store::Database> database_ = store::Database::open(directory_.database()).value();
    std::unique_ptr<files::Arrivals> arrivals_ = files::Arrivals::open(directory_).value();
    Acceptor acceptor_{directory_, *arrivals_, *database_, {}};
    ResumableUploads uploads_{directory_, *database_, acceptor_, {}};
};

TEST_F(ResumableUploadsTest, GoesOnWhereItStands) {
    const UploadId id = begin();
    {
        auto writer = write(id, 0);
        ASSERT_TRUE(writer->append("01234"));
        EXPECT_EQ(writer->sync().value(), 5U);
    }
    EXPECT_EQ(offset_of(id), 5U);
    EXPECT_EQ(uploads_.find(id, std::nullopt).value().upload.words.tags,
              (std::vector<std::string>{"sea", "storm"}));
    EXPECT_EQ(code_of_write(id, 0), "offset_mismatch");
    EXPECT_EQ(code_of_write(id, 6), "offset_mismatch");
    EXPECT_EQ(code_of_write(id, 5), "");
}

TEST_F(ResumableUploadsTest, TakesNoMoreThanWasAnnounced) {
    const UploadId id = begin();
    EXPECT_EQ(code_of_write(id, 0, 11), "upload_too_long");
    auto writer = write(id, 0);
    ASSERT_TRUE(writer->append("01234567"));
    EXPECT_EQ(writer->append("890").error().code, "upload_too_long");
    EXPECT_EQ(offset_of(id), 8U);
}

TEST_F(ResumableUploadsTest, LetsANewRequestTakeOverFromOneThatHangs) {
    const UploadId id = begin();
    auto hanging = write(id, 0);
    ASSERT_TRUE(hanging->append("012"));
    auto next = write(id, 3);
    EXPECT_EQ(hanging->append("345").error().code, "upload_taken_over");
    ASSERT_TRUE(next->append("345"));
    hanging.reset();
    ASSERT_TRUE(next->append("678"));
    EXPECT_EQ(offset_of(id), 9U);
}

TEST_F(ResumableUploadsTest, BelongsToWhoBeganIt) {
    const UploadId id = begin();
    EXPECT_EQ(uploads_.find(id, PersonId{7}).error().code, "upload_not_found");
    EXPECT_EQ(uploads_.cancel(id, PersonId{7}).error().code, "upload_not_found");
    EXPECT_EQ(uploads_.write(id, PersonId{7}, 0, std::nullopt).error().code, "upload_not_found");
}

TEST_F(ResumableUploadsTest, LimitsWhatIsUnfinished) {
    for (std::size_t i = 0; i < kOpenUploadsMax; ++i) begin();
    Upload upload;
    upload.bytes = 1;
    EXPECT_EQ(uploads_.begin(upload).error().code, "too_many_uploads");
}

TEST_F(ResumableUploadsTest, RefusesEmptyAndHugeFilesBeforeTheyAreSent) {
    Upload upload;
    EXPECT_EQ(uploads_.begin(upload).error().code, "image_empty");
    upload.bytes = Limits{}.original_bytes_max + 1;
    EXPECT_EQ(uploads_.begin(upload).error().code, "file_too_large");
}

TEST_F(ResumableUploadsTest, IsForgottenWithItsFileADayAfterItsLastByte) {
    const UploadId id = begin();
    ASSERT_TRUE(write(id, 0)->append("01"));
    store::advance_library_clock(*database_, kUploadLives - std::chrono::milliseconds{1}).value();
    uploads_.sweep().value();
    {
        auto writer = write(id, 2);
        ASSERT_TRUE(writer->append("2"));
        ASSERT_TRUE(writer->sync());
    }
    store::advance_library_clock(*database_, kUploadLives - std::chrono::milliseconds{1}).value();
    uploads_.sweep().value();
    EXPECT_EQ(offset_of(id), 3U);
    store::advance_library_clock(*database_, std::chrono::milliseconds{1}).value();
    uploads_.sweep().value();
    EXPECT_EQ(uploads_.find(id, std::nullopt).error().code, "upload_not_found");
    EXPECT_FALSE(std::filesystem::exists(directory_.upload(id)));
}

TEST_F(ResumableUploadsTest, LeavesNothingWhenItIsCancelled) {
    const UploadId id = begin();
    ASSERT_TRUE(write(id, 0)->append("01"));
    uploads_.cancel(id, std::nullopt).value();
    EXPECT_TRUE(std::filesystem::is_empty(directory_.uploads()));
    EXPECT_EQ(code_of_write(id, 2), "upload_not_found");
}

}  // namespace
}  // namespace palette::ingest
