// SPDX-License-Identifier: MIT
// The calls of mm/kmap.hpp: lowmem at once, everything else through the pool.
#include "mm/kmap.hpp"

#include "mm/kmap_pool.hpp"
#include "mm/page_address.hpp"

namespace mm {

namespace {

constinit KmapPool g_pool;

} // namespace

KmapPool& kmap_pool() noexcept { return g_pool; }

VirtAddr kmap(Frame frame)
{
    if (auto const direct = page_address(frame)) return *direct;
    return g_pool.map(frame);
}

void kunmap(Frame frame)
{
    if (!is_lowmem(frame.pfn())) g_pool.unmap(frame);
}

std::optional<VirtAddr> kmap_high_get(Frame frame)
{
    if (auto const direct = page_address(frame)) return direct;
    return g_pool.map_if_mapped(frame);
}

void kmap_flush_unused() { g_pool.flush_unused(); }

void kmap_hand_over(Frame frame)
{
    if (!is_lowmem(frame.pfn())) g_pool.hand_over(frame);
}

void kmap_adopt(Frame frame)
{
    if (!is_lowmem(frame.pfn())) g_pool.adopt(frame);
}

} // namespace mm
