// SPDX-License-Identifier: MIT
#include "mm/flush_ledger.hpp"

#include "lib/atomic.hpp"
#include "lib/format.hpp"
#include "lib/irq_guard.hpp"
#include "lib/report.hpp"
#include "mm/context.hpp"
#include "mm/frame_allocator.hpp"
#include "mm/layout.hpp"
#include "mm/local_report.hpp"
#include "mm/machine.hpp"
#include "mm/region.hpp"
#include "mm/window_design.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <new>

namespace mm {

namespace {

struct Row {
    lib::Atomic<u32> owed = 0; ///< bits of CPUs that have yet to drop the page
    // Of the last change, written by the page's owner before it sets `owed`.
    u32 all_begun = 0; ///< flushes of everything until then
    u32 cpu = 0;
    u32 milliseconds = 0; ///< since the boot
    VirtAddr code;
};

constexpr VirtRange kKept{layout::kVmapArea.begin, layout::kFixmap.end};
static_assert(kKept.contains(layout::kKmapWindow.begin));
// The window of a thread is at the same addresses on all CPUs and shows something else on each: a page of it
// has a row for each CPU, behind the others, and only that CPU ever owes it a flush.
constexpr VirtRange kKeptByEach = layout::kThreadWindow;

u32 rows_kept() { return kKept.pages() + (windows_of_threads() ? kMaxCpus * kKeptByEach.pages() : 0); }
constexpr u32 order_of(u32 rows)
{
    return static_cast<u32>(std::bit_width((rows * u32{sizeof(Row)} - 1) / kPageSize));
}
static_assert(order_of(kKept.pages() + kMaxCpus * kKeptByEach.pages()) <= BuddyZone::kMaxOrder);

// Used with interrupts off: once all CPUs have served a shootdown, none looks at the rows of before.
// Proved by: FlushLedger.IsOnlyThereWithItsWord.
constinit Row* g_rows = nullptr; ///< null: no ledger
constinit std::optional<Frame> g_rows_frame;

constinit lib::Atomic<u32> g_cpus = 1; ///< that run: bits
constinit lib::Atomic<u32> g_all_begun = 0;
constinit std::array<lib::Atomic<u32>, kMaxCpus> g_all_dropped{}; ///< by CPU: the number of its last

/// This CPU's, where each CPU has one. Interrupts off.
Row* row_of(VirtAddr page)
{
    if (g_rows == nullptr) return nullptr;
    if (kKept.contains(page)) return &g_rows[(page - kKept.begin) / kPageSize];
    if (!windows_of_threads() || !kKeptByEach.contains(page)) return nullptr;
    u32 const first = kKept.pages() + hw::cpu_index() * kKeptByEach.pages();
    return &g_rows[first + (page - kKeptByEach.begin) / kPageSize];
}

/// Calls `visit(row, page)` for each page whose row is kept.
template <class Visit> void for_each_row(VirtRange pages, Visit&& visit)
{
    lib::IrqGuard const irqs_off;
    for (VirtAddr page = pages.begin; page < pages.end; page = page + kPageSize)
        if (Row* const row = row_of(page); row != nullptr) visit(*row, page);
}

lib::CpuMask owing(Row const& row)
{
    auto left = lib::CpuMask::from_bits(row.owed.load(lib::MemoryOrder::Acquire) &
                                        g_cpus.load(lib::MemoryOrder::Relaxed));
    lib::CpuMask owing;
    for (; !left.empty(); left.remove(left.first())) {
        u32 const dropped = g_all_dropped[left.first()].load(lib::MemoryOrder::Acquire);
        if (static_cast<i32>(dropped - row.all_begun) <= 0) owing.add(left.first()); // numbers may wrap
    }
    return owing;
}

void print_cpus(lib::Sink& sink, lib::CpuMask cpus)
{
    lib::print(sink, "{} {}", cpus.count() == 1 ? "CPU" : "CPUs", cpus.first());
    for (cpus.remove(cpus.first()); !cpus.empty(); cpus.remove(cpus.first()))
        lib::print(sink, ", {}", cpus.first());
}

void print_page(lib::Sink& sink, VirtAddr page)
{
    lib::print(sink, "page {} (", page);
    if (auto const place = LocalPlace::of(page); place.has_owner()) {
        lib::print(sink, "slot {} of {})", place.slot(), name_of(place.owner()));
    } else {
        lib::print(sink, "{})", region_name(page));
    }
}

void print_change(lib::Sink& sink, Row const& row)
{
    lib::print(sink, "emptied or changed {} ms ago by CPU {}, at ", uptime_ms() - row.milliseconds, row.cpu);
    print_code(sink, row.code);
    lib::print(sink, "\n");
}

char const* words_for(PageMove move)
{
    switch (move) {
    case PageMove::Map: return "maps";
    case PageMove::GiveBack: return "gives back";
    case PageMove::Leave: return "leaves to the next thread";
    }
    return "uses";
}

[[noreturn, gnu::cold]] void stop_owed(Row const& row, VirtAddr page, lib::CpuMask cpus, PageMove move)
{
    lib::Report report;
    report.kind = lib::ReportKind::OwedFlush;
    lib::print(report.headline, "thread '{}' {} ", thread_name(), words_for(move));
    print_page(report.headline, page);
    lib::print(report.headline, " before ");
    print_cpus(report.headline, cpus);
    lib::print(report.headline, " flushed it: the old translation may still be in use there");
    lib::print(report.picture, "    its entry was ");
    print_change(report.picture, row);
    if (LocalPlace::of(page).inside()) draw_slots(report.picture, page);
    lib::stop(report);
}

void enter(Row& row, lib::CpuMask holders, VirtAddr code)
{
    row.all_begun = g_all_begun.load(lib::MemoryOrder::SeqCst);
    row.cpu = hw::cpu_index();
    row.milliseconds = uptime_ms();
    row.code = code;
    row.owed.store(holders.bits(), lib::MemoryOrder::SeqCst);
}

} // namespace

bool begin_flush_ledger()
{
    auto const frame = frames().alloc_frames(order_of(rows_kept()), ZoneChoice::LowOnly);
    if (!frame) return false;
    g_rows_frame = *frame;
    auto* const rows = reinterpret_cast<Row*>(hw::lowmem(frame->pfn().base())); // bytes until now
    for (u32 row = 0; row < rows_kept(); ++row) new (&rows[row]) Row{};
    g_rows = rows;
    return true;
}

void end_flush_ledger()
{
    g_rows = nullptr;
    hw::flush_range_everywhere({kKept.begin, kKept.begin + kPageSize}); // see g_rows
    frames().free_frames(*g_rows_frame, order_of(rows_kept()));
}

void flush_ledger_join(u32 cpu) { g_cpus.fetch_or(lib::CpuMask::of(cpu).bits(), lib::MemoryOrder::SeqCst); }

void flush_ledger_leave(lib::CpuMask cpus) { g_cpus.fetch_and(~cpus.bits(), lib::MemoryOrder::SeqCst); }

void owe_flush(VirtRange pages, lib::CpuMask holders)
{
    owe_flush_from(virt_addr_of(__builtin_return_address(0)), pages, holders);
}

void owe_flush_from(VirtAddr code, VirtRange pages, lib::CpuMask holders)
{
    for_each_row(pages, [&](Row& row, VirtAddr page) {
        // The caller may have moved since it asked on which CPU it runs.
        enter(row, kKeptByEach.contains(page) ? lib::CpuMask::of(hw::cpu_index()) : holders, code);
    });
}

void owe_flush_only_on(u32 cpu, VirtRange pages)
{
    u32 const bit = lib::CpuMask::of(cpu).bits();
    for_each_row(pages, [&](Row& row, VirtAddr) { row.owed.fetch_and(bit, lib::MemoryOrder::SeqCst); });
}

void note_dropped(u32 cpu, VirtRange pages)
{
    u32 const others = ~lib::CpuMask::of(cpu).bits();
    for_each_row(pages, [&](Row& row, VirtAddr) { row.owed.fetch_and(others, lib::MemoryOrder::SeqCst); });
}

u32 begin_dropping_all() { return g_all_begun.fetch_add(1, lib::MemoryOrder::SeqCst) + 1; }

void note_all_dropped(u32 cpu, u32 number) { g_all_dropped[cpu].store(number, lib::MemoryOrder::SeqCst); }

void check_flushed(VirtRange pages, PageMove move)
{
    for_each_row(pages, [&](Row& row, VirtAddr page) {
        if (row.owed.load(lib::MemoryOrder::Acquire) == 0) return;
        if (auto const cpus = owing(row); !cpus.empty()) stop_owed(row, page, cpus, move);
        row.owed.store(0, lib::MemoryOrder::Relaxed); // settled for good: the numbers of flushes come round
    });
}

void print_owed_flushes(lib::Sink& sink)
{
    constexpr u32 kLines = 8;
    u32 count = 0;
    auto const print_if_owed = [&](Row const& row, VirtAddr page) {
        lib::CpuMask const cpus = owing(row);
        if (cpus.empty() || ++count > kLines) return;
        lib::print(sink, "  ");
        print_page(sink, page);
        lib::print(sink, ", by ");
        print_cpus(sink, cpus);
        lib::print(sink, ": ");
        print_change(sink, row);
    };
    for_each_row(kKeptByEach, print_if_owed);
    for_each_row(kKept, print_if_owed);
    if (count == 0) lib::print(sink, "  none\n");
    if (count > kLines) lib::print(sink, "  and {} more\n", count - kLines);
}

lib::CpuMask owing_cpus(VirtAddr page)
{
    lib::CpuMask cpus;
    for_each_row({page, page + kPageSize}, [&](Row const& row, VirtAddr) { cpus = owing(row); });
    return cpus;
}

} // namespace mm
