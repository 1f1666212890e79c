// SPDX-License-Identifier: MIT
// What it costs to get frames of high memory and to give them back. They are not cleared. And an object of 40
// bytes.
#include "lib/check.hpp"
#include "mm/frame_allocator.hpp"
#include "mm/slab_object.hpp"
#include "runs/bench/bench.hpp"
#include "runs/bench/measure.hpp"

namespace kernel::bench {

namespace {

void alloc_and_free(u32 order)
{
    auto const frame = mm::frames().alloc_frames(order, mm::ZoneChoice::HighFirst);
    CHECK(frame.has_value());
    mm::frames().free_frames(*frame, order);
}

std::optional<Samples> one()
{
    return measure({.turns = 2500, .may_sleep = true}, [](u32) { alloc_and_free(0); });
}

std::optional<Samples> sixteen()
{
    return measure({.turns = 250, .may_sleep = true}, [](u32) { alloc_and_free(4); });
}

struct SmallObject {
    u32 words[10];
};

std::optional<Samples> small_object()
{
    mm::ObjectCache<SmallObject> objects{"measured object"};
    auto const samples = measure({.turns = 2500, .may_sleep = true}, [&](u32) {
        SmallObject* const taken = static_cast<SmallObject*>(objects.cache().alloc());
        CHECK(taken != nullptr);
        objects.free(taken);
    });
    objects.cache().destroy();
    return samples;
}

constexpr Benchmark kOfFrame[] = {
    {"alloc_highuser_o0", one},
    {"alloc_highuser_o4", sixteen},
    {"kmem_cache_40", small_object},
};

} // namespace

constinit std::span<Benchmark const> const kFrameBenchmarks{kOfFrame};

} // namespace kernel::bench
