// SPDX-License-Identifier: MIT
#include "mm/quarantine.hpp"

#include "lib/format.hpp"
#include "lib/processor.hpp"
#include "mm/context.hpp"
#include "mm/local_pages.hpp"

#include <array>

namespace mm {

namespace {

struct Rest {
    bool known = false; ///< was it ever unmapped?
    u32 since = 0;      ///< the CPU's count of mappings when it was
    VirtAddr caller;
    lib::Text<24> thread;
};

// Only this CPU writes here, with interrupts off; reports of others guess.
struct CpuRests {
    u32 mappings = 0;
    std::array<Rest, layout::kLocalSlots> slots;
};
constinit std::array<CpuRests, WindowOwner::kMost> g_rests{};

u32 age(CpuRests const& rests, u32 slot)
{
    return rests.slots[slot].known ? rests.mappings - rests.slots[slot].since : ~0u;
}

/// Of several slots from `first` on, that of the one unmapped last.
u32 least_age(CpuRests const& rests, u32 first, u32 slots)
{
    u32 least = ~0u;
    for (u32 slot = first; slot < first + slots; ++slot) least = std::min(least, age(rests, slot));
    return least;
}

/// How many slots a thread may leave out: eight of the largest compounds. The other spare ones are for the
/// interrupts above it.
constexpr u32 kThreadSpareSlots = kQuarantineMappings * local_pages_taken(kMaxLocalOrder) / 2;
static_assert(layout::kLocalSpareSlots >= kThreadSpareSlots + kQuarantineMappings * local_pages_taken(2) / 2);

/// The highest slot that the next mapping may begin at, so that as many as are allowed still fit above it.
u32 last_slot(LocalStack const& stack)
{
    bool const interrupt = stack.limit() == LocalStack::kIrqPages;
    return stack.depth() + (interrupt ? layout::kLocalSpareSlots : kThreadSpareSlots);
}

u32 rested_slot(CpuRests const& rests, LocalStack const& stack, u32 slots)
{
    u32 best = stack.top() / 2;
    for (u32 slot = best; slot <= last_slot(stack); ++slot) {
        u32 const rested = least_age(rests, slot, slots);
        if (rested > kQuarantineMappings) return slot;
        if (rested > least_age(rests, best, slots)) best = slot;
    }
    return best;
}

} // namespace

u32 take_rested(LocalStack& stack, u32 pages)
{
    CpuRests& rests = g_rests[this_owner().number()];
    ++rests.mappings;
    u32 const guard = 2 * rested_slot(rests, stack, pages / 2);
    // In this order, for interrupts that nobody can hold off: until the pages are reserved they may use them,
    // and leave their own note.
    u32 const top = stack.top();
    stack.set_top(guard + pages);
    stack.note_below(guard, top);
    return guard;
}

void give_rested(LocalStack& stack, u32 guard)
{
    u32 const top = stack.below(guard);
    stack.note_below(guard, guard);
    stack.set_top(top);
}

void begin_rest(LocalPlace place, VirtAddr caller)
{
    CpuRests& rests = g_rests[place.owner().number()];
    rests.slots[place.slot()] = {true, rests.mappings, caller, {std::string_view{thread_name()}}};
}

void print_rest(lib::Sink& sink, LocalPlace place)
{
    if (!place.has_owner()) return;
    CpuRests const& rests = g_rests[place.owner().number()];
    Rest const& rest = rests.slots[place.slot()];
    if (!rest.known) return;
    lib::print(sink, ": unmapped by thread '{}' at ", rest.thread);
    print_code(sink, rest.caller);
    lib::print(sink, ", {} ago", lib::Counted{rests.mappings - rest.since, "mapping"});
}

void end_all_rests()
{
    for (CpuRests& cpu : g_rests)
        for (Rest& rest : cpu.slots) rest.known = false;
}

} // namespace mm
