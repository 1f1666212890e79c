// SPDX-License-Identifier: MIT
// The calls of mm/kmap.hpp: lowmem at once, everything else through the pool.
#include "mm/kmap.hpp"

#include "mm/context.hpp"
#include "mm/kernel_space.hpp"
#include "mm/kmap_alias.hpp"
#include "mm/kmap_debug.hpp"
#include "mm/kmap_pool.hpp"
#include "mm/live_mappings.hpp"
#include "mm/threads_only.hpp"
#include "mm/vmap_area.hpp"

namespace mm {

namespace {

constinit KmapPool g_pool;

[[nodiscard]] VirtAddr direct(Frame frame) { return lowmem_address(frame.pfn().base()); }

// The pool reports a frame that nobody has mapped, or a thread that has mapped none.
[[gnu::cold, gnu::noinline]] void kunmap_watched(Frame frame)
{
    auto const slot = g_pool.slots().address_of(frame);
    if (slot && shared_mappings_held() != 0)
        track_unmap(MappingKind::Shared, kmap_debug().alias ? kmap_aliases().leave(*slot) : *slot);
    if (kmap_debug().eager) return g_pool.unmap_eagerly(frame);
    g_pool.unmap(frame);
}

// Out of line: kmap() itself needs no room on the stack, and no protection of it.
[[gnu::cold, gnu::noinline]] VirtAddr kmap_watched(Frame frame, VirtAddr caller)
{
    VirtAddr const slot = g_pool.map(frame);
    VirtAddr const address = kmap_debug().alias ? kmap_aliases().join(slot, frame, caller) : slot;
    track_map(MappingKind::Shared, address, frame.pfn(), 1, caller);
    return address;
}

// For a thread that is a user of `slot` and must not wait for an alias to be made.
[[gnu::cold]] std::optional<VirtAddr> join_alias(VirtAddr slot, Frame frame)
{
    auto const address = kmap_aliases().join_if_there(slot);
    if (!address) g_pool.unmap(frame);
    return address;
}

} // namespace

KmapPool& kmap_pool() noexcept { return g_pool; }

// Out of line, so that the return address is the place in the caller's code; and with all that a hit needs in
// it, so that there is one call to make.
[[gnu::noinline, gnu::flatten]] VirtAddr kmap(Frame frame)
{
    if (!preemptible()) [[unlikely]]
        might_sleep("kmap"); // stops; the rest of what it asks is asked by a call that has to wait
    if (needs_no_slot(frame.pfn())) return direct(frame);
    if (shared_calls_watched()) [[unlikely]]
        return kmap_watched(frame, virt_addr_of(__builtin_return_address(0)));
    return g_pool.map(frame);
}

void kunmap(Frame frame)
{
    threads_only("kunmap");
    if (needs_no_slot(frame.pfn())) return;
    if (shared_calls_watched()) [[unlikely]]
        return kunmap_watched(frame);
    g_pool.unmap(frame);
}

std::optional<VirtAddr> kmap_high_get(Frame frame)
{
    threads_only("kmap_high_get");
    if (needs_no_slot(frame.pfn())) return direct(frame);
    auto address = g_pool.map_if_mapped(frame);
    if (address && kmap_debug().alias) [[unlikely]]
        address = join_alias(*address, frame);
    if (address) {
        track_map(MappingKind::Shared, *address, frame.pfn(), 1, virt_addr_of(__builtin_return_address(0)));
    }
    return address;
}

void kmap_flush_unused()
{
    might_sleep("kmap_flush_unused");
    g_pool.flush_unused();
    if (kmap_debug().alias) vmap_area().purge();
}

void kmap_hand_over(Frame frame)
{
    threads_only("kmap_hand_over");
    if (!needs_no_slot(frame.pfn())) g_pool.hand_over(frame);
}

void kmap_adopt(Frame frame)
{
    threads_only("kmap_adopt");
    if (!needs_no_slot(frame.pfn())) g_pool.adopt(frame);
}

} // namespace mm
