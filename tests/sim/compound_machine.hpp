// SPDX-License-Identifier: MIT
// The booted machine with blocks of marked frames, which compounds show: what both parts of their tests begin
// with.
#pragma once

#include "mm/context.hpp"
#include "mm/kmap_local.hpp"
#include "mm/linux_rules.hpp"
#include "mm/live_mappings.hpp"
#include "mm/local_compound.hpp"
#include "mm/quarantine.hpp"
#include "mm/window_judge.hpp"
#include "tests/sim/booted_machine.hpp"

namespace sim {

class CompoundMachine : public BootedMachine {
protected:
    CompoundMachine()
    {
        mm::live_mappings().clear();
        mm::end_all_rests();
        mm::forget_linux_warning();
    }
    ~CompoundMachine() override { mm::set_kmap_debug({}); }

    // One below 4 GiB and one above: their entries differ in both halves, so that a mix of two is another
    // frame.
    mm::Frame const low_block = block(false);
    mm::Frame const high_block = block(true);
    mm::Frame const a = marked(low_block, 'a');
    mm::Frame const b = marked(high_block + 16, 'A');
    mm::Frame const x = marked(low_block + 32, '0');
    mm::Frame const y = marked(high_block + 48, 'P');
    Thread other{"other"};

    static mm::Frame block(bool above_four_gib)
    {
        constexpr u32 kOrder = mm::BuddyZone::kMaxOrder;
        std::vector<mm::Frame> others;
        mm::Frame found = mm::frames().alloc_frames(kOrder, mm::ZoneChoice::HighFirst).value();
        while ((found.pfn() >= Pfn{0x10'0000}) != above_four_gib) {
            others.push_back(found);
            found = mm::frames().alloc_frames(kOrder, mm::ZoneChoice::HighFirst).value();
        }
        for (mm::Frame const frame : others) mm::frames().free_frames(frame, kOrder);
        return found;
    }
    /// Its 16 pages begin with `first` and the characters that follow it.
    static mm::Frame marked(mm::Frame frame, char first)
    {
        for (u32 page = 0; page < 16; ++page)
            *ram((frame.pfn() + page).base()) = static_cast<std::byte>(first + static_cast<char>(page));
        return frame;
    }
    static bool faults(VirtAddr address)
    {
        return fault_of([&] { (void)at(address); }).has_value();
    }
    static VirtAddr map(mm::Frame frame, u32 order)
    {
        auto const mapping = mm::kmap_local_compound(frame, order);
        require(mapping.error == mm::CompoundError::None, "refused");
        return mapping.address;
    }
    static bool shows(VirtAddr address, char first, u32 order)
    {
        for (u32 page = 0; page < 1u << order; ++page)
            if (at(address + page * kPageSize) != first + static_cast<char>(page)) return false;
        return true;
    }
    static bool all_fault(VirtAddr address, u32 order)
    {
        for (u32 page = 0; page < 1u << order; ++page)
            if (!faults(address + page * kPageSize)) return false;
        return true;
    }
    void map_pages(u32 mappings) const
    {
        for (u32 count = 0; count < mappings; ++count) (void)mm::kmap_local_pfn(a.pfn());
    }
    static void expect_nothing_mapped_from(u32 first)
    {
        auto const& window = mm::local_window();
        for (u32 page = first; page < 2 * mm::slots_per_window(); ++page) {
            EXPECT_FALSE(mm::read_entry(window.entry(page)).present()) << page;
            EXPECT_FALSE(mmu().caches(window.address_of(page))) << page;
        }
    }
    static std::string judged(mm::FaultingAccess const& access)
    {
        auto const report = mm::judge(access);
        return report ? std::string{report->headline.view()} : "";
    }
    static void require(bool condition, char const* otherwise)
    {
        if (!condition) throw std::runtime_error{otherwise};
    }
};

} // namespace sim
