#include "store/note_writer.hpp"

#include <gtest/gtest.h>

#include "base/testing/temporary_folder.hpp"

namespace palette::store {
namespace {

void add_person(Connection& connection, const char* name) {
    auto& insert =
        connection.prepare("INSERT INTO people (name, folded, created_at) VALUES (?1, lower(?1), 0)");
    insert.bind(1, name);
    insert.exec();
}

std::int64_t count_people(Connection& connection) {
    auto& select = connection.prepare("SELECT count(*) FROM people");
    select.executeStep();
    return select.getColumn(0).getInt64();
}

TEST(NoteWriter, WritesForAllAndUndoesWhatFails) {
    const palette::testing::TemporaryFolder folder;
    auto database = Database::open(folder.path() / "palette.db").value();
    NoteWriter notes(*database);
    EXPECT_TRUE(notes.write([](Connection& connection) { add_person(connection, "Ada"); }));
    EXPECT_FALSE(notes.write([](Connection& connection) {
        add_person(connection, "Grace");
        add_person(connection, "ADA");  // the same name
    }));
    EXPECT_EQ(notes.write(count_people), 1);
    EXPECT_EQ(database->read(count_people), 1);
}

TEST(NoteWriter, GivesUpSoonWhileSomebodyElseWrites) {
    const palette::testing::TemporaryFolder folder;
    auto database = Database::open(folder.path() / "palette.db").value();
    NoteWriter notes(*database);
    database
        ->write([&](Connection& connection) {
            add_person(connection, "Ada");
            const auto noted = notes.write([](Connection& other) { add_person(other, "Grace"); });
            EXPECT_EQ(noted ? "" : noted.error().code, "database_busy");
        })
        .value();
    EXPECT_TRUE(notes.write([](Connection& connection) { add_person(connection, "Grace"); }));
    EXPECT_EQ(database->read(count_people), 2);
}

}  // namespace
}  // namespace palette::store
