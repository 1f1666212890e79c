// SPDX-License-Identifier: MIT
// An area of vmap's whose unmap goes wrong: its entries are emptied, and what is flushed is up to the test.
#pragma once

#include "mm/map_pages.hpp"
#include "mm/vmap.hpp"
#include "mm/vmap_area.hpp"

namespace kernel {

class UnflushedArea {
public:
    /// What vunmap_eager() does before its flush, for what vmap() has returned.
    explicit UnflushedArea(VirtAddr address)
        : area_{mm::vmap_area().begin_free(address, mm::AreaKind::Mapped, "UnflushedArea")}
    {
        forgotten_.add(mm::unmap_some_pages(mm::vmap_area().tables().space(), pages(), [](Pfn) {}));
    }
    /// Done right at last.
    ~UnflushedArea()
    {
        hw::flush_range_everywhere(pages());
        mm::vmap_area().end_free_flushed(area_.guard);
    }
    UnflushedArea(UnflushedArea const&) = delete;
    UnflushedArea& operator=(UnflushedArea const&) = delete;

    [[nodiscard]] VirtRange pages() const
    {
        return mm::vmap_area().tables().addresses_of(area_.first(), area_.tag.usable());
    }
    /// What comes after the flush. With kmap.debug=flush it stops if a CPU has not flushed a page.
    void give_back() const { mm::vmap_area().end_free_flushed(area_.guard); }

private:
    mm::Area area_;
    mm::FlushLot forgotten_; // which nobody settles: a debt of its own would stop the machine
};

} // namespace kernel
