#include "model/viewer.hpp"

#include <gtest/gtest.h>

namespace palette {
namespace {

constexpr PersonId kAda{1};
constexpr PersonId kBob{2};

struct Case {
    const char* name;
    Viewer viewer;
    Ownership image;
    bool sees;
    bool edits;
};

constexpr Ownership kUnowned{};
constexpr Ownership kAdasPublic{kAda, Visibility::everyone};
constexpr Ownership kAdasPrivate{kAda, Visibility::owner};
constexpr Viewer kAdaHerself{.person = kAda, .role = Role::member};
constexpr Viewer kBobTheMember{.person = kBob, .role = Role::member};
constexpr Viewer kBobTheOwner{.person = kBob, .role = Role::owner};
constexpr Viewer kFirstVisitor{.unclaimed = true};

class WhoMay : public testing::TestWithParam<Case> {};

TEST_P(WhoMay, SeeAndEdit) {
    const Case& row = GetParam();
    EXPECT_EQ(may_see(row.viewer, row.image), row.sees);
    EXPECT_EQ(may_edit(row.viewer, row.image), row.edits);
}

INSTANTIATE_TEST_SUITE_P(Rule, WhoMay,
                         testing::Values(Case{"guest_unowned", kGuest, kUnowned, true, false},
                                         Case{"guest_public", kGuest, kAdasPublic, true, false},
                                         Case{"guest_private", kGuest, kAdasPrivate, false, false},
                                         Case{"first_visitor_unowned", kFirstVisitor, kUnowned, true, true},
                                         Case{"self_unowned", kAdaHerself, kUnowned, true, false},
                                         Case{"self_public", kAdaHerself, kAdasPublic, true, true},
                                         Case{"self_private", kAdaHerself, kAdasPrivate, true, true},
                                         Case{"member_public", kBobTheMember, kAdasPublic, true, false},
                                         Case{"member_private", kBobTheMember, kAdasPrivate, false, false},
                                         Case{"owner_unowned", kBobTheOwner, kUnowned, true, true},
                                         Case{"owner_public", kBobTheOwner, kAdasPublic, true, true},
                                         Case{"owner_private", kBobTheOwner, kAdasPrivate, false, false},
                                         Case{"machine_private", kMachine, kAdasPrivate, true, true}),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace palette
