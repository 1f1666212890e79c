// SPDX-License-Identifier: MIT
// kmap_atomic: kmap_local without preemption and with page faults that fail, for code that must not be held
// up while it holds the page. Nearly everybody wants kmap_local instead (mm/kmap_local.hpp). Linux has the
// same calls in include/linux/highmem.h.
// Proved by: planted/preempted_in_atomic, planted/fault_resolved_in_atomic.
#pragma once

#include "mm/context.hpp"
#include "mm/kmap_local.hpp"

namespace mm {

/// As kmap_local_page(); until kunmap_atomic() the thread is not preempted, must not sleep, and a page fault
/// is not resolved: a copy that can fail returns short (hw::copy_catching_faults).
[[nodiscard, gnu::always_inline]] inline VirtAddr kmap_atomic(Frame frame)
{
    preempt_disable();
    pagefault_disable();
    return kmap_local_page(frame);
}

/// The same order and the same reports as kunmap_local().
[[gnu::always_inline]] inline void kunmap_atomic(VirtAddr address)
{
    kunmap_local(address);
    pagefault_enable();
    preempt_enable();
}

/// An atomic mapping for a scope; like LocalMap neither copied nor moved.
class [[nodiscard]] AtomicMap {
public:
    [[gnu::always_inline]] explicit AtomicMap(Frame frame) : address_{kmap_atomic(frame)} {}
    ~AtomicMap() noexcept(false) { kunmap_atomic(address_); }

    AtomicMap(AtomicMap const&) = delete;
    AtomicMap& operator=(AtomicMap const&) = delete;
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

} // namespace mm
