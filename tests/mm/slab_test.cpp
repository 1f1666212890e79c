// SPDX-License-Identifier: MIT
#include "mm/slab_object.hpp"
#include "tests/sim/slab_machine.hpp"
#include "tests/support/random.hpp"

#include <cstring>
#include <map>
#include <thread>

namespace {

using mm::KmemCache;
using Slab = sim::SlabMachine;

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

} // namespace
