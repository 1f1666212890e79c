// SPDX-License-Identifier: MIT
// One page of the fixmap, whose entry tests change by themselves to see what TLBs make of it.
#pragma once

#include "mm/fixmap.hpp"
#include "mm/kmap_local.hpp"
#include "mm/page_table.hpp"
#include "runs/common/touch.hpp"

namespace kernel {

inline void write_word_in(Pfn pfn, u32 value)
{
    mm::LocalMap const map{pfn};
    write_word(map.address(), value);
}

/// Shows a frame at kAddress; unmapped, everywhere, at the end of its scope.
class TestPage {
public:
    static constexpr VirtAddr kAddress = mm::fix_to_virt(mm::Fixmap::Test);

    static mm::PteSlot& entry()
    {
        return mm::kernel_space().fixmap[(kAddress - mm::layout::kFixmapBase) / kPageSize];
    }

    explicit TestPage(Pfn pfn) { mm::publish(entry(), mm::page_entry(pfn, mm::kReadWrite)); }
    ~TestPage()
    {
        mm::retract(entry());
        hw::flush_range_everywhere({kAddress, kAddress + kPageSize});
    }
    TestPage(TestPage const&) = delete;
    TestPage& operator=(TestPage const&) = delete;

    /// What no kernel may do: the entry changes, and no CPU is told.
    void change_without_flush(Pfn pfn)
    {
        mm::retract(entry());
        mm::publish(entry(), mm::page_entry(pfn, mm::kReadWrite));
    }
};

} // namespace kernel
