// SPDX-License-Identifier: MIT
// The calls of mm/kmap.hpp: lowmem at once, everything else through the pool.
#include "mm/kmap.hpp"

#include "mm/kernel_space.hpp"
#include "mm/kmap_debug.hpp"
#include "mm/kmap_pool.hpp"
#include "mm/live_mappings.hpp"

namespace mm {

namespace {

constinit KmapPool g_pool;

[[nodiscard]] VirtAddr direct(Frame frame) { return lowmem_address(frame.pfn().base()); }

[[gnu::cold]] void track_kunmap(Frame frame)
{
    if (auto const address = g_pool.slots().address_of(frame)) track_unmap(MappingKind::Shared, *address);
}

} // namespace

KmapPool& kmap_pool() noexcept { return g_pool; }

// Out of line, so that the return address is the place in the caller's code.
[[gnu::noinline]] VirtAddr kmap(Frame frame)
{
    if (needs_no_slot(frame.pfn())) return direct(frame);
    VirtAddr const address = g_pool.map(frame);
    track_map(MappingKind::Shared, address, frame.pfn(), 1, address_of_code(__builtin_return_address(0)));
    return address;
}

void kunmap(Frame frame)
{
    if (needs_no_slot(frame.pfn())) return;
    if (kmap_debug().track) track_kunmap(frame);
    g_pool.unmap(frame);
}

std::optional<VirtAddr> kmap_high_get(Frame frame)
{
    if (needs_no_slot(frame.pfn())) return direct(frame);
    auto const address = g_pool.map_if_mapped(frame);
    if (address) {
        track_map(MappingKind::Shared, *address, frame.pfn(), 1,
                  address_of_code(__builtin_return_address(0)));
    }
    return address;
}

void kmap_flush_unused() { g_pool.flush_unused(); }

void kmap_hand_over(Frame frame)
{
    if (!needs_no_slot(frame.pfn())) g_pool.hand_over(frame);
}

void kmap_adopt(Frame frame)
{
    if (!needs_no_slot(frame.pfn())) g_pool.adopt(frame);
}

} // namespace mm
