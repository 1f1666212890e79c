// SPDX-License-Identifier: MIT
// One simulated CPU's address translation under PAE: pointer registers, page walker, and a TLB that keeps
// every translation for as long as the architecture allows. Real TLBs forget by chance; this one never
// does, so that a missing flush reads the old frame's bytes every time. SDM 3A: 4.4 (PAE), 4.6 (rights),
// 4.10 (caching).
#pragma once

#include "lib/address.hpp"
#include "mm/pae.hpp"

#include <array>
#include <unordered_map>

namespace sim {

/// What differs between CPU models, as far as translation goes.
struct CpuModel {
    u8 phys_bits = 36;
    bool nx = true; ///< EFER.NXE is on; off: bit 63 is reserved
};

enum class AccessKind : u8 { Read, Write, Execute };

/// Thrown where the CPU would raise #PF. `error` has the bits of the error code.
struct PageFault {
    static constexpr u32 kPresent = 1u << 0, kWrite = 1u << 1, kReserved = 1u << 3, kExecute = 1u << 4;
    VirtAddr address;
    u32 error = 0;
};

/// Thrown where mov cr3 would raise #GP: a reserved bit in a pointer entry.
struct BadPointerEntry {
    u32 index = 0;
};

class Mmu {
public:
    explicit Mmu(CpuModel model = {}) : model_{model} {}

    /// mov cr3: reads the four pointer entries into registers, where they stay whatever happens to the
    /// table, and drops everything that is not global.
    void load_root(PhysAddr root);
    [[nodiscard]] PhysAddr root() const { return root_; }

    /// Where an access goes. Fills the TLB. Throws PageFault, and drops the page's translation then
    /// (4.10.4.1).
    [[nodiscard]] PhysAddr translate(VirtAddr address, AccessKind kind);

    /// invlpg: the page's translation, small or large, global or not, and every cached directory entry.
    void flush_page(VirtAddr page);
    /// invlpg of every page in `pages`.
    void flush_range(VirtRange pages);
    /// Everything, including global translations: a change of CR4.PGE.
    void flush_all();

    [[nodiscard]] bool caches(VirtAddr page) const;
    /// Entries that the walker had to write to, because Accessed or Dirty was clear.
    [[nodiscard]] u32 entries_written() const { return entries_written_; }

private:
    struct Translation {
        PhysAddr begin; ///< of the small or large page's memory
        bool large = false;
        bool writable = false;
        bool no_execute = false;
        bool global = false;
        bool dirty = false;
    };
    using Tlb = std::unordered_map<u32, Translation>; // by page number

    [[nodiscard]] Translation const* cached(VirtAddr address) const;
    [[nodiscard]] Translation walk(VirtAddr address, AccessKind kind);
    [[nodiscard]] mm::Pte directory_entry(VirtAddr address, AccessKind kind);
    [[nodiscard]] mm::Pte touch(PhysAddr entry, bool dirty);
    void check_present(mm::Pte entry, bool large, VirtAddr address, AccessKind kind);
    void check_rights(Translation const& translation, VirtAddr address, AccessKind kind);
    void drop(VirtAddr page);
    [[noreturn]] void fault(VirtAddr address, AccessKind kind, u32 cause);

    CpuModel model_;
    PhysAddr root_;
    std::array<mm::Pte, 4> pointers_{};
    std::unordered_map<u32, mm::Pte> directory_cache_; ///< by address / 2 MiB: the paging-structure cache
    Tlb small_;
    Tlb large_;
    u32 entries_written_ = 0;
};

} // namespace sim
