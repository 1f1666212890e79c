// SPDX-License-Identifier: MIT
// The allocator of small objects in this machine's lowmem: what is taken comes back, to the last frame, and
// every mistake is named.
#include "lib/irq_guard.hpp"
#include "mm/frame_allocator.hpp"
#include "mm/machine.hpp"
#include "mm/slab_object.hpp"
#include "runs/test/test_table.hpp"

namespace kernel {

namespace {

using lib::ReportKind;

struct Thing {
    u32 words[10];
};

// A cache that ends with its test, and must find the frames as they were.
class TestCache {
public:
    explicit TestCache(TestRun& test) : test_{test} {}
    ~TestCache()
    {
        things.cache().destroy();
        u32 const frames = mm::frames().low().free_frames();
        test_.expect(frames == frames_before_, "{} frames of lowmem are free, {} before", frames,
                     frames_before_);
    }
    TestCache(TestCache const&) = delete;
    TestCache& operator=(TestCache const&) = delete;

    mm::ObjectCache<Thing> things{"test thing"};

private:
    TestRun& test_;
    u32 frames_before_ = mm::frames().low().free_frames();
};

void objects_and_frames_come_back(TestRun& test)
{
    TestCache cache{test};
    Thing* taken[300];
    for (u32 n = 0; n < std::size(taken); ++n) {
        taken[n] = cache.things.alloc();
        if (!test.expect(taken[n] != nullptr, "no frame for object {}", n)) return;
        for (u32& word : taken[n]->words) word = n;
    }
    test.expect(cache.things.cache().objects_in_use() == std::size(taken), "{} objects in use",
                cache.things.cache().objects_in_use());
    for (u32 n = 0; n < std::size(taken); ++n) {
        test.expect(taken[n]->words[0] == n && taken[n]->words[9] == n, "object {} has been overwritten", n);
        cache.things.free(taken[n]);
    }
    test.expect(cache.things.cache().slabs() == 1, "{} slabs are kept", cache.things.cache().slabs());
}

void owner_frees_its_object(TestRun& test)
{
    TestCache cache{test};
    {
        auto const owner = cache.things.make();
        test.expect(cache.things.cache().objects_in_use() == 1, "nothing was taken");
    }
    test.expect(cache.things.cache().objects_in_use() == 0, "nothing was given back");
}

void interrupts_off_are_no_hindrance(TestRun& test)
{
    TestCache cache{test};
    lib::IrqGuard const off;
    auto const owner = cache.things.make();
    test.expect(static_cast<bool>(owner), "no object");
}

void double_free_of_an_object_is_reported(TestRun& test)
{
    TestCache cache{test};
    Thing* const thing = cache.things.alloc();
    cache.things.free(thing);
    test.expect_stop(ReportKind::BadFree, "double_free_of_an_object_is_reported",
                     [&] { cache.things.free(thing); });
}

void free_of_a_pointer_into_an_object_is_reported(TestRun& test)
{
    TestCache cache{test};
    auto const owner = cache.things.make();
    test.expect_stop(ReportKind::BadFree, "not its start",
                     [&] { cache.things.cache().free(&owner->words[1]); });
}

void free_into_another_cache_is_reported(TestRun& test)
{
    TestCache cache{test};
    mm::ObjectCache<Thing> other{"other thing"};
    auto const owner = cache.things.make();
    test.expect_stop(ReportKind::BadFree, "another cache", [&] { other.free(owner.get()); });
}

void free_of_a_frames_memory_is_reported(TestRun& test)
{
    TestCache cache{test};
    auto const frame = mm::frames().alloc_frames(0, mm::ZoneChoice::LowOnly);
    if (!test.expect(frame.has_value(), "no frame")) return;
    test.expect_stop(ReportKind::BadFree, "not an object of any cache",
                     [&] { cache.things.cache().free(hw::lowmem(frame->pfn().base())); });
    mm::frames().free_frames(*frame, 0);
}

void write_after_free_is_reported(TestRun& test)
{
    TestCache cache{test};
    Thing* const thing = cache.things.alloc();
    u32 volatile* const word = &thing->words[3];
    cache.things.free(thing);
    *word = 0x600D;
    test.expect_stop(ReportKind::UseAfterFree, "0x600d at offset 12",
                     [&] { static_cast<void>(cache.things.alloc()); });
}

void pointer_from_a_freed_object_leads_nowhere(TestRun& test)
{
    TestCache cache{test};
    Thing* const thing = cache.things.alloc();
    u32 const volatile* const word = &thing->words[0];
    cache.things.free(thing);
    test.expect_stop(ReportKind::PageFault, "",
                     [&] { static_cast<void>(*reinterpret_cast<u32 volatile*>(std::uintptr_t{*word})); });
}

void object_left_behind_is_reported(TestRun& test)
{
    TestCache cache{test};
    auto const owner = cache.things.make();
    test.expect_stop(ReportKind::Leak, "object_left_behind_is_reported",
                     [&] { cache.things.cache().destroy(); });
}

constexpr GuestTest kSlabTests[] = {
    {"slab_objects_and_frames_come_back", objects_and_frames_come_back},
    {"slab_owner_frees_its_object", owner_frees_its_object},
    {"slab_interrupts_off_are_no_hindrance", interrupts_off_are_no_hindrance},
    {"slab_double_free_is_reported", double_free_of_an_object_is_reported},
    {"slab_free_of_a_pointer_into_an_object_is_reported", free_of_a_pointer_into_an_object_is_reported},
    {"slab_free_into_another_cache_is_reported", free_into_another_cache_is_reported},
    {"slab_free_of_a_frames_memory_is_reported", free_of_a_frames_memory_is_reported},
    {"slab_write_after_free_is_reported", write_after_free_is_reported},
    {"slab_pointer_from_a_freed_object_leads_nowhere", pointer_from_a_freed_object_leads_nowhere},
    {"slab_object_left_behind_is_reported", object_left_behind_is_reported},
};

} // namespace

std::span<GuestTest const> slab_tests() { return kSlabTests; }

} // namespace kernel
