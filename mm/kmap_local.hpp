// SPDX-License-Identifier: MIT
// kmap_local: a page of high memory, mapped for the running thread, in the order last in, first out. The
// holder may be preempted and may sleep, and finds its page at the same address; with window=cpu it does not
// migrate meanwhile. No lock, no atomic operation and no other CPU is involved. A guard page lies on both
// sides of every mapping. How, and why it is safe: mm/local_slot.hpp. Several pages as one:
// mm/local_compound.hpp. Linux has the same calls in include/linux/highmem.h.
#pragma once

#include "mm/frame.hpp"
#include "mm/kernel_space.hpp"
#include "mm/kmap_debug.hpp"
#include "mm/local_slot.hpp"
#include "mm/protection.hpp"
#include "mm/watched_local.hpp"

#include <span>

namespace mm {

// All of these are inlined wherever they are called, handles too: a call would cost half as much as the work,
// and the place that kmap.debug=track remembers is in the caller's code.

/// The mapping behind all of these, for a caller that has made the entry beforehand.
[[nodiscard, gnu::always_inline]] inline VirtAddr kmap_local_entry(Pte entry)
{
    if (local_calls_watched()) [[unlikely]]
        return map_watched(entry);
    return map_in_slot(entry);
}

/// Maps one frame, RAM or device, and returns the address of its first byte. Any context but NMI; never
/// fails: the 17th nested mapping of a thread (or of interrupts above it) stops the machine with TooDeep.
/// Good until kunmap_local(), for this thread only.
[[nodiscard, gnu::always_inline]] inline VirtAddr kmap_local_pfn(Pfn pfn, Protection protection = kReadWrite)
{
    return kmap_local_entry(page_entry(pfn, protection));
}

/// The same for a frame of RAM; one in lowmem is shown where the direct map has it and takes no slot.
[[nodiscard, gnu::always_inline]] inline VirtAddr kmap_local_page(Frame frame)
{
    if (needs_no_slot(frame.pfn())) return lowmem_address(frame.pfn().base());
    return kmap_local_pfn(frame.pfn());
}
/// Takes a slot even for lowmem if `protection` differs from the direct map's, so that it holds there too.
[[nodiscard, gnu::always_inline]] inline VirtAddr kmap_local_page_prot(Frame frame, Protection protection)
{
    if (protection == kReadWrite) return kmap_local_page(frame);
    return kmap_local_pfn(frame.pfn(), protection);
}

/// Unmaps the innermost mapping; `address` is any address in its page. Stops the machine if it is not that
/// one: OutOfOrder, DoubleUnmap, NotASlot or ForeignSlot. For lowmem there is nothing to unmap, and any
/// address will do but one in the kernel's image or the BIOS, which is NotASlot; with kmap.debug=track,
/// quarantine, flush or linux only one in an allocated frame.
[[gnu::always_inline]] inline void kunmap_local(VirtAddr address)
{
    if (shown_directly_or_watched(address)) { // lowmem's permanent mapping takes no slot
        if (is_never_mapped_or_watched(address)) [[unlikely]]
            unmap_watched(address);
        return;
    }
    LocalStack& stack = local_stack();
    LocalWindow const& window = stack.window();
    if (!in_topmost(stack, window, address)) [[unlikely]]
        stop_bad_unmap(address);
    unmap_topmost(stack, window, address);
}

/// A mapping for a scope. Neither copied nor moved: the order in which C++ leaves scopes is the rule last in,
/// first out.
class [[nodiscard]] LocalMap {
public:
    [[gnu::always_inline]] explicit LocalMap(Pfn pfn, Protection protection = kReadWrite)
        : address_{kmap_local_pfn(pfn, protection)}
    {
    }
    [[gnu::always_inline]] explicit LocalMap(Frame frame) : address_{kmap_local_page(frame)} {}
    [[gnu::always_inline]] LocalMap(Frame frame, Protection protection)
        : address_{kmap_local_page_prot(frame, protection)}
    {
    }
    ~LocalMap() noexcept(false) { kunmap_local(address_); } // on the host a stop throws

    LocalMap(LocalMap const&) = delete;
    LocalMap& operator=(LocalMap const&) = delete;
    static void* operator new(std::size_t) = delete;

    [[nodiscard]] VirtAddr address() const { return address_; }
    [[nodiscard]] std::span<std::byte, kPageSize> bytes() &
    {
        return std::span<std::byte, kPageSize>{hw::at(address_), kPageSize};
    }
    std::span<std::byte, kPageSize> bytes() && = delete; // a span must not outlive its map

private:
    VirtAddr address_;
};

/// The running thread's depth, to come back to with local_release_to() after surviving a fault.
[[nodiscard]] u32 local_mark();
/// Unmaps what has been mapped since local_mark() returned `mark`. Handles that are still alive must not be
/// used afterwards.
void local_release_to(u32 mark);

} // namespace mm
