// SPDX-License-Identifier: MIT
// The vmap area's allocator: what its tags promise, checked against a model that keeps a list of areas.
#include "mm/area_allocator.hpp"
#include "mm/frame_allocator.hpp"
#include "mm/kernel_space.hpp"
#include "mm/map_pages.hpp"
#include "tests/sim/booted_machine.hpp"
#include "tests/support/random.hpp"

#include <bit>
#include <map>
#include <vector>

namespace {

using mm::AreaKind;
using mm::AreaLists;
using mm::AreaTag;

constexpr VirtRange kRegion = mm::layout::kVmapArea;
constexpr VirtAddr kCaller{0xC012'3456};

class AreaAllocator : public sim::BootedMachine {
protected:
    AreaAllocator() : BootedMachine{{.memory = 64_MiB}} { areas.start(mm::kernel_space().root, kRegion); }
    u32 take(u32 pages) { return areas.take(pages, AreaKind::Mapped, kCaller).must(); }
    mm::AreaAllocator areas;
};

TEST(AreaLists, EveryStretchOfASureClassFits)
{
    for (u32 pages = 2; pages < AreaTag::kMaxPages; ++pages) {
        u32 const sure = AreaLists::class_sure_to_fit(pages);
        ASSERT_GE(sure, AreaLists::class_of(pages));
        ASSERT_GT(sure, AreaLists::class_of(pages - 1)) << pages;
    }
}

TEST(AreaLists, ClassesAreInTheOrderOfSizes)
{
    for (u32 pages = 2; pages < AreaTag::kMaxPages; ++pages) {
        u32 const step = AreaLists::class_of(pages + 1) - AreaLists::class_of(pages);
        ASSERT_LE(step, 1u) << pages;
    }
}

TEST_F(AreaAllocator, GuardCarriesWhatTheAreaIs)
{
    AreaTag const tag = areas.tables().tag(take(3));
    EXPECT_EQ(tag.kind(), AreaKind::Mapped);
    EXPECT_EQ(tag.usable(), 3u);
    EXPECT_EQ(tag.caller(), kCaller);
}

TEST_F(AreaAllocator, NeighboursHaveAnUnmappedPageBetweenThem)
{
    u32 const first = take(3), second = take(5);
    u32 const gap = std::max(first, second) - std::min(first, second);
    EXPECT_GE(gap, std::min(first, second) == first ? 4u : 6u);
}

TEST_F(AreaAllocator, EntriesOfANewAreaAreEmpty)
{
    u32 const old_guard = take(7);
    take(1);
    areas.give(old_guard);
    for (u32 pages = 1; pages <= 7; ++pages) {
        u32 const guard = take(pages);
        mm::for_each_entry(areas.tables().space(), areas.tables().addresses_of(guard + 1, pages),
                           [](mm::PteSlot const& slot) { EXPECT_EQ(std::bit_cast<u64>(slot) & ~0u, 0u); });
    }
}

TEST_F(AreaAllocator, ARestOfOnePageGoesWithTheArea)
{
    u32 const hole = take(6); // 7 pages with its guard
    take(1);                  // keeps it from merging with the rest
    areas.give(hole);
    AreaTag const tag = areas.tables().tag(take(5));
    EXPECT_TRUE(tag.spare());
    EXPECT_EQ(tag.pages(), 7u);
    EXPECT_EQ(tag.usable(), 5u);
}

TEST_F(AreaAllocator, EverythingGivenBackIsOneStretchAgain)
{
    std::vector<u32> guards;
    for (u32 pages = 1; pages <= 40; ++pages) guards.push_back(take(pages));
    for (u32 index : {0u, 1u}) // every second one first, then those in between
        for (; index < guards.size(); index += 2) areas.give(guards[index]);
    AreaTag const whole = areas.tables().tag(0);
    EXPECT_EQ(whole.kind(), AreaKind::Free);
    EXPECT_EQ(whole.pages(), kRegion.pages() - 1);
    EXPECT_EQ(areas.unused_pages(), kRegion.pages() - 1);
}

TEST_F(AreaAllocator, OneAreaMayHaveAllThereIs)
{
    EXPECT_FALSE(areas.take(kRegion.pages() - 1, AreaKind::Mapped, kCaller)) << "the border is nobody's";
    EXPECT_TRUE(areas.take(kRegion.pages() - 2, AreaKind::Mapped, kCaller));
    EXPECT_EQ(areas.take(1, AreaKind::Mapped, kCaller).error(), mm::VmapError::NoAddresses);
}

TEST_F(AreaAllocator, ASizeBetweenTwoClassesIsStillFound)
{
    u32 const most = kRegion.pages() - 2;
    u32 const between = most - 100; // rounds up to a class that the only stretch is not in
    ASSERT_GT(AreaLists::class_sure_to_fit(between + 1), AreaLists::class_of(most + 1));
    EXPECT_TRUE(areas.take(between, AreaKind::Mapped, kCaller));
}

TEST_F(AreaAllocator, TablesAreMadeOnlyWhereAreasLie)
{
    u32 const at_start = areas.tables().tables_made();
    EXPECT_EQ(at_start, 2u);
    take(100);
    EXPECT_EQ(areas.tables().tables_made(), at_start);
    take(1000);
    EXPECT_LE(areas.tables().tables_made(), at_start + 3);
}

TEST_F(AreaAllocator, WithoutAFrameForATableNothingChanges)
{
    while (mm::frames().alloc_frames(0, mm::ZoneChoice::LowOnly)) {
    }
    EXPECT_EQ(areas.take(2000, AreaKind::Mapped, kCaller).error(), mm::VmapError::NoFrames);
    EXPECT_EQ(areas.unused_pages(), kRegion.pages() - 1);
    EXPECT_TRUE(areas.take(10, AreaKind::Mapped, kCaller)) << "what needs no table still works";
}

// A million steps at about nine tenths full; afterwards everything must merge into one stretch again.
TEST_F(AreaAllocator, SurvivesAMillionRandomSizes)
{
    sim::Random random{1};
    std::map<u32, u32> model; // guard -> pages up to the next guard
    std::vector<u32> guards;
    u32 refused = 0;
    auto const random_pages = [&] {
        u32 const kind = random.below(100);
        return kind < 60 ? 1 + random.below(4) : kind < 95 ? 1 + random.below(64) : 1 + random.below(2000);
    };
    for (u32 step = 0; step < 1'000'000; ++step) {
        bool const full = areas.unused_pages() < kRegion.pages() / 10;
        if (!guards.empty() && (full || random.one_in(2))) {
            std::swap(guards[random.below(static_cast<u32>(guards.size()))], guards.back());
            model.erase(guards.back());
            areas.give(guards.back());
            guards.pop_back();
            continue;
        }
        u32 const pages = random_pages();
        auto const guard = areas.take(pages, AreaKind::Mapped, kCaller);
        if (!guard) {
            ++refused;
            continue;
        }
        AreaTag const tag = areas.tables().tag(*guard);
        ASSERT_EQ(tag.usable(), pages);
        auto const next = model.lower_bound(*guard);
        if (next != model.end()) {
            ASSERT_LE(*guard + tag.pages(), next->first) << "step " << step;
        }
        if (next != model.begin()) {
            ASSERT_LE(std::prev(next)->first + std::prev(next)->second, *guard) << "step " << step;
        }
        model[*guard] = tag.pages();
        guards.push_back(*guard);
    }
    EXPECT_LT(refused, 1000u) << "fragmented";
    for (u32 const guard : guards) areas.give(guard);
    EXPECT_EQ(areas.tables().tag(0).pages(), kRegion.pages() - 1);
}

} // namespace
