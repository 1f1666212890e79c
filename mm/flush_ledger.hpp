// SPDX-License-Identifier: MIT
// kmap.debug=flush: the ledger of owed flushes. A page owes one from the moment at which its entry was
// emptied or changed until each CPU that may have the old translation has dropped it. Whoever maps such a
// page again, hands it out or gives it back is stopped at that moment; without the word, some CPU goes on
// with the old frame, and nothing in the machine says so.
//
//     an entry was changed       the page's row names the CPUs that may have what was there
//     a CPU dropped the page     it is struck out of the row; one that dropped everything is struck out of
//     all the page changes hands     nobody may be left in the row, but CPUs that do not run
//
// Flushes of everything are counted, and not entered into each row: a row notes how many had begun when it
// was written, and a CPU how many had begun before its last.
//
// Why nobody is accused falsely, whoever comes between any two instructions, on any CPU. Rows change by
// single atomic operations, and nobody waits for anybody. A debt is entered by the code that has changed the
// entry, and the flush that this code owes comes after that; so whoever drops the page between the two does
// it once too often, and not too early. In particular, a switch of threads may come there, and others may use
// the page meanwhile: each of them pays its own debts before it is laid aside, and what our code enters when
// it is back, it pays next. A CPU that joins has dropped everything before the ledger counts it in, and one
// that leaves is never asked for. Who looks into a row has the page: its CPU's running thread, the holder of
// the lock, the owner of the area. (The other way round there is a gap: a CPU that has dropped a page for
// somebody else's sake, and has not yet struck itself out, strikes itself out of a debt that began in
// between.)
//
// Kept for the vmap area, the kmap window and the fixmap, all CPUs' slots included; addresses elsewhere are
// ignored. With the word off, all that is left is a byte to look at, and in the hottest calls not even that
// (mm/watched_entry.hpp).
// Proved by: FlushLedger.FlushThatBeganBeforeTheDebtSettlesNothing,
// ShootdownMembers.CpuJoinsThenDropsThenOwes, planted/flush_from_before_the_debt_counts,
// planted/all_flushes_are_one_cpus.
#pragma once

#include "lib/address.hpp"
#include "lib/cpu_mask.hpp"
#include "lib/text.hpp"
#include "mm/kmap_debug.hpp"

#include <optional>

namespace mm {

/// For set_kmap_debug(): makes room, 2 MiB of lowmem. If there is none, returns false and changes nothing.
/// Needs frames().
[[nodiscard]] bool begin_flush_ledger();
/// Threads only. When it returns, no CPU looks into the ledger any more.
void end_flush_ledger();

// Whether the word is on or not:

/// This CPU runs, after drop_everything() (mm/flush_range.hpp). The boot CPU runs from the start.
void flush_ledger_join(u32 cpu);
/// These have stopped for good.
void flush_ledger_leave(lib::CpuMask cpus);

// Only if flushes_watched(). Any context; nothing waits.

/// The entries of these pages have just been emptied or changed, and CPUs among `holders` may have cached
/// what was there. The call's place in the code is remembered.
[[gnu::cold, gnu::noinline]] void owe_flush(VirtRange pages, lib::CpuMask holders);
/// The same on behalf of code at `code`.
[[gnu::cold]] void owe_flush_from(VirtAddr code, VirtRange pages, lib::CpuMask holders);
/// Of the CPUs that may have these pages, all but `cpu` have never used them.
[[gnu::cold, gnu::noinline]] void owe_flush_only_on(u32 cpu, VirtRange pages);

/// `cpu` has just dropped what it had of these pages.
[[gnu::cold, gnu::noinline]] void note_dropped(u32 cpu, VirtRange pages);
/// Before a CPU drops everything; the number is for note_all_dropped(), once it has. Both on that CPU, with
/// interrupts off.
[[nodiscard, gnu::cold]] u32 begin_dropping_all();
[[gnu::cold]] void note_all_dropped(u32 cpu, u32 number);

/// What happens to a page that must not owe anything.
enum class PageMove : u8 {
    Map,      ///< another frame, or the same, is about to be mapped there
    GiveBack, ///< from now on others may be given it
    Leave,    ///< from now on it is another thread's, with its CPU
};
/// Stops with OwedFlush if one of these pages is still owed. The pages are the caller's.
[[gnu::cold, gnu::noinline]] void check_flushed(VirtRange pages, PageMove move);

/// Lines for people: which pages owe a flush, and since when, the first eight of them. Interrupts are off
/// meanwhile, so the sink should be a buffer.
void print_owed_flushes(lib::Sink& sink);

/// CPUs that run and have yet to drop the page.
[[nodiscard]] lib::CpuMask owing_cpus(VirtAddr page);

} // namespace mm
