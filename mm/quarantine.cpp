// SPDX-License-Identifier: MIT
#include "mm/quarantine.hpp"

#include "lib/cpu.hpp"
#include "lib/format.hpp"
#include "mm/context.hpp"

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
constinit std::array<CpuRests, kMaxCpus> g_rests{};

u32 age(CpuRests const& rests, u32 slot)
{
    return rests.slots[slot].known ? rests.mappings - rests.slots[slot].since : ~0u;
}

/// The highest slot that the next mapping may take, so that as many as are allowed still fit above it.
u32 last_slot(LocalStack const& stack)
{
    constexpr u32 kSlack = layout::kLocalIrqDepth - kQuarantineMappings;
    bool const interrupt = stack.limit() == LocalStack::kPages;
    if (interrupt) return stack.top() / 2; // no slot is left out: others may nest above this one
    return std::min(stack.depth() + kSlack, layout::kLocalSlots - 1);
}

} // namespace

u32 rested_guard(LocalStack const& stack)
{
    CpuRests& rests = g_rests[hw::cpu_index()];
    ++rests.mappings;
    u32 const first = stack.top() / 2;
    u32 best = first;
    for (u32 slot = first; slot <= last_slot(stack); ++slot) {
        if (age(rests, slot) > kQuarantineMappings) return 2 * slot;
        if (age(rests, slot) > age(rests, best)) best = slot;
    }
    return 2 * best;
}

void begin_rest(LocalPlace place, VirtAddr caller)
{
    CpuRests& rests = g_rests[place.cpu];
    rests.slots[place.slot()] = {true, rests.mappings, caller, {std::string_view{thread_name()}}};
}

void print_rest(lib::Sink& sink, LocalPlace place)
{
    if (place.cpu >= kMaxCpus) return;
    CpuRests const& rests = g_rests[place.cpu];
    Rest const& rest = rests.slots[place.slot()];
    if (!rest.known) return;
    lib::print(sink, ": unmapped by thread '{}' at ", rest.thread);
    print_code(sink, rest.caller);
    lib::print(sink, ", {} mappings ago", rests.mappings - rest.since);
}

void end_all_rests()
{
    for (CpuRests& cpu : g_rests)
        for (Rest& rest : cpu.slots) rest.known = false;
}

} // namespace mm
