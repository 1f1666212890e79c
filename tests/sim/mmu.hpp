// SPDX-License-Identifier: MIT
// One simulated CPU's address translation under PAE: pointer registers, page walker, and a TLB that keeps
// every translation for as long as the architecture allows. Real TLBs forget by chance; this one never
// does, so that a missing flush reads the old frame's bytes every time. Nor do real walkers wait to be
// asked: with walk_ahead() this one comes at every step and caches whatever is present (4.10.2.3 allows a
// translation of any page at any time), so that a page that was flushed before its entry was cleared is
// cached again. All that may be cached is, side by side, so no chance is involved, and no seed. SDM 3A:
// 4.4 (PAE), 4.6 (rights), 4.10 (caching).
#pragma once

#include "lib/address.hpp"
#include "mm/pae.hpp"

#include <array>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

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

    /// Where an access goes: of several translations that may be cached, by the oldest. Fills the TLB.
    /// Throws PageFault, and drops the page's translations then (4.10.4.1).
    [[nodiscard]] PhysAddr translate(VirtAddr address, AccessKind kind);

    /// invlpg: the page's translation, small or large, global or not, and every cached directory entry.
    void flush_page(VirtAddr page);
    /// invlpg of every page in `pages`.
    void flush_range(VirtRange pages);
    /// Everything, including global translations: a change of CR4.PGE.
    void flush_all();

    /// From now on the walker also comes by itself: after every flush, and when it is told that time has
    /// passed. It cares for the pages that this CPU has accessed or flushed, one by one, since then.
    void walk_ahead() { ahead_ = true; }
    /// Time passes.
    void look_around();

    [[nodiscard]] bool caches(VirtAddr page) const { return !cached(page).empty(); }
    /// Wherever a read may go that a cached translation serves; nothing if there is none.
    [[nodiscard]] std::vector<PhysAddr> may_reach(VirtAddr address) const;
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

        [[nodiscard]] PhysAddr of(VirtAddr address) const
        {
            return begin + address.raw() % (large ? kLargePageSize : kPageSize);
        }
        bool operator==(Translation const&) const = default;
    };
    using Cached = std::vector<Translation>;     // of one page, the oldest first
    using Tlb = std::unordered_map<u32, Cached>; // by page number

    [[nodiscard]] Cached const& cached(VirtAddr address) const;
    [[nodiscard]] Cached& place_of(Translation const& translation, VirtAddr address);
    void look_at(u32 small_page);
    // Nothing, and `cause` of the error code's bits, where there is no translation.
    [[nodiscard]] std::optional<Translation> walk(VirtAddr address, bool write, u32& cause);
    [[nodiscard]] std::optional<mm::Pte> directory_entry(VirtAddr address, bool write, u32& cause);
    [[nodiscard]] bool translates(mm::Pte entry, bool large, u32& cause) const;
    [[nodiscard]] mm::Pte touch(PhysAddr entry, bool dirty);
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
    bool ahead_ = false;
    std::unordered_set<u32> cared_for_; ///< small pages
};

} // namespace sim
