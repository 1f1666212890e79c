// SPDX-License-Identifier: MIT
// From an address to its place among the windows, and back; the borders between two owners' windows.
#include "mm/context.hpp"
#include "mm/cpu_window.hpp"
#include "mm/kmap_local.hpp"
#include "mm/local_window.hpp"
#include "tests/sim/booted_machine.hpp"

namespace {

using mm::LocalPlace;
using mm::WindowOwner;

class LocalWindows : public sim::BootedMachine {
protected:
    static constexpr WindowOwner kFirst{0}, kSecond{1}, kLast{WindowOwner::kMost - 1};
    static u32 pages() { return 2 * mm::slots_per_window(); }
    static LocalPlace last_page_of(WindowOwner owner) { return LocalPlace::of_page(owner, pages() - 1); }
};

TEST_F(LocalWindows, EveryPageIsFoundAgainByAnyOfItsAddresses)
{
    for (u32 number = 0; number < WindowOwner::kMost; ++number) {
        for (u32 page = 0; page < pages(); ++page) {
            LocalPlace const place = LocalPlace::of_page(WindowOwner{number}, page);
            LocalPlace const found = LocalPlace::of(place.address() + 0xFFF);
            ASSERT_TRUE(found.has_owner());
            ASSERT_EQ(found.owner(), WindowOwner{number});
            ASSERT_EQ(found.page(), page);
            ASSERT_EQ(found.address(), place.address());
        }
    }
}

TEST_F(LocalWindows, EverySlotLiesBetweenTwoGuards)
{
    for (u32 slot = 0; slot < mm::slots_per_window(); ++slot) {
        LocalPlace const place = LocalPlace::of_slot(kSecond, slot);
        EXPECT_EQ(place.kind(), LocalPlace::Kind::Slot);
        EXPECT_EQ(place.slot(), slot);
        EXPECT_TRUE(place.moved(-1).is_guard());
        EXPECT_TRUE(place.moved(1).is_guard());
    }
}

TEST_F(LocalWindows, GuardAboveAWindowIsTheNextOwners)
{
    LocalPlace const above = last_page_of(kFirst).moved(1);
    EXPECT_EQ(above.kind(), LocalPlace::Kind::Guard);
    EXPECT_EQ(above.owner(), kSecond);
    EXPECT_EQ(above.page(), 0u);
    EXPECT_EQ(above.moved(-1).address(), last_page_of(kFirst).address());
}

TEST_F(LocalWindows, GuardAboveTheLastWindowIsNobodysAndNothingLiesBeyond)
{
    LocalPlace const edge = last_page_of(kLast).moved(1);
    EXPECT_EQ(edge.kind(), LocalPlace::Kind::Edge);
    EXPECT_FALSE(edge.has_owner());
    EXPECT_FALSE(edge.entry().present());
    EXPECT_EQ(edge.address() + kPageSize, mm::local_windows().end);
    EXPECT_FALSE(edge.moved(1).inside());
    EXPECT_FALSE(LocalPlace::of_page(kFirst, 0).moved(-1).inside());
}

TEST_F(LocalWindows, AddressesElsewhereAreOutside)
{
    for (u32 const address : {0u, 0xC000'0000u, 0xFFFF'FFFFu}) {
        LocalPlace const place = LocalPlace::of(VirtAddr{address});
        EXPECT_FALSE(place.inside() || place.is_guard() || place.has_owner());
        EXPECT_FALSE(place.entry().present()) << "also where the direct map has something";
    }
}

TEST_F(LocalWindows, PlaceShowsTheEntryThatTheMappingCallsWrote)
{
    sim::on_cpu(3, [] {
        VirtAddr const address = mm::kmap_local_pfn(Pfn{0x12'3456});
        LocalPlace const place = LocalPlace::of(address);
        EXPECT_EQ(place.owner(), mm::this_owner());
        EXPECT_EQ(place.slot(), 0u);
        EXPECT_EQ(place.entry(), mm::read_entry(mm::local_window().entry(place.page())));
        EXPECT_EQ(place.entry().pfn(), Pfn{0x12'3456});
        EXPECT_FALSE(place.moved(2).entry().present());
    });
}

TEST_F(LocalWindows, WindowAndPlaceAgreeAboutEveryOwner)
{
    for (u32 number = 0; number < WindowOwner::kMost; ++number) {
        mm::LocalWindow const window = mm::window_of_cpu(number);
        for (u32 const page : {0u, 1u, pages() - 1}) {
            VirtAddr const address = LocalPlace::of_page(WindowOwner{number}, page).address();
            EXPECT_EQ(window.address_of(page), address);
            EXPECT_EQ(window.page_of(address + 0xFFF), page);
        }
        EXPECT_GE(window.page_of(window.address_of(0) - 1), pages());
    }
}

TEST_F(LocalWindows, OwnersAreCalledByTheirCpu) { EXPECT_EQ(mm::name_of(WindowOwner{31}).view(), "CPU 31"); }

} // namespace
