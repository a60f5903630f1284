#include "store/database.hpp"

#include <barrier>
#include <fstream>
#include <thread>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/testing/temporary_folder.hpp"

namespace palette::store {
namespace {

class DatabaseTest : public ::testing::Test {
  protected:
    std::string bytes_of(const std::filesystem::path& path) {
        std::ifstream file(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    palette::testing::TemporaryFolder folder_;
    std::filesystem::path file_ = folder_.path() / "palette.db";
};

std::int64_t count_people(Database& database) {
    return database
        .read([](Connection& connection) {
            auto& select = connection.prepare("SELECT count(*) FROM people");
            select.executeStep();
            return select.getColumn(0).getInt64();
        })
        .value();
}

void add_person(Connection& connection, const std::string& name) {
    auto& insert =
        connection.prepare("INSERT INTO people (name, folded, created_at) VALUES (?1, lower(?1), 0)");
    insert.bind(1, name);
    insert.exec();
}

TEST_F(DatabaseTest, OpensAgainWhatItMade) {
    {
        ASSERT_TRUE(Database::open(file_));
    }
    auto database = Database::open(file_);
    ASSERT_TRUE(database);
    EXPECT_TRUE((*database)->check_integrity());
}

TEST_F(DatabaseTest, RefusesALibraryOfANewerPaletteAndLeavesItAlone) {
    {
        SQLite::Database newer(file_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        newer.exec("CREATE TABLE future (x); PRAGMA user_version = 9999");
    }
    const std::string before = bytes_of(file_);
    auto database = Database::open(file_);
    ASSERT_FALSE(database);
    EXPECT_EQ(database.error().code, "database_newer");
    EXPECT_NE(database.error().public_message.find("9999"), std::string::npos);
    EXPECT_EQ(bytes_of(file_), before);
}

TEST_F(DatabaseTest, RefusesAFileThatIsNoDatabase) {
    std::ofstream(file_) << std::string(5000, 'x');
    auto database = Database::open(file_);
    ASSERT_FALSE(database);
    EXPECT_EQ(database.error().code, "database_corrupt");
    EXPECT_EQ(bytes_of(file_), std::string(5000, 'x'));
}

TEST_F(DatabaseTest, UndoesAWriteThatFails) {
    auto database = Database::open(file_).value();
    const auto returned = database->write([](Connection& connection) -> Result<void> {
        add_person(connection, "Ada");
        return fail(ErrorKind::conflict, "no", "No.");
    });
    EXPECT_EQ(returned.error().code, "no");
    const auto thrown = database->write([](Connection& connection) {
        add_person(connection, "Ada");
        add_person(connection, "ADA");  // the same name
    });
    EXPECT_FALSE(thrown);
    EXPECT_EQ(count_people(*database), 0);
}

// A SELECT left in the middle of its rows used to hold its connection in the past.
TEST_F(DatabaseTest, SeesWhatWasWrittenAfterAnUnfinishedRead) {
    auto database = Database::open(file_).value();
    const auto read_one = [&] {
        return database
            ->read([](Connection& connection) {
                auto& select = connection.prepare("SELECT name FROM people ORDER BY id DESC");
                return select.executeStep() ? select.getColumn(0).getString() : std::string("nobody");
            })
            .value();
    };
    EXPECT_EQ(read_one(), "nobody");
    for (const char* name : {"Ada", "Grace"}) {
        database->write([&](Connection& connection) { add_person(connection, name); }).value();
        EXPECT_EQ(read_one(), name);
    }
}

// Whoever changes a new database to WAL, and whoever closes it last, used to make the others fail as "busy".
TEST_F(DatabaseTest, OpensForManyAtOnce) {
    for (int round = 0; round < 10; ++round) {
        const auto file = folder_.path() / fmt::format("{}.db", round);
        std::barrier start(8);
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&] {
                start.arrive_and_wait();
                for (int again = 0; again < 3; ++again) {
                    const auto database = Database::open(file);
                    EXPECT_TRUE(database) << (database ? "" : database.error().internal_detail);
                }
            });
        }
    }
}

TEST_F(DatabaseTest, LetsManyWriteAtOnce) {
    auto first = Database::open(file_).value();
    auto second = Database::open(file_).value();
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&, i] {
                auto& database = i % 2 == 0 ? *first : *second;
                for (int j = 0; j < 25; ++j) {
                    const auto written = database.write(
                        [&](Connection& connection) { add_person(connection, std::to_string(i * 100 + j)); });
                    EXPECT_TRUE(written);
                }
            });
        }
    }
    EXPECT_EQ(count_people(*first), 100);
}

}  // namespace
}  // namespace palette::store
