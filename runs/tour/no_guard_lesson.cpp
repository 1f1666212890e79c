// SPDX-License-Identifier: MIT
// Lesson: what the same overrun does where mappings lie side by side. Two entries of the fixmap are written
// by hand for it, a page and the guard behind it, so that the two pages adjoin as slots do in a Linux kernel.
#include "kernel/check/high_block.hpp"
#include "kernel/check/owned_frame.hpp"
#include "mm/fixmap.hpp"
#include "mm/kernel_space.hpp"
#include "mm/kmap_local.hpp"
#include "mm/page_table.hpp"
#include "runs/tour/lesson.hpp"

#include <algorithm>
#include <cstring>

namespace kernel {

namespace {

constexpr VirtAddr kFirst = mm::fix_to_virt(mm::Fixmap::Test);
constexpr VirtAddr kSecond = kFirst + kPageSize;
constexpr u32 kTooMany = 64;

/// For a scope, shows a frame at a page of the fixmap, on this CPU, whether or not that page is a guard.
class BareMap {
public:
    BareMap(VirtAddr page, Pfn pfn) : page_{page}
    {
        mm::publish(entry(), mm::page_entry(pfn, mm::kReadWrite));
    }
    ~BareMap()
    {
        mm::retract(entry());
        hw::flush_page(page_);
    }
    BareMap(BareMap const&) = delete;
    BareMap& operator=(BareMap const&) = delete;

private:
    [[nodiscard]] mm::PteSlot& entry() const
    {
        return mm::kernel_space().fixmap[(page_ - mm::layout::kFixmapBase) / kPageSize];
    }
    VirtAddr page_;
};

// How many of the bytes at the beginning of the neighbour changed.
u32 corrupt_neighbour(HighBlock const& block, std::byte* source)
{
    BareMap const first{kFirst, block.pfn()};
    BareMap const neighbour{kSecond, block.pfn() + 1};
    std::memset(hw::at(kSecond), 'n', kPageSize);
    std::memset(source, 'c', 2 * kPageSize);
    std::memcpy(hw::at(kFirst), source, kPageSize + kTooMany);
    auto const* const bytes = hw::at(kSecond);
    return static_cast<u32>(std::count(bytes, bytes + kPageSize, std::byte{'c'}));
}

LessonEnd show_no_guard()
{
    OwnedFrame const source{mm::ZoneChoice::LowOnly, 1};
    HighBlock const block;
    say("  Two frames are mapped side by side, at {} and {}, with no", kFirst, kSecond);
    say("  guard, and the same copy of {} + {} bytes to the first:\n", kPageSize, kTooMany);
    u32 const corrupted = corrupt_neighbour(block, hw::lowmem(source.pfn().base()));
    say("    no fault, no report; bytes of frame {} overwritten: {}\n", block.pfn() + 1,
        judged(corrupted, kTooMany));
    if (corrupted != kTooMany) return LessonEnd::Wrong;
    say("  This is what happens in a Linux built without DEBUG_KMAP_LOCAL. There");
    say("  slots adjoin, and a later mapping lies below an earlier one: what runs off the");
    say("  end of the inner one silently damages the outer one, a page of a file perhaps.");
    say("  With the option, Linux doubles its slots, too. Here guards are always there:");
    say("  they cost address space, of which a window needs little, and no time.");
    return LessonEnd::Shown;
}

} // namespace

constinit Lesson const g_no_guard_lesson{
    .title = "the same without guards",
    .file = "runs/tour/no_guard_lesson.cpp",
    .question = "And where no guard lies between the two pages?",
    .show = show_no_guard,
    .shown = "nobody notices. The neighbour is damaged in silence.",
    .to_type = "slots",
    .to_observe = "draws the guards between the pages of this kernel.",
};

} // namespace kernel
