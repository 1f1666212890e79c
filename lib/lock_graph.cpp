// SPDX-License-Identifier: MIT
#include "lib/lock_graph.hpp"

#include <bit>

namespace lib {

namespace {

constexpr u32 bit_of(u32 number) { return 1u << number; }

/// Calls `function` with the number of each bit.
template <class Function> void for_each_bit(u32 bits, Function function)
{
    for (; bits != 0; bits &= bits - 1) function(static_cast<u32>(std::countr_zero(bits)));
}

VirtAddr place_in(Atomic<u32> const& word) { return VirtAddr{word.load(MemoryOrder::SeqCst)}; }
/// The shortest says best what is wrong.
void keep_shorter(LockGraph::Circle& found, LockGraph::Circle const& other)
{
    if (!other.empty() && (found.empty() || other.size() < found.size())) found = other;
}

void put(Atomic<u32>& word, VirtAddr place) { word.store(place.raw(), MemoryOrder::SeqCst); }

} // namespace

/// Classes reached from some, in the order in which they were, and where each was reached from.
struct LockGraph::Way {
    std::array<u32, kClasses> reached{}, from{};
    u32 count = 0;
    u32 seen = 0;

    void add(u32 number, u32 before)
    {
        if ((seen & bit_of(number)) != 0) return;
        seen |= bit_of(number);
        from[number] = before;
        reached[count++] = number;
    }
};

u32 LockGraph::arrows_from(u32 held) const
{
    return taken_under(held) | ((with_interrupts_on() & bit_of(held)) != 0 ? in_interrupts() : 0);
}

LockGraph::Arrow LockGraph::arrow(u32 held, u32 taken) const
{
    bool const by_interrupt = (taken_under(held) & bit_of(taken)) == 0;
    Word const& held_since = by_interrupt ? open_at_[held] : held_since_[held][taken];
    Word const& taken_at = by_interrupt ? in_interrupt_at_[taken] : taken_at_[held][taken];
    return {place_in(held_since), place_in(taken_at), static_cast<u8>(held), static_cast<u8>(taken),
            by_interrupt};
}

// The shortest circle that has an arrow from `from` to `to`: that arrow, then the way back.
LockGraph::Circle LockGraph::circle(u32 from, u32 to) const
{
    Way way;
    way.add(to, to);
    for (u32 next = 0; next != way.count; ++next)
        for_each_bit(arrows_from(way.reached[next]), [&](u32 number) { way.add(number, way.reached[next]); });
    Circle found;
    if ((way.seen & bit_of(from)) == 0) return found;
    std::array<u32, kClasses> back{};
    u32 steps = 0;
    for (u32 at = from; at != to; at = way.from[at]) back[steps++] = at;
    found.push(arrow(from, to));
    for (u32 at = to; steps != 0; at = back[steps]) found.push(arrow(at, back[--steps]));
    return found;
}

LockGraph::Circle LockGraph::note_order(u32 held, VirtAddr held_since, u32 taken, VirtAddr taken_at)
{
    if ((taken_under(held) & bit_of(taken)) != 0) return {};
    put(held_since_[held][taken], held_since);
    put(taken_at_[held][taken], taken_at);
    after_[held].fetch_or(bit_of(taken), MemoryOrder::SeqCst);
    Circle const found = circle(held, taken);
    if (!found.empty()) after_[held].fetch_and(~bit_of(taken), MemoryOrder::SeqCst);
    return found;
}

LockGraph::Circle LockGraph::note_with_interrupts_on(u32 taken, VirtAddr place)
{
    if ((with_interrupts_on() & bit_of(taken)) != 0) return {};
    put(open_at_[taken], place);
    open_.fetch_or(bit_of(taken), MemoryOrder::SeqCst);
    Circle found;
    for_each_bit(in_interrupts(), [&](u32 handled) { keep_shorter(found, circle(taken, handled)); });
    if (!found.empty()) open_.fetch_and(~bit_of(taken), MemoryOrder::SeqCst);
    return found;
}

LockGraph::Circle LockGraph::note_in_interrupt(u32 taken, VirtAddr place)
{
    if ((in_interrupts() & bit_of(taken)) != 0) return {};
    put(in_interrupt_at_[taken], place);
    in_interrupt_.fetch_or(bit_of(taken), MemoryOrder::SeqCst);
    Circle found;
    for_each_bit(with_interrupts_on(), [&](u32 open) { keep_shorter(found, circle(open, taken)); });
    if (!found.empty()) in_interrupt_.fetch_and(~bit_of(taken), MemoryOrder::SeqCst);
    return found;
}

void LockGraph::forget(u32 classes)
{
    open_.fetch_and(~classes, MemoryOrder::SeqCst);
    in_interrupt_.fetch_and(~classes, MemoryOrder::SeqCst);
    for (Word& after : after_) after.fetch_and(~classes, MemoryOrder::SeqCst);
    for_each_bit(classes, [&](u32 number) { after_[number].store(0, MemoryOrder::SeqCst); });
}

} // namespace lib
