#include "store/quota.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "store/account_repository.hpp"
#include "store/testing.hpp"
#include "store/trash_repository.hpp"
#include "store/upload_repository.hpp"

namespace palette::store {
namespace {

// Images of testing::TestLibrary have 100 bytes each; so have these.
class QuotaTest : public ::testing::Test {
  protected:
    void SetUp() override {
        library_.database()
            .write([](Connection& connection) {
                connection.raw().exec(
                    "INSERT INTO people (id, name, folded, created_at) VALUES (7, 'Ada', 'ada', 0);"
                    "INSERT INTO accounts (person_id, role, display_name, created_at) VALUES (7, 'member', "
                    "'Ada', 0)");
            })
            .value();
    }
    void set(const char* sql) {
        library_.database().write([&](Connection& connection) { connection.raw().exec(sql); }).value();
    }
    Result<ImageRepository::Added> add(const std::string& name, bool& placed) {
        NewImage image;
        image.id = ImageId{new_id_value()};
        image.original = {testing::TestLibrary::sha256_of(name), "image/png", "png", 100, 40, 30, 1};
        image.owner = kAda;
        image.created_at = now();
        return library_.images().add(image, [&] {
            placed = true;
            return Result<void>{};
        });
    }
    std::string code_of_add(const std::string& name) {
        bool placed = false;
        auto added = add(name, placed);
        EXPECT_EQ(placed, added.has_value());
        return added ? "" : added.error().code;
    }
    std::string code_of_upload(std::uint64_t bytes) {
        Upload upload;
        upload.id = UploadId{new_id_value()};
        upload.owner = kAda;
        upload.bytes = bytes;
        auto added = UploadRepository(library_.database()).add(upload, 10, std::chrono::hours{1});
        return added ? "" : added.error().code;
    }

    static constexpr PersonId kAda{7};
    testing::TestLibrary library_;
    QuotaRepository quotas_{library_.database()};
};

TEST_F(QuotaTest, IsNoLimitUnlessSomebodySetsOne) {
    EXPECT_EQ(code_of_add("a"), "");
    EXPECT_EQ(quotas_.find(kAda).value().bytes_used, 100U);
    EXPECT_EQ(quotas_.find(kAda).value().bytes_max, std::nullopt);
    EXPECT_TRUE(quotas_.check(kAda, UINT32_MAX));
}

TEST_F(QuotaTest, IsThePersonsOwnBeforeTheInstances) {
    AccountRepository accounts(library_.database());
    accounts.edit_instance({.registration = {}, .quota_bytes_max = 150}).value();
    EXPECT_EQ(code_of_add("a"), "");
    EXPECT_EQ(code_of_add("b"), "quota_exceeded");
    set("UPDATE accounts SET quota_bytes_max = 200");
    EXPECT_EQ(code_of_add("b"), "");
    EXPECT_EQ(code_of_add("c"), "quota_exceeded");
    EXPECT_EQ(quotas_.check(kAda, 1).error().code, "quota_exceeded");
    EXPECT_TRUE(quotas_.check(kAda, 0));
    set("UPDATE accounts SET quota_bytes_max = NULL");
    EXPECT_EQ(quotas_.find(kAda).value().bytes_max, 150U);
    EXPECT_EQ(accounts.find(kAda).value().bytes_max, 150U);
    accounts.edit_instance({.registration = {}, .quota_bytes_max = std::optional<std::uint64_t>{}}).value();
    EXPECT_EQ(quotas_.find(kAda).value().bytes_max, std::nullopt);
}

TEST_F(QuotaTest, CountsTheTrashUntilItIsEmptied) {
    set("UPDATE accounts SET quota_bytes_max = 100");
    bool placed = false;
    const ImageId id = add("a", placed).value().id;
    library_.images().remove(id, kMachine).value();
    EXPECT_EQ(code_of_add("b"), "quota_exceeded");
    TrashRepository(library_.database()).purge(std::chrono::milliseconds{0}, std::nullopt, 10).value();
    EXPECT_EQ(code_of_add("b"), "");
}

TEST_F(QuotaTest, KeepsRoomForUploadsThatWereAnnounced) {
    set("UPDATE accounts SET quota_bytes_max = 250");
    EXPECT_EQ(code_of_add("a"), "");
    EXPECT_EQ(code_of_upload(100), "");
    EXPECT_EQ(code_of_upload(51), "quota_exceeded");
    EXPECT_EQ(code_of_upload(50), "");
}

TEST_F(QuotaTest, IsHeldToTheByteByUploadsAtTheSameTime) {
    set("UPDATE accounts SET quota_bytes_max = 550");
    std::atomic<int> added = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&, thread] {
            for (int i = 0; i < 4; ++i) {
                bool placed = false;
                if (add(std::string(1 + thread, 'a') + std::string(1 + i, 'b'), placed)) ++added;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(added, 5);
    EXPECT_EQ(quotas_.find(kAda).value().bytes_used, 500U);
}

}  // namespace
}  // namespace palette::store
