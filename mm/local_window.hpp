// SPDX-License-Identifier: MIT
// Where the slots of kmap_local lie, and who owns them: CPUs or threads (mm/window_design.hpp). Judges,
// reports, quarantine and the monitor ask a LocalPlace, and the mapping calls their LocalWindow; where the
// windows of each design are is known to mm/cpu_window.cpp and mm/thread_window.cpp.
//
//    a window                                           the next CPU's window; a thread's has no neighbour
//    | guard | page | guard | page | ... | guard | page | guard | page | ...   | guard | page | guard |
//       0       1      2      3                            0       1                             the edge
//      `- slot 0 --'  `- slot 1 --'                       `- slot 0 --'
#pragma once

#include "lib/text.hpp"
#include "mm/layout.hpp"
#include "mm/pae.hpp"

namespace mm {

/// Who owns a window: a CPU, and so the running thread for as long as it cannot migrate; or a thread.
class WindowOwner {
public:
    static constexpr u32 kMost = kMaxCpus; ///< of CPUs

    constexpr explicit WindowOwner(u32 number) : number_{number} {}
    /// A CPU's, 0 .. kMost-1; or the LocalStack::number() of a thread.
    [[nodiscard]] constexpr u32 number() const { return number_; }
    constexpr bool operator==(WindowOwner const&) const = default;

private:
    u32 number_;
};

/// The owner of the window in which the running thread maps. Stable only while the caller cannot migrate.
[[nodiscard]] WindowOwner this_owner();
/// "CPU 1", or "thread 'copy'"
[[nodiscard]] lib::Text<40> name_of(WindowOwner owner);

/// All windows, the edge included.
[[nodiscard]] VirtRange local_windows();
[[nodiscard]] u32 slots_per_window();

/// One owner's slots, for the mapping calls. Its pages count from 0, the guard below slot 0.
class LocalWindow {
public:
    constexpr LocalWindow() = default;
    /// `entries` are those of the page at `base` and all that follow.
    LocalWindow(VirtAddr base, PteSlot* entries) : entries_{entries + 1}, slot_0_{base + kPageSize} {}

    [[nodiscard]] bool exists() const { return entries_ != nullptr; }
    [[nodiscard]] VirtAddr address_of(u32 page) const { return slot_0_ + (page - 1) * kPageSize; }
    /// The page of this window in which `address` lies; a number beyond all pages for any address outside.
    [[nodiscard]] u32 page_of(VirtAddr address) const
    {
        return (address - slot_0_ + kPageSize) >> kPageShift;
    }
    /// How far that is above page 1. What lies outside the slots is far too large, page 0 included.
    [[nodiscard]] u32 pages_above_slot_0(VirtAddr address) const { return (address - slot_0_) >> kPageShift; }
    [[nodiscard]] PteSlot& entry(u32 page) const { return entries_[static_cast<i32>(page - 1)]; }

private:
    // Both are those of page 1, since what maps and unmaps counts from there: it saves two instructions each
    // time.
    PteSlot* entries_ = nullptr; ///< those of all pages are adjacent in memory
    VirtAddr slot_0_;
};

/// Where an address lies among all windows. Any context, takes no lock.
class LocalPlace {
public:
    enum class Kind : u8 {
        Outside, ///< in no window
        Guard,
        Slot,
        Edge, ///< nobody's: the guard behind the last window, or what no thread uses of theirs
    };

    /// With window=thread the running thread's, or a stranger's if that one has mapped it.
    [[nodiscard]] static LocalPlace of(VirtAddr address);
    /// The other way round. Preconditions: `page` is below 2 * slots_per_window(), `slot` below half of that.
    [[nodiscard]] static LocalPlace of_page(WindowOwner owner, u32 page);
    [[nodiscard]] static LocalPlace of_slot(WindowOwner owner, u32 slot)
    {
        return of_page(owner, 2 * slot + 1);
    }

    [[nodiscard]] bool inside() const { return kind_ != Kind::Outside; }
    [[nodiscard]] bool is_guard() const { return kind_ == Kind::Guard || kind_ == Kind::Edge; }
    [[nodiscard]] bool has_owner() const { return kind_ == Kind::Guard || kind_ == Kind::Slot; }
    [[nodiscard]] Kind kind() const { return kind_; }

    /// The first byte of the page.
    [[nodiscard]] VirtAddr address() const { return address_; }
    /// The page that many pages further up, or down if negative. It may belong to another owner.
    [[nodiscard]] LocalPlace moved(i32 pages) const;

    // Only if it has an owner.
    [[nodiscard]] WindowOwner owner() const { return owner_; }
    [[nodiscard]] u32 page() const { return page_; } ///< of its owner's window
    [[nodiscard]] u32 slot() const { return page_ / 2; }

    /// What its owner's page tables say about it; nothing where nothing can be mapped.
    [[nodiscard]] Pte entry() const;

private:
    LocalPlace(Kind kind, VirtAddr address, WindowOwner owner, u32 page)
        : kind_{kind}, address_{address}, owner_{owner}, page_{page}
    {
    }

    Kind kind_;
    VirtAddr address_;
    WindowOwner owner_;
    u32 page_;
};

} // namespace mm
