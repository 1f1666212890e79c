// SPDX-License-Identifier: MIT
// Written from the manual and not from mm/page_table.cpp: what tests the latter must not share its
// mistakes.
#include "tests/sim/mmu.hpp"

#include "tests/sim/ram.hpp"

#include <atomic>

namespace sim {

namespace {

using mm::Pte;

constexpr u32 small_page(VirtAddr address) { return address.raw() >> 12; }
constexpr u32 large_page(VirtAddr address) { return address.raw() >> 21; }

/// The frame of an entry, cut to its bits 51 to 12.
constexpr u64 target(Pte entry) { return entry.raw() & 0x000F'FFFF'FFFF'F000; }

/// A 64-bit CPU reads an entry in one go (4.10.4.3 asks no more of any), so a mix of two halves that were
/// stored separately can only come from their order.
Pte read(PhysAddr entry)
{
    // Physical memory is bytes; the manual puts an aligned 64-bit entry here.
    auto& word = *reinterpret_cast<u64*>(ram(entry));
    u64 const raw = std::atomic_ref<u64>{word}.load(std::memory_order_acquire);
    return Pte{static_cast<u32>(raw), static_cast<u32>(raw >> 32)};
}

constexpr u64 bits(u32 first, u32 last) { return (~u64{0} >> (63 - last)) & (~u64{0} << first); }

/// 4.4.2, tables 4-9 to 4-11: what must be 0 in a directory or table entry.
u64 reserved_bits(CpuModel model, bool large)
{
    return bits(model.phys_bits, 62) | (model.nx ? 0 : bits(63, 63)) | (large ? bits(13, 20) : 0);
}

/// 4.4.1, table 4-8: a pointer entry has no rights, and no NX either.
u64 reserved_pointer_bits(CpuModel model) { return bits(1, 2) | bits(5, 8) | bits(model.phys_bits, 63); }

} // namespace

void Mmu::load_root(PhysAddr root)
{
    root_ = root;
    for (u32 index = 0; index < pointers_.size(); ++index) {
        pointers_[index] = read(root + 8 * index);
        if (pointers_[index].present() && (pointers_[index].raw() & reserved_pointer_bits(model_)) != 0) {
            throw BadPointerEntry{index};
        }
    }
    directory_cache_.clear();
    std::erase_if(small_, [](auto const& item) { return !item.second.global; });
    std::erase_if(large_, [](auto const& item) { return !item.second.global; });
}

PhysAddr Mmu::translate(VirtAddr address, AccessKind kind)
{
    Translation const* known = cached(address);
    // A first write through a clean translation makes the CPU walk again, to set Dirty in memory.
    bool const must_walk =
        known == nullptr || (kind == AccessKind::Write && known->writable && !known->dirty);
    Translation const found = must_walk ? walk(address, kind) : *known;
    check_rights(found, address, kind);
    (found.large ? large_ : small_)[found.large ? large_page(address) : small_page(address)] = found;
    return found.begin + address.raw() % (found.large ? kLargePageSize : kPageSize);
}

Mmu::Translation const* Mmu::cached(VirtAddr address) const
{
    if (auto const small = small_.find(small_page(address)); small != small_.end()) return &small->second;
    if (auto const large = large_.find(large_page(address)); large != large_.end()) return &large->second;
    return nullptr;
}

Mmu::Translation Mmu::walk(VirtAddr address, AccessKind kind)
{
    Pte const directory = directory_entry(address, kind);
    bool const write = kind == AccessKind::Write;
    if (directory.large()) {
        return {PhysAddr{target(directory) & ~u64{kLargePageSize - 1}},
                true,
                directory.writable(),
                directory.no_execute(),
                directory.global(),
                directory.writable() && write};
    }
    PhysAddr const where{target(directory) + 8 * mm::table_index(address)};
    Pte const entry = read(where);
    check_present(entry, false, address, kind);
    bool const writable = directory.writable() && entry.writable();
    Pte const now = touch(where, write && writable);
    return {PhysAddr{target(now)},
            false,
            writable,
            directory.no_execute() || now.no_execute(),
            now.global(),
            (now.low() & Pte::kDirty) != 0};
}

Pte Mmu::directory_entry(VirtAddr address, AccessKind kind)
{
    auto const known = directory_cache_.find(large_page(address));
    if (known != directory_cache_.end()) return known->second;
    Pte const pointer = pointers_[mm::pdpt_index(address)];
    if (!pointer.present()) fault(address, kind, 0);
    PhysAddr const where{target(pointer) + 8 * mm::directory_index(address)};
    Pte const entry = read(where);
    check_present(entry, entry.large(), address, kind);
    Pte const now = touch(where, entry.large() && kind == AccessKind::Write && entry.writable());
    if (!now.large()) directory_cache_[large_page(address)] = now;
    return now;
}

/// Sets Accessed, and Dirty if asked, as the hardware does: with a locked operation on the live entry.
Pte Mmu::touch(PhysAddr entry, bool dirty)
{
    u32 const flags = Pte::kAccessed | (dirty ? Pte::kDirty : 0);
    Pte const before = read(entry);
    if ((before.low() & flags) == flags) return before;
    // The low half comes first in memory: x86 and this host are little-endian.
    std::atomic_ref<u32>{*reinterpret_cast<u32*>(ram(entry))}.fetch_or(flags);
    ++entries_written_;
    return Pte{before.low() | flags, before.high()};
}

void Mmu::check_present(Pte entry, bool large, VirtAddr address, AccessKind kind)
{
    if (!entry.present()) fault(address, kind, 0);
    if ((entry.raw() & reserved_bits(model_, large)) != 0) {
        fault(address, kind, PageFault::kPresent | PageFault::kReserved);
    }
}

void Mmu::check_rights(Translation const& translation, VirtAddr address, AccessKind kind)
{
    bool const refused = (kind == AccessKind::Write && !translation.writable) ||
                         (kind == AccessKind::Execute && model_.nx && translation.no_execute);
    if (refused) fault(address, kind, PageFault::kPresent);
}

void Mmu::fault(VirtAddr address, AccessKind kind, u32 cause)
{
    drop(address);
    u32 error = cause;
    if (kind == AccessKind::Write) error |= PageFault::kWrite;
    if (kind == AccessKind::Execute && model_.nx) error |= PageFault::kExecute;
    throw PageFault{address, error};
}

void Mmu::drop(VirtAddr page)
{
    small_.erase(small_page(page));
    large_.erase(large_page(page));
}

void Mmu::flush_page(VirtAddr page)
{
    drop(page);
    directory_cache_.clear(); // 4.10.4.1: whatever addresses they are for
}

void Mmu::flush_range(VirtRange pages)
{
    auto const inside = [&](auto const& entry, u32 shift) {
        return entry.first >= pages.begin.raw() >> shift && entry.first <= (pages.end - 1).raw() >> shift;
    };
    std::erase_if(small_, [&](auto const& entry) { return inside(entry, kPageShift); });
    std::erase_if(large_, [&](auto const& entry) { return inside(entry, kLargePageShift); });
    directory_cache_.clear();
}

void Mmu::flush_all()
{
    small_.clear();
    large_.clear();
    directory_cache_.clear();
}

bool Mmu::caches(VirtAddr page) const { return cached(page) != nullptr; }

} // namespace sim
