// SPDX-License-Identifier: MIT
#include "kernel/object/budget.hpp"

#include "mm/slab_object.hpp"

namespace kernel {

namespace {

constinit mm::ObjectCache<Budget> g_budgets{"budget"};

} // namespace

Budget::Budget(u32 frames) : Object{kKind, &Budget::end}, size_{frames}, left_{frames} {}

Ref<Budget> Budget::make(u32 frames)
{
    Budget* const budget = g_budgets.alloc(frames);
    return budget == nullptr ? Ref<Budget>{} : Ref<Budget>::adopt(*budget);
}

bool Budget::charge(u32 frames)
{
    u32 left = left_.load(lib::MemoryOrder::Relaxed);
    do {
        if (left < frames) return false;
    } while (!left_.compare_exchange_weak(left, left - frames, lib::MemoryOrder::Relaxed));
    return true;
}

void Budget::give_back(u32 frames)
{
    CHECK(frames <= size_ - left());
    left_.fetch_add(frames, lib::MemoryOrder::Relaxed);
}

// Whatever is charged holds a reference, so at the end all of it is back.
void Budget::end(Object& object)
{
    auto& budget = static_cast<Budget&>(object);
    CHECK(budget.left() == budget.size_);
    g_budgets.free(&budget);
}

mm::KmemCache& Budget::cache() { return g_budgets.cache(); }

} // namespace kernel
