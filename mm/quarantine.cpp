// SPDX-License-Identifier: MIT
#include "mm/quarantine.hpp"

#include "lib/contexts.hpp"
#include "lib/format.hpp"
#include "lib/processor.hpp"
#include "lib/report.hpp"
#include "mm/context.hpp"
#include "mm/cpu_window.hpp"
#include "mm/frame_allocator.hpp"
#include "mm/kmap_debug.hpp"
#include "mm/live_mappings.hpp"
#include "mm/local_pages.hpp"
#include "mm/machine.hpp"
#include "mm/page_table.hpp"
#include "mm/vmap_area.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <new>
#include <optional>

namespace mm {

namespace {

struct Rest {
    bool known = false; ///< was it ever unmapped?
    u32 since = 0;      ///< the CPU's count of mappings when it was
    VirtAddr caller;
    lib::Text<24> thread;
};

// How many slots a thread may leave out: as many as eight of the largest compounds take. The other spare
// slots are for the interrupts above it.
constexpr u32 kThreadSpareSlots = kQuarantineMappings * local_pages_taken(kMaxLocalOrder) / 2;
constexpr u32 kSpareSlots = 96;
constexpr u32 kSlots = layout::kLocalDepth + kSpareSlots;
static_assert(kSpareSlots >= kThreadSpareSlots + kQuarantineMappings * local_pages_taken(2) / 2);

// Only the window's owner writes here, with interrupts off; reports by others guess.
struct WindowRests {
    u32 mappings = 0;
    std::array<Rest, kSlots> slots;
};
using AllRests = std::array<WindowRests, WindowOwner::kMost>;

constexpr u32 kWindowBytes = 2 * kSlots * kPageSize;
constexpr u32 kWindowsPages = WindowOwner::kMost * 2 * kSlots + 1;
/// Enough for windows that begin at a multiple of their size, wherever the area itself begins.
constexpr u32 kAreaPages = kWindowsPages + 2 * kSlots - 1;
/// Of the block of frames that holds all rests.
constexpr u32 kRestsOrder = static_cast<u32>(std::bit_width((sizeof(AllRests) - 1) / kPageSize));

constinit AllRests* g_rests = nullptr; ///< null: no quarantine
constinit std::optional<Frame> g_rests_frame;
constinit VirtAddr g_area;

bool make_room_for_windows()
{
    auto const guard = vmap_area().take(kAreaPages, AreaKind::Mapped,
                                        virt_addr_of(reinterpret_cast<void const*>(&begin_quarantine)));
    if (!guard) return false;
    g_area = vmap_area().tables().address_of(*guard + 1);
    u32 const windows = (g_area.raw() + kWindowBytes - 1) / kWindowBytes;
    move_windows(VirtAddr{windows * kWindowBytes}, kSlots);
    return true;
}

WindowRests& rests_of(WindowOwner owner) { return (*g_rests)[owner.number()]; }

u32 age(WindowRests const& rests, u32 slot)
{
    return rests.slots[slot].known ? rests.mappings - rests.slots[slot].since : ~0u;
}

/// The age of the slot that was unmapped last, of `slots` slots from `first` on.
u32 least_age(WindowRests const& rests, u32 first, u32 slots)
{
    u32 least = ~0u;
    for (u32 slot = first; slot < first + slots; ++slot) least = std::min(least, age(rests, slot));
    return least;
}

/// The highest slot that the next mapping may begin at, so that all nested mappings that are allowed still
/// fit above it.
u32 last_slot(LocalStack const& stack, LocalWindow const& window)
{
    bool const interrupt = stack.limit() == LocalStack::kIrqPages;
    return slots_below(window, stack.top()) + (interrupt ? kSpareSlots : kThreadSpareSlots);
}

u32 rested_slot(WindowRests const& rests, LocalStack const& stack, LocalWindow const& window, u32 slots)
{
    u32 best = stack.top() / 2;
    u32 const last = last_slot(stack, window);
    for (u32 slot = best; slot <= last; ++slot) {
        u32 const rested = least_age(rests, slot, slots);
        if (rested > kQuarantineMappings) return slot;
        if (rested > least_age(rests, best, slots)) best = slot;
    }
    return best;
}

/// The same for a thread that does not run: its guards were saved behind their pages, from the top down. The
/// loop is bounded, because the thread may start to run and change what is read.
u32 saved_slots(LocalStack const& stack)
{
    u32 slots = 0;
    for (u32 top = stack.top(); top >= 2 && 2 * slots + 1 < LocalStack::kIrqPages; ++slots)
        top -= std::min(top, 2 + 2 * stack.saved(2 * slots + 1).noted());
    return slots;
}

/// Does the thread with `stack` run at the moment, so that its guards are in its window?
bool runs_now(LocalStack const& stack)
{
    for (u32 number = 0; number < WindowOwner::kMost; ++number)
        if (holder_of(WindowOwner{number}).stack == &stack) return true;
    return false;
}

} // namespace

bool begin_quarantine()
{
    if (windows_of_threads()) return false; // a thread's window has no room for slots that rest
    auto const frame = frames().alloc_frames(kRestsOrder, ZoneChoice::LowOnly);
    if (!frame) return false;
    if (!make_room_for_windows()) {
        frames().free_frames(*frame, kRestsOrder);
        return false;
    }
    g_rests_frame = *frame;
    g_rests = new (hw::lowmem(frame->pfn().base())) AllRests{};
    return true;
}

void end_quarantine()
{
    move_windows_back();
    vmap_area().end_free_flushed(vmap_area().begin_free(g_area, AreaKind::Mapped, "end_quarantine").guard);
    g_rests = nullptr;
    frames().free_frames(*g_rests_frame, kRestsOrder);
}

u32 top_below(LocalWindow const& window, u32 guard)
{
    u32 const left_out = read_entry(window.entry(guard)).noted();
    return guard - std::min(guard, 2 * left_out);
}

u32 slots_below(LocalWindow const& window, u32 top)
{
    if (!slots_left_out()) return top / 2;
    u32 slots = 0;
    for (; top != 0; top = top_below(window, top - 2)) ++slots;
    return slots;
}

u32 slots_in_use(LocalStack const& stack)
{
    if (!slots_left_out()) return stack.top() / 2;
    return runs_now(stack) ? slots_below(stack.window(), stack.top()) : saved_slots(stack);
}

u32 take_rested(LocalStack& stack, LocalWindow const& window, u32 pages)
{
    lib::interrupts_off_only("take_rested()");
    WindowRests& rests = rests_of(this_owner());
    ++rests.mappings;
    u32 const guard = 2 * rested_slot(rests, stack, window, pages / 2);
    // The order matters for interrupts that cannot be held off: until the pages are reserved, such an
    // interrupt may use them, and leave its own note.
    // Proved by: Quarantine.SlotOfAnInterruptRestsAsLongAboveAThreadThatLeftOutAll.
    u32 const top = stack.top();
    stack.set_top(guard + pages);
    if (guard != top) publish(window.entry(guard), Pte::note((guard - top) / 2));
    return guard;
}

void give_rested(LocalStack& stack, LocalWindow const& window, u32 guard)
{
    lib::interrupts_off_only("give_rested()");
    u32 const top = top_below(window, guard);
    retract(window.entry(guard));
    stack.set_top(top);
}

void begin_rest(LocalPlace place, VirtAddr caller)
{
    WindowRests& rests = rests_of(place.owner());
    rests.slots[place.slot()] = {true, rests.mappings, caller, {std::string_view{thread_name()}}};
}

void print_rest(lib::Sink& sink, LocalPlace place)
{
    if (g_rests == nullptr || !place.has_owner()) return;
    WindowRests const& rests = rests_of(place.owner());
    Rest const& rest = rests.slots[place.slot()];
    if (!rest.known) return;
    lib::print(sink, ": unmapped by thread '{}' at ", rest.thread);
    print_code(sink, rest.caller);
    lib::print(sink, ", {} ago", lib::Counted{rests.mappings - rest.since, "mapping"});
}

void end_all_rests()
{
    if (g_rests == nullptr) return;
    for (WindowRests& window : *g_rests)
        for (Rest& rest : window.slots) rest.known = false;
}

} // namespace mm
