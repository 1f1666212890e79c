// SPDX-License-Identifier: MIT
// Where the slots of kmap_local lie, and who owns them. Only this file and its .cpp know: judges, reports,
// quarantine and the monitor ask a LocalPlace, and the mapping calls their LocalWindow. Another design (a
// window for each thread, exchanged by one directory entry) would be another .cpp behind these declarations.
//
//    a window                                           the next owner's window
//    | guard | page | guard | page | ... | guard | page | guard | page | ...   | guard | page | guard |
//       0       1      2      3                            0       1                             the edge
//      `- slot 0 --'  `- slot 1 --'                       `- slot 0 --'
#pragma once

#include "lib/text.hpp"
#include "mm/layout.hpp"
#include "mm/pae.hpp"

namespace mm {

/// Who owns a window: a CPU, and so the running thread for as long as it cannot migrate.
class WindowOwner {
public:
    static constexpr u32 kMost = kMaxCpus;

    constexpr explicit WindowOwner(u32 number) : number_{number} {}
    [[nodiscard]] constexpr u32 number() const { return number_; } ///< 0 .. kMost-1
    constexpr bool operator==(WindowOwner const&) const = default;

private:
    u32 number_;
};

/// The owner of the window in which the running thread maps. Stable only while the caller cannot migrate.
[[nodiscard]] WindowOwner this_owner();
/// "CPU 1"
[[nodiscard]] lib::Text<16> name_of(WindowOwner owner);

/// All windows, the edge included.
[[nodiscard]] VirtRange local_windows();
[[nodiscard]] u32 slots_per_window();

/// For kmap.debug=quarantine, which needs larger windows: from now on they lie one after the other from
/// `begin` on, with `slots` slots each. Their size, 2 * slots pages, must divide 2 MiB and `begin`, and the
/// page tables must exist. Call it while nothing is mapped and no other CPU runs.
void move_windows(VirtAddr begin, u32 slots);
/// Moves them back to where they lie otherwise.
void move_windows_back();

/// One owner's slots, for the mapping calls. Its pages count from 0, the guard below slot 0.
class LocalWindow {
public:
    constexpr LocalWindow() = default;
    /// The kernel's final tables must be built.
    explicit LocalWindow(WindowOwner owner);

    [[nodiscard]] VirtAddr address_of(u32 page) const { return base_ + page * kPageSize; }
    /// The page of this window in which `address` lies; a number beyond all pages for any address outside.
    [[nodiscard]] u32 page_of(VirtAddr address) const { return (address - base_) >> kPageShift; }
    [[nodiscard]] PteSlot& entry(u32 page) const { return entries_[page]; }

private:
    PteSlot* entries_ = nullptr; ///< of page 0; those of all pages are adjacent in memory
    VirtAddr base_;
};

/// Where an address lies among all windows. Any context, takes no lock.
class LocalPlace {
public:
    enum class Kind : u8 {
        Outside, ///< in no window
        Guard,
        Slot,
        Edge, ///< the guard behind the last window, which is nobody's
    };

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
