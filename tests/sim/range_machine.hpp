// SPDX-License-Identifier: MIT
// For tests of mm/map_range.hpp: an empty part of a booted machine's address space, seen by simulated CPUs
// that forget no translation of their own accord.
#pragma once

#include "mm/map_range.hpp"
#include "tests/sim/booted_machine.hpp"
#include "tests/sim/shootdown_port.hpp"

#include <map>
#include <string>

namespace sim {

/// Tables from lowmem, counted, and no more of them than are allowed.
class CountedTables final : public mm::TableFrames {
public:
    [[nodiscard]] std::optional<Pfn> take() override
    {
        if (left == 0) return std::nullopt;
        --left;
        ++out;
        return mm::lowmem_tables().take();
    }
    void give(Pfn table) override
    {
        --out;
        mm::lowmem_tables().give(table);
    }
    u32 left = ~0u;
    u32 out = 0;
};

class RangeMachine : public BootedMachine {
protected:
    static constexpr std::optional<mm::MapError> kMapped{}; ///< no error
    static constexpr Pfn kHigh{0x12'0000};                  ///< above 4 GiB, a multiple of 512
    static constexpr VirtAddr kBorder{0x4000'0000};         ///< of two directories

    RangeMachine() { clear_shootdown_log(); }

    static FrameRange frames(Pfn first, u32 count) { return {first, first + count}; }
    static VirtRange pages(VirtAddr first, u32 count) { return {first, first + count * kPageSize}; }
    static VirtAddr page(VirtAddr first, u32 index) { return first + index * kPageSize; }

    static bool allows(VirtAddr address, AccessKind kind)
    {
        return !fault_of([&] { (void)mmu().translate(address, kind); }).has_value();
    }
    static bool allows_on(u32 cpu, VirtAddr address, AccessKind kind)
    {
        bool result = false;
        on_cpu(cpu, [&] { result = allows(address, kind); });
        return result;
    }
    /// "rwx", as the CPU sees it.
    static std::string rights_of(VirtAddr address)
    {
        std::string text;
        if (allows(address, AccessKind::Read)) text += 'r';
        if (allows(address, AccessKind::Write)) text += 'w';
        if (allows(address, AccessKind::Execute)) text += 'x';
        return text;
    }
    static Pfn frame_of(VirtAddr address) { return Pfn::of(mmu().translate(address, AccessKind::Read)); }
    static mm::Walk walk(VirtAddr address) { return mm::walk(mm::kernel_space().root, address); }
    /// All that the tables say about the range, to compare with later.
    static std::map<u32, u64> picture(VirtRange range)
    {
        std::map<u32, u64> entries;
        for (VirtAddr at = range.begin; at < range.end; at = at + kPageSize) {
            mm::Walk const found = walk(at);
            entries[at.raw()] = found.directory.large() ? found.directory.raw() : found.table.raw();
        }
        return entries;
    }
    std::optional<mm::MapError> map(VirtAddr at, FrameRange range, mm::Mapping mapping = {})
    {
        auto const done = mm::map_range(space, at, range, mapping);
        return done ? kMapped : std::optional{done.error()};
    }
    /// Maps large pages read-write.
    void map_large(VirtAddr at, u32 count)
    {
        ASSERT_EQ(map(at, frames(kHigh, count * kFramesPerLargePage), {.large = true}), kMapped);
        ASSERT_TRUE(walk(at).directory.large());
    }
    static VirtRange settle(lib::Result<mm::OwedFlush, mm::MapError> owed)
    {
        if (!owed) {
            ADD_FAILURE() << "no table";
            return {};
        }
        VirtRange const covered = owed->pages();
        owed->settle();
        return covered;
    }

    CountedTables tables;
    mm::AddressSpace space{mm::kernel_space().root, tables, lib::CpuMask::all()};
};

} // namespace sim
