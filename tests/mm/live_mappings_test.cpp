// SPDX-License-Identifier: MIT
// The table behind kmap.debug=track by itself: what was added is found and removed, wherever other rows
// have pushed it, and whoever reads at the same time.
#include "mm/live_mappings.hpp"
#include "tests/support/random.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <vector>

namespace {

using mm::MappingKind;
constexpr u32 kRows = mm::LiveMappings::kRows;

class LiveMappings : public testing::Test {
protected:
    void add(VirtAddr address, void const* holder = nullptr)
    {
        mm::LiveMapping mapping;
        mapping.address = address;
        mapping.holder = holder;
        table->add(mapping);
    }
    bool remove(VirtAddr address, void const* holder = nullptr)
    {
        return table->remove(MappingKind::Local, address, holder);
    }
    [[nodiscard]] u32 count() const
    {
        u32 rows = 0;
        table->for_each([&](mm::LiveMapping const&) { ++rows; });
        return rows;
    }

    static constexpr VirtAddr kSomewhere{0xFEBF'F000};
    std::unique_ptr<mm::LiveMappings> const table = std::make_unique<mm::LiveMappings>();
};

TEST_F(LiveMappings, EachIsFoundInAFullTable)
{
    sim::Random random{1};
    std::vector<VirtAddr> addresses; // of which some are there many times, as the shared window's are
    for (u32 row = 0; row < kRows; ++row)
        addresses.push_back(VirtAddr{0xF000'0000 + random.below(kRows / 4) * kPageSize});
    for (u32 round = 0; round < 20; ++round) { // each begins with the rows in another order
        for (VirtAddr const address : addresses) add(address);
        EXPECT_EQ(count(), kRows);
        for (u32 row = 0; row < kRows; ++row) std::swap(addresses[row], addresses[random.below(kRows)]);
        for (VirtAddr const address : addresses) {
            EXPECT_TRUE(table->find(MappingKind::Local, address).has_value());
            EXPECT_TRUE(remove(address));
        }
        EXPECT_EQ(count(), 0u);
    }
    EXPECT_EQ(table->not_recorded(), 0u);
}

TEST_F(LiveMappings, OwnRowIsRemovedBeforeAnybodyElses)
{
    int const anna = 0, bert = 0;
    add(kSomewhere, &anna);
    add(kSomewhere, &bert);
    EXPECT_TRUE(remove(kSomewhere, &anna));
    EXPECT_EQ(table->find(MappingKind::Local, kSomewhere)->holder, &bert);
    EXPECT_TRUE(remove(kSomewhere, &anna)) << "handed over, so it is listed under the other one's name";
    EXPECT_FALSE(remove(kSomewhere, &anna));
}

TEST_F(LiveMappings, RowThatIsBeingReadCanBeRemoved)
{
    add(kSomewhere);
    u32 visits = 0;
    // As an interrupt in the middle of a listing, or another CPU, does.
    table->for_each([&](mm::LiveMapping const&) {
        ++visits;
        EXPECT_TRUE(remove(kSomewhere));
        EXPECT_FALSE(remove(kSomewhere));
    });
    EXPECT_EQ(visits, 1u);
    EXPECT_FALSE(table->find(MappingKind::Local, kSomewhere).has_value());
    for (u32 row = 0; row < kRows; ++row) add(kSomewhere); // and the row is free again
    EXPECT_EQ(table->not_recorded(), 0u);
}

TEST_F(LiveMappings, FullTableCountsWhatItCannotKeep)
{
    for (u32 row = 0; row < kRows; ++row) add(kSomewhere);
    add(kSomewhere);
    EXPECT_EQ(table->not_recorded(), 1u);
    EXPECT_EQ(count(), kRows);
}

} // namespace
