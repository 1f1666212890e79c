// SPDX-License-Identifier: MIT
// The flush that is owed after entries that were present have been changed or emptied: until then CPUs may go
// on with what they have cached. It is a value, so that it cannot be forgotten: it must be settled or merged
// with another, and stops the machine if it is dropped. Entries that were empty owe nothing, since CPUs do
// not cache that something is not present (SDM 3A, 4.10.2.3).
//
// It also holds the tables that became empty: CPUs cache directory entries, too, and may walk such a table
// until they are flushed, so it can be given back only then.
// Proved by: ChangedRange.TablesThatBecomeEmptyAreGivenBackAfterTheFlush,
// ChangedRange.ForgottenFlushStopsTheMachine, planted/table_given_back_too_early,
// planted/tables_before_their_flush, planted/flush_forgotten_and_not_noticed.
#pragma once

#include "lib/check.hpp"
#include "mm/address_space.hpp"
#include "mm/flush_ledger.hpp"
#include "mm/machine.hpp"

namespace mm {

class [[nodiscard]] OwedFlush {
public:
    /// Nothing is owed yet.
    constexpr explicit OwedFlush(AddressSpace const& space) : space_{&space} {}
    /// The translations of these pages.
    constexpr OwedFlush(AddressSpace const& space, VirtRange pages) : space_{&space}, pages_{pages} {}
    constexpr OwedFlush(OwedFlush&& other) noexcept
        : space_{other.space_}, pages_{other.pages_}, tables_{std::move(other.tables_)}
    {
        other.pages_ = {};
    }
    OwedFlush& operator=(OwedFlush&&) = delete;
    constexpr ~OwedFlush() noexcept(false) // on the host a stop throws
    {
        if (!settled()) [[unlikely]]
            stop_forgotten(pages_);
    }

    /// The translations of these pages have changed, too.
    constexpr void add(VirtRange pages) { pages_ = hull(pages_, pages); }
    /// No directory entry names this empty table any more; it was for addresses among `pages`.
    void add_table(Pfn table, VirtRange pages)
    {
        tables_.push(table);
        add(pages);
    }
    /// Takes over another debt of the same space.
    void add(OwedFlush&& other);

    /// Enters the debt into the ledger of kmap.debug=flush: once all entries have been changed, and before
    /// anybody settles it.
    [[gnu::always_inline]] void enter() const
    {
        if (flushes_watched()) [[unlikely]]
            owe_flush(pages_, space_->holders());
    }

    /// From the first page that changed to the end of the last one; empty if nothing is owed.
    [[nodiscard]] constexpr VirtRange pages() const { return pages_; }

    /// Flushes on every CPU that may have cached what changed, and gives the tables back. When it returns,
    /// none of them sees it any more. Contexts as hw::flush_range_on().
    [[gnu::always_inline]] void settle()
    {
        if (!settled()) hw::flush_range_on(space_->holders(), pages_);
        paid();
    }
    /// The same for addresses that only this CPU has used. The caller cannot migrate.
    void settle_here();

private:
    friend class FlushLot;

    [[nodiscard]] static constexpr VirtRange hull(VirtRange left, VirtRange right)
    {
        if (left.begin == left.end) return right;
        if (right.begin == right.end) return left;
        return {std::min(left.begin, right.begin), std::max(left.end, right.end)};
    }
    // Tables come with pages, so the pages suffice.
    [[nodiscard]] constexpr bool settled() const { return pages_.begin == pages_.end; }
    [[gnu::always_inline]] void paid()
    {
        pages_ = {};
        if (!tables_.empty()) [[unlikely]]
            give_tables(space_->tables(), tables_);
    }
    // Not of this object: then it can be in registers.
    [[noreturn, gnu::cold, gnu::noinline]] static void stop_forgotten(VirtRange pages);

    AddressSpace const* space_;
    VirtRange pages_{};
    TableChain tables_;
};

/// Debts of one space that wait to be settled together. Its owner makes sure, with a lock of its own, that
/// the addresses are not used again before that.
class FlushLot {
public:
    /// Takes over a debt without tables.
    void add(OwedFlush&& owed)
    {
        CHECK(owed.tables_.empty());
        pages_ = OwedFlush::hull(pages_, owed.pages_);
        owed.pages_ = {};
    }
    /// Adds all that waits to `owed`, a debt of the same space.
    void move_to(OwedFlush& owed)
    {
        owed.add(pages_);
        pages_ = {};
    }

private:
    VirtRange pages_{};
};

} // namespace mm
