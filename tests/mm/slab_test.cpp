// SPDX-License-Identifier: MIT
#include "lib/format.hpp"
#include "mm/frame_allocator.hpp"
#include "mm/slab.hpp"
#include "mm/slab_caches.hpp"
#include "mm/slab_object.hpp"
#include "tests/sim/booted_machine.hpp"
#include "tests/support/random.hpp"

#include <cstring>
#include <map>
#include <thread>

namespace {

using lib::ReportKind;
using mm::KmemCache;

u32 free_frames() { return mm::frames().low().free_frames(); }

class Slab : public sim::BootedMachine {
protected:
    Slab() : BootedMachine{{.memory = 64_MiB}} {}
    // There are as many frames and objects at the end of a test as at its start.
    ~Slab() override
    {
        cache.shrink();
        other.shrink();
        EXPECT_EQ(mm::kmem_objects_in_use(), 0u);
        EXPECT_EQ(free_frames(), frames_before);
    }

    static u32& word(void* object, u32 index) { return static_cast<u32*>(object)[index]; }

    u32 const frames_before = free_frames();
    KmemCache cache{"thing", 40, 8};
    KmemCache other{"other thing", 40, 8};
};

TEST_F(Slab, CutsAFrameIntoObjectsThatDoNotOverlap)
{
    std::vector<char*> objects;
    for (u32 count = 0; count < cache.objects_per_slab(); ++count)
        objects.push_back(static_cast<char*>(cache.alloc()));
    EXPECT_EQ(cache.slabs(), 1u);
    EXPECT_EQ(free_frames(), frames_before - 1);
    std::sort(objects.begin(), objects.end());
    for (std::size_t i = 1; i < objects.size(); ++i) EXPECT_GE(objects[i] - objects[i - 1], 40);
    auto const page = reinterpret_cast<std::uintptr_t>(objects.front()) / kPageSize;
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(objects.back() + 39) / kPageSize, page);

    void* const more = cache.alloc();
    EXPECT_EQ(cache.slabs(), 2u);
    cache.free(more);
    for (char* object : objects) cache.free(object);
}

TEST_F(Slab, ObjectsAreAlignedAsTheCacheSays)
{
    for (u32 const alignment : {4u, 16u, 64u, 256u}) {
        KmemCache aligned{"aligned thing", 20, alignment};
        void* const first = aligned.alloc();
        void* const second = aligned.alloc();
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(first) % alignment, 0u);
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(second) % alignment, 0u);
        aligned.free(first);
        aligned.free(second);
        aligned.destroy();
    }
}

TEST_F(Slab, NewObjectIsFullOfPoison)
{
    void* const object = cache.alloc();
    for (u32 index = 0; index < 10; ++index) EXPECT_EQ(word(object, index), mm::kPoison);
    std::memset(object, 7, 40);
    cache.free(object);
    EXPECT_EQ(cache.alloc(), object) << "what was freed last is warm";
    for (u32 index = 0; index < 10; ++index) EXPECT_EQ(word(object, index), mm::kPoison);
    cache.free(object);
}

TEST_F(Slab, OneSlabWithoutObjectsIsKeptAndTheOthersAreGivenBack)
{
    std::vector<void*> objects;
    for (u32 count = 0; count < 3 * cache.objects_per_slab(); ++count) objects.push_back(cache.alloc());
    EXPECT_EQ(cache.slabs(), 3u);
    for (void* object : objects) cache.free(object);
    EXPECT_EQ(cache.slabs(), 1u);
    void* const from_the_kept_one = cache.alloc();
    EXPECT_EQ(cache.slabs(), 1u);
    cache.free(from_the_kept_one);
    cache.shrink();
    EXPECT_EQ(cache.slabs(), 0u);
    EXPECT_EQ(free_frames(), frames_before);
    cache.shrink();
}

TEST_F(Slab, SlabWithoutObjectsIsUsedLast)
{
    std::vector<void*> objects;
    for (u32 count = 0; count < 2 * cache.objects_per_slab(); ++count) objects.push_back(cache.alloc());
    auto const middle = objects.begin() + cache.objects_per_slab();
    auto const page_of = [](void* object) { return reinterpret_cast<std::uintptr_t>(object) / kPageSize; };
    cache.free(objects.back()); // the second slab has room for one
    objects.pop_back();
    std::for_each(objects.begin(), middle, [&](void* object) { cache.free(object); });
    objects.erase(objects.begin(), middle);
    objects.push_back(cache.alloc());
    EXPECT_EQ(page_of(objects.back()), page_of(objects.front()));
    for (void* object : objects) cache.free(object);
    EXPECT_EQ(cache.slabs(), 1u);
}

TEST_F(Slab, OutOfMemoryIsNullAndNothingIsLost)
{
    std::vector<mm::Frame> taken;
    while (auto const frame = mm::frames().alloc_frames(0, mm::ZoneChoice::LowOnly)) taken.push_back(*frame);
    EXPECT_EQ(cache.alloc(), nullptr);
    mm::ObjectCache<int> typed{"number"};
    EXPECT_EQ(typed.alloc(1), nullptr);
    EXPECT_FALSE(typed.make(1));
    mm::frames().free_frames(taken.back(), 0);
    taken.pop_back();
    void* const object = cache.alloc();
    EXPECT_NE(object, nullptr);
    cache.free(object);
    for (mm::Frame const frame : taken) mm::frames().free_frames(frame, 0);
}

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

// The model knows which objects are in use and what was written into each.
TEST_F(Slab, HoldsWhatWasWrittenThroughRandomSequences)
{
    for (u32 const size : {12u, 40u, 200u, 1000u}) {
        sim::Random random{size};
        KmemCache tested{"random thing", size, 4};
        std::map<void*, u32> model;
        u32 most = 0;
        for (u32 step = 0; step < 6'000; ++step) {
            bool const growing = step / 1'000 % 2 == 0;
            if (model.empty() || random.below(10) < (growing ? 7u : 3u)) {
                void* const object = tested.alloc();
                u32 const mark = random.below(0xFFFF'FFFF);
                ASSERT_TRUE(model.emplace(object, mark).second) << "it is somebody's already";
                std::fill_n(static_cast<u32*>(object), size / 4, mark);
            } else {
                auto const victim = std::next(model.begin(), random.below(static_cast<u32>(model.size())));
                for (u32 index = 0; index < size / 4; ++index)
                    ASSERT_EQ(word(victim->first, index), victim->second);
                tested.free(victim->first);
                model.erase(victim);
            }
            most = std::max(most, static_cast<u32>(model.size()));
            ASSERT_EQ(tested.objects_in_use(), model.size());
            ASSERT_GE(tested.slabs() * tested.objects_per_slab(), model.size());
        }
        EXPECT_GT(most, tested.objects_per_slab()) << "the sequence fills slabs";
        for (auto const& [object, mark] : model) tested.free(object);
        tested.destroy();
    }
}

TEST_F(Slab, CpusAllocateAndFreeAtOnceWithoutMeeting)
{
    std::atomic<u32> wrong = 0;
    auto const work = [&](u32 cpu) {
        sim::on_cpu(cpu, [&] {
            sim::Random random{cpu};
            std::vector<u32*> mine;
            for (u32 round = 0; round < 3'000; ++round) {
                if (mine.size() < 40 && random.below(2) == 0) {
                    mine.push_back(static_cast<u32*>(cache.alloc()));
                    *mine.back() = cpu;
                } else if (!mine.empty()) {
                    wrong += *mine.back() != cpu;
                    cache.free(mine.back());
                    mine.pop_back();
                }
            }
            for (u32* object : mine) cache.free(object);
        });
    };
    std::vector<std::thread> cpus;
    for (u32 cpu = 0; cpu < 4; ++cpu) cpus.emplace_back(work, cpu);
    for (auto& cpu : cpus) cpu.join();
    EXPECT_EQ(wrong, 0u);
    EXPECT_EQ(cache.objects_in_use(), 0u);
}

struct Counting {
    explicit Counting(int& its_alive) : alive{its_alive} { ++alive; }
    Counting(Counting const&) = delete;
    Counting& operator=(Counting const&) = delete;
    ~Counting() { --alive; }
    int& alive;
    int value = 5;
};

class SlabObject : public Slab {
protected:
    ~SlabObject() override { counting.cache().shrink(); }

    int alive = 0;
    mm::ObjectCache<Counting> counting{"counting thing"};
};

TEST_F(SlabObject, OwnerFreesItsObjectAtTheEndOfItsScope)
{
    {
        auto const object = counting.make(alive);
        ASSERT_TRUE(object);
        EXPECT_EQ(object->value, 5);
        EXPECT_EQ(alive, 1);
        EXPECT_EQ(counting.cache().objects_in_use(), 1u);
    }
    EXPECT_EQ(alive, 0);
    EXPECT_EQ(counting.cache().objects_in_use(), 0u);
}

TEST_F(SlabObject, OwnershipMovesAndIsNeverShared)
{
    auto first = counting.make(alive);
    auto second = std::move(first);
    EXPECT_FALSE(first);
    auto third = counting.make(alive);
    EXPECT_EQ(alive, 2);
    third = std::move(second);
    EXPECT_EQ(alive, 1) << "what it owned before is gone";
    auto& itself = third;
    third = std::move(itself);
    EXPECT_EQ(alive, 1);
    third.reset();
    EXPECT_EQ(alive, 0);
    static_assert(!std::is_copy_constructible_v<mm::OwnedObject<Counting>>);
}

TEST_F(SlabObject, LetGoOfItIsNobodysUntilSomebodyAdoptsIt)
{
    Counting* const plain = counting.make(alive).release();
    EXPECT_EQ(alive, 1);
    {
        auto const owner = counting.adopt(plain);
        EXPECT_EQ(owner.get(), plain);
    }
    EXPECT_EQ(alive, 0);
}

TEST_F(SlabObject, PlainCallsMakeAndFreeToo)
{
    mm::ObjectCache<u64> numbers{"number"};
    u64* const number = numbers.alloc(77u);
    EXPECT_EQ(*number, 77u);
    numbers.free(number);
    EXPECT_STOP_SAYING(ReportKind::BadFree, "frees number", numbers.free(number));
    numbers.cache().destroy();
}

} // namespace
