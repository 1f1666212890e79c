// SPDX-License-Identifier: MIT
// What a pointer that is freed wrongly, or kept too long, comes to.
#include "lib/format.hpp"
#include "tests/sim/slab_machine.hpp"

namespace {

using lib::ReportKind;
using Slab = sim::SlabMachine;

TEST_F(Slab, DoubleFreeStopsAndSaysWhoFreedItBefore)
{
    void* const kept = cache.alloc(); // so that the slab stays
    void* const object = cache.alloc();
    cache.free(object);
    EXPECT_STOP_SAYING(ReportKind::BadFree, "thread 'boot 0' frees thing 0x", cache.free(object));
    EXPECT_STOP_SAYING(ReportKind::BadFree, "a double free of an object that was freed at code 0x",
                       cache.free(object));
    EXPECT_EQ(cache.objects_in_use(), 1u) << "nothing has happened";
    EXPECT_EQ(cache.alloc(), object);
    void* const next = cache.alloc();
    EXPECT_NE(next, object) << "it is on the list once";
    for (void* each : {kept, object, next}) cache.free(each);
}

TEST_F(Slab, FreeOfAnObjectOfAnotherCacheStops)
{
    void* const object = other.alloc();
    EXPECT_STOP_SAYING(ReportKind::BadFree, "an object of another cache", cache.free(object));
    other.free(object);
}

TEST_F(Slab, FreeOfAPointerIntoAnObjectStops)
{
    auto* const object = static_cast<std::byte*>(cache.alloc());
    for (u32 const offset : {1u, 4u, 39u})
        EXPECT_STOP_SAYING(ReportKind::BadFree, "inside object 0 of its slab and not its start",
                           cache.free(object + offset));
    cache.free(object);
}

TEST_F(Slab, FreeOfWhatIsNoObjectStops)
{
    auto* const object = static_cast<std::byte*>(cache.alloc());
    EXPECT_STOP_SAYING(ReportKind::BadFree, "not an object of any cache", cache.free(object - 1));
    EXPECT_STOP_SAYING(ReportKind::BadFree, "not an object of any cache", cache.free(nullptr));
    auto const frame = mm::frames().alloc_frames(0, mm::ZoneChoice::LowOnly);
    EXPECT_STOP_SAYING(ReportKind::BadFree, "not an object of any cache",
                       cache.free(hw::lowmem(frame->pfn().base()) + 64));
    mm::frames().free_frames(*frame, 0);
    cache.free(object);
}

TEST_F(Slab, FreeAfterTheSlabWasGivenBackStops)
{
    void* const object = cache.alloc();
    cache.free(object);
    cache.shrink();
    EXPECT_STOP_SAYING(ReportKind::BadFree, "not an object of any cache", cache.free(object));
}

TEST_F(Slab, WriteAfterFreeIsReportedWhenTheObjectIsTakenAgain)
{
    void* const object = cache.alloc();
    cache.free(object);
    for (u32 const index : {0u, 3u, 9u}) {
        word(object, index) = 0x1234;
        EXPECT_STOP_SAYING(ReportKind::UseAfterFree,
                           lib::formatted<64>("0x1234 at offset {}, where poison", index * 4).view(),
                           cache.alloc());
    }
    word(object, 0) = 0;
    EXPECT_STOP_SAYING(ReportKind::UseAfterFree, "that was freed at code 0x", cache.alloc());
    void* const whole = cache.alloc();
    EXPECT_EQ(whole, object) << "poisoned again by the report";
    EXPECT_EQ(cache.objects_in_use(), 1u);
    cache.free(object);
}

TEST_F(Slab, WriteToAnObjectThatNobodyHasHadIsReportedToo)
{
    void* const first = cache.alloc();
    word(first, 10) = 5; // the neighbour's
    EXPECT_STOP_SAYING(ReportKind::UseAfterFree, "that nobody has had yet", cache.alloc());
    cache.free(first);
}

TEST_F(Slab, EndOfACacheWithObjectsInUseStopsAndListsThem)
{
    void* const object = cache.alloc();
    EXPECT_STOP_SAYING(ReportKind::Leak, "thing, taken at code 0x", cache.destroy());
    lib::Text<256> caches;
    mm::print_kmem_caches(caches);
    EXPECT_EQ(caches.view(), "1 thing in use\n");
    EXPECT_EQ(mm::kmem_objects_in_use(), 1u);
    cache.free(object);
    cache.destroy();
    EXPECT_EQ(cache.slabs(), 0u);
}

TEST_F(Slab, MistakesLeaveTheLockFreeAndInterruptsAsTheyWere)
{
    void* const object = cache.alloc();
    EXPECT_STOP(ReportKind::BadFree, other.free(object));
    EXPECT_TRUE(sim::interrupts_on());
    EXPECT_EQ(lib::held_lock_ranks(), 0u);
    cache.free(object);
    word(object, 1) = 1;
    EXPECT_STOP(ReportKind::UseAfterFree, cache.alloc());
    EXPECT_TRUE(sim::interrupts_on());
    EXPECT_EQ(lib::held_lock_ranks(), 0u);
}

} // namespace
