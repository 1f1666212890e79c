// SPDX-License-Identifier: MIT
// Written from the manual and not from mm/page_table.cpp: what tests the latter must not share its
// mistakes.
#include "tests/sim/mmu.hpp"

#include "tests/sim/ram.hpp"

#include <algorithm>
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
    for (Tlb* const tlb : {&small_, &large_}) {
        for (auto& item : *tlb)
            std::erase_if(item.second, [](Translation const& each) { return !each.global; });
    }
    look_around();
}

PhysAddr Mmu::translate(VirtAddr address, AccessKind kind)
{
    if (ahead_) cared_for_.insert(small_page(address));
    Cached const& known = cached(address);
    // A first write through a clean translation makes the CPU walk again, to set Dirty in memory.
    bool const must_walk =
        known.empty() || (kind == AccessKind::Write && known.front().writable && !known.front().dirty);
    u32 cause = 0;
    auto const found =
        must_walk ? walk(address, kind == AccessKind::Write, cause) : std::optional{known.front()};
    if (!found) fault(address, kind, cause);
    check_rights(*found, address, kind);
    if (must_walk) place_of(*found, address) = {*found};
    return found->of(address);
}

Mmu::Cached const& Mmu::cached(VirtAddr address) const
{
    static Cached const nothing;
    if (auto const small = small_.find(small_page(address)); small != small_.end() && !small->second.empty())
        return small->second;
    auto const large = large_.find(large_page(address));
    return large == large_.end() ? nothing : large->second;
}

Mmu::Cached& Mmu::place_of(Translation const& translation, VirtAddr address)
{
    return translation.large ? large_[large_page(address)] : small_[small_page(address)];
}

std::vector<PhysAddr> Mmu::may_reach(VirtAddr address) const
{
    std::vector<PhysAddr> places;
    for (Translation const& each : cached(address)) places.push_back(each.of(address));
    return places;
}

std::optional<Mmu::Translation> Mmu::walk(VirtAddr address, bool write, u32& cause)
{
    auto const directory = directory_entry(address, write, cause);
    if (!directory) return std::nullopt;
    if (directory->large()) {
        return Translation{PhysAddr{target(*directory) & ~u64{kLargePageSize - 1}},
                           true,
                           directory->writable(),
                           directory->no_execute(),
                           directory->global(),
                           directory->writable() && write};
    }
    PhysAddr const where{target(*directory) + 8 * mm::table_index(address)};
    Pte const entry = read(where);
    if (!translates(entry, false, cause)) return std::nullopt;
    bool const writable = directory->writable() && entry.writable();
    Pte const now = touch(where, write && writable);
    return Translation{PhysAddr{target(now)},
                       false,
                       writable,
                       directory->no_execute() || now.no_execute(),
                       now.global(),
                       (now.low() & Pte::kDirty) != 0};
}

std::optional<Pte> Mmu::directory_entry(VirtAddr address, bool write, u32& cause)
{
    auto const known = directory_cache_.find(large_page(address));
    if (known != directory_cache_.end()) return known->second;
    Pte const pointer = pointers_[mm::pdpt_index(address)];
    if (!pointer.present()) return std::nullopt;
    PhysAddr const where{target(pointer) + 8 * mm::directory_index(address)};
    Pte const entry = read(where);
    if (!translates(entry, entry.large(), cause)) return std::nullopt;
    Pte const now = touch(where, entry.large() && write && entry.writable());
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

bool Mmu::translates(Pte entry, bool large, u32& cause) const
{
    if (!entry.present()) return false;
    if ((entry.raw() & reserved_bits(model_, large)) == 0) return true;
    cause = PageFault::kPresent | PageFault::kReserved;
    return false;
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

// As for a read that nobody makes: what would be a fault has no consequence.
void Mmu::look_at(u32 page)
{
    VirtAddr const address{page << kPageShift};
    u32 cause = 0;
    auto const found = walk(address, false, cause);
    if (!found) return;
    Cached& known = place_of(*found, address);
    if (std::find(known.begin(), known.end(), *found) == known.end()) known.push_back(*found);
}

void Mmu::look_around()
{
    if (!ahead_) return;
    for (u32 const page : cared_for_) look_at(page);
}

void Mmu::flush_page(VirtAddr page)
{
    drop(page);
    directory_cache_.clear(); // 4.10.4.1: whatever addresses they are for
    if (!ahead_) return;
    cared_for_.insert(small_page(page));
    look_at(small_page(page));
}

void Mmu::flush_range(VirtRange pages)
{
    auto const inside = [&](u32 page, u32 shift) {
        return page >= pages.begin.raw() >> shift && page <= (pages.end - 1).raw() >> shift;
    };
    std::erase_if(small_, [&](auto const& entry) { return inside(entry.first, kPageShift); });
    std::erase_if(large_, [&](auto const& entry) { return inside(entry.first, kLargePageShift); });
    directory_cache_.clear();
    if (!ahead_) return;
    for (u32 const page : cared_for_)
        if (inside(page, kPageShift)) look_at(page);
}

void Mmu::flush_all()
{
    small_.clear();
    large_.clear();
    directory_cache_.clear();
    look_around();
}

} // namespace sim
