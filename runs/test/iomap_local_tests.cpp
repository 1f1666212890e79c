// SPDX-License-Identifier: MIT
// iomap_local on a device that nearly every machine has: the text screen, whose frame we learn from the
// fixmap's page. For everything about bounds: tests/mm/iomap_local_test.cpp.
#include "kernel/check/owned_frame.hpp"
#include "mm/fixmap.hpp"
#include "mm/iomap_local.hpp"
#include "mm/kmap_debug.hpp"
#include "mm/page_table.hpp"
#include "runs/test/high_frames.hpp"
#include "runs/test/test_table.hpp"

namespace kernel {

namespace {

using lib::ReportKind;
using mm::Cache;
using mm::IoLocalMap;
using mm::IoMapping;

constexpr VirtAddr kScreen = mm::fix_to_virt(mm::Fixmap::VgaText);
constexpr u32 kUnseen = kPageSize - 32; // 80 by 25 letters end before

mm::Walk walk(VirtAddr address) { return mm::walk(hw::page_table_root(), address); }

bool has_screen(TestRun& test)
{
    if (walk(kScreen).mapped) return true;
    test.skip("there is no text screen");
    return false;
}

// The first two pages of the text screen. Uncached, unless only the entry is looked at: so is the fixmap's
// page, and a frame must not be accessed in two ways.
IoMapping screen(Cache cache = Cache::Uncached)
{
    return {"text screen", walk(kScreen).table.pfn().base(), 2 * kPageSize, cache};
}

void what_is_written_is_on_the_device(TestRun& test)
{
    constexpr u32 kLetters = 0x0741'0742, kBlanks = 0x0720'0720;
    if (!has_screen(test)) return;
    for (u32 const written : {kLetters, kBlanks}) {
        {
            IoLocalMap const map{screen(), kUnseen, sizeof(u32)};
            write_word(map.address(), written);
        }
        u32 const found = read_word(kScreen + kUnseen);
        test.expect(found == written, "{:#x} was written, the screen has {:#x}", written, found);
    }
}

// With the PAT, both bits together choose its fourth type, write-combining; without it, they mean the
// strictest type there is.
void entry_says_how_to_cache(TestRun& test)
{
    constexpr u32 kBoth = mm::Pte::kPwt | mm::Pte::kPcd;
    if (!has_screen(test)) return;
    {
        IoLocalMap const map{screen(Cache::WriteCombining), 0, kPageSize};
        mm::Pte const entry = walk(map.address()).table;
        test.expect((entry.low() & kBoth) == kBoth, "the entry is {:#x}", entry.raw());
        test.expect(entry.pfn() == walk(kScreen).table.pfn(), "of frame {}", entry.pfn());
    }
    IoLocalMap const map{screen(Cache::Uncached), 0, kPageSize};
    mm::Pte const entry = walk(map.address()).table;
    test.expect((entry.low() & kBoth) == mm::Pte::kPcd, "the entry is {:#x}", entry.raw());
    say("# write-combining is {}", mm::entry_features().pat ? "there" : "not there: uncached");
}

void bounds_are_checked(TestRun& test)
{
    if (!has_screen(test)) return;
    auto const refuses = [&](u64 offset, u32 bytes, std::string_view words) {
        test.expect_stop(ReportKind::OutOfBounds, words,
                         [&] { static_cast<void>(mm::iomap_local(screen(), offset, bytes)); });
    };
    refuses(2 * kPageSize - 3, 4, "it has 8192 bytes");
    refuses(2 * kPageSize, 1, "it has 8192 bytes");
    refuses(~u64{0}, 4, "it has 8192 bytes");
    refuses(4, ~0u, "it has 8192 bytes");
    refuses(kPageSize - 2, 4, "they do not lie in one page");
    refuses(0, 2 * kPageSize, "they do not lie in one page");
    IoLocalMap const last{screen(), 2 * kPageSize - 4, 4};
    test.expect(walk(last.address()).table.pfn() == walk(kScreen).table.pfn() + 1, "another frame");
}

void ram_is_no_device(TestRun& test)
{
    OwnedFrame const ram;
    test.expect_stop(ReportKind::CacheAlias, "RAM", [&] {
        IoMapping{"RAM in disguise", ram.pfn().base(), 16, Cache::Uncached};
    });
    test.expect_stop(ReportKind::CacheAlias, "RAM",
                     [&] { static_cast<void>(mm::iomap_local_pfn(ram.pfn())); });
}

void access_beyond_the_page_is_an_overrun(TestRun& test)
{
    if (!has_screen(test)) return;
    IoLocalMap const map{screen(), kUnseen, kPageSize - kUnseen};
    test.expect_stop(ReportKind::Overrun, " 2 bytes past the end of slot 0",
                     [&] { read_word(map.address() + (kPageSize - kUnseen - 2)); });
}

void nests_with_kmap_local_in_one_order(TestRun& test)
{
    if (mm::kmap_debug().linux_rules) return test.skip("kmap.debug=linux only warns, once");
    if (!has_screen(test) || !has_high_frames(test, 2)) return;
    HighFrames<2> const frames;
    mm::LocalMap const outer{frames[0]};
    IoLocalMap const device{screen(), kUnseen, 4};
    mm::LocalMap const inner{frames[1]};
    test.expect(read_word(outer.address()) == 0 && read_word(inner.address()) == 1, "other frames");
    test.expect_stop(ReportKind::OutOfOrder, "mapped last", [&] { mm::iounmap_local(device.address()); });
    test.expect_stop(ReportKind::OutOfOrder, "mapped last", [&] { mm::kunmap_local(outer.address()); });
}

constexpr GuestTest kIomapLocalTests[] = {
    {"iomap_local_what_is_written_is_on_the_device", what_is_written_is_on_the_device},
    {"iomap_local_entry_says_how_to_cache", entry_says_how_to_cache},
    {"iomap_local_bounds_are_checked", bounds_are_checked},
    {"iomap_local_ram_is_no_device", ram_is_no_device},
    {"iomap_local_access_beyond_the_page_is_an_overrun", access_beyond_the_page_is_an_overrun},
    {"iomap_local_nests_with_kmap_local_in_one_order", nests_with_kmap_local_in_one_order},
};

} // namespace

std::span<GuestTest const> iomap_local_tests() { return kIomapLocalTests; }

} // namespace kernel
