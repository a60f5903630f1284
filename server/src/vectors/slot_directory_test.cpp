#include "vectors/slot_directory.hpp"

#include <random>
#include <unordered_map>

#include <gtest/gtest.h>

namespace palette::vectors {
namespace {

TEST(SlotDirectory, AgreesWithAnOrdinaryMapThroughManyInsertionsAndRemovals) {
    constexpr int kSteps = 50'000;
    std::mt19937 random(1);
    std::vector<std::int64_t> id_by_slot;
    std::unordered_map<std::int64_t, Slot> expected;
    SlotDirectory directory;
    const auto id_of = [&](Slot slot) { return id_by_slot[slot]; };
    for (int step = 0; step < kSteps; ++step) {
        const auto id = static_cast<std::int64_t>(random() % 1500) - 10;
        const auto known = expected.find(id);
        if (known == expected.end()) {
            EXPECT_EQ(directory.find(id, id_of), std::nullopt);
            const auto slot = static_cast<Slot>(id_by_slot.size());
            id_by_slot.push_back(id);
            directory.insert(id, slot, id_of);
            expected.emplace(id, slot);
        } else {
            EXPECT_EQ(directory.find(id, id_of), known->second);
            directory.erase(id, id_of);
            expected.erase(known);
        }
        ASSERT_EQ(directory.size(), expected.size());
    }
    for (const auto& [id, slot] : expected) EXPECT_EQ(directory.find(id, id_of), slot);
}

TEST(SlotDirectory, FindsNothingWhenEmptyAndForgetsNothingUnknown) {
    SlotDirectory directory;
    const auto id_of = [](Slot) { return std::int64_t{7}; };
    EXPECT_EQ(directory.find(7, id_of), std::nullopt);
    directory.erase(7, id_of);
    directory.insert(7, 0, id_of);
    directory.erase(8, id_of);
    EXPECT_EQ(directory.size(), 1U);
}

}  // namespace
}  // namespace palette::vectors
