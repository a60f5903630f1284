#include "model/palette.hpp"

#include <gtest/gtest.h>

namespace palette {
namespace {

using enum PaletteRole;
using enum PaletteVisibility;

TEST(PaletteRules, SayWhoMaySeeWhat) {
    struct Row {
        PaletteRole role;
        PaletteVisibility visibility;
        bool without_key;
        bool with_the_key;
    };
    for (const Row& row : {Row{none, people_only, false, false}, Row{none, with_key, false, true},
                           Row{none, everybody, true, true}, Row{viewer, people_only, true, true},
                           Row{viewer, with_key, true, true}, Row{contributor, people_only, true, true},
                           Row{owner, people_only, true, true}}) {
        EXPECT_EQ(may_see(row.role, row.visibility, false), row.without_key) << to_string(row.role);
        EXPECT_EQ(may_see(row.role, row.visibility, true), row.with_the_key) << to_string(row.role);
    }
}

TEST(PaletteRules, LetContributorsTouchOnlyWhatTheyAdded) {
    EXPECT_FALSE(may_add(none));
    EXPECT_FALSE(may_add(viewer));
    EXPECT_TRUE(may_add(contributor));
    EXPECT_TRUE(may_move(contributor, true));
    EXPECT_FALSE(may_move(contributor, false));
    EXPECT_FALSE(may_move(viewer, true));
    EXPECT_TRUE(may_move(owner, false));
    EXPECT_FALSE(may_manage(contributor));
    EXPECT_TRUE(may_manage(owner));
}

TEST(PaletteRules, ReadTheWordsOfTheContract) {
    for (const auto visibility : {people_only, with_key, everybody}) {
        EXPECT_EQ(parse_palette_visibility(to_string(visibility)), visibility);
    }
    EXPECT_EQ(parse_palette_visibility("Public"), std::nullopt);
    EXPECT_EQ(parse_given_role("viewer"), viewer);
    EXPECT_EQ(parse_given_role("contributor"), contributor);
    EXPECT_EQ(parse_given_role("owner"), std::nullopt);
}

}  // namespace
}  // namespace palette
