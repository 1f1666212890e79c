// SPDX-License-Identifier: MIT
// Lesson: one frame through its whole life: mapped, written, unmapped, read through another slot.
#include "kernel/check/high_block.hpp"
#include "mm/kernel_space.hpp"
#include "mm/kmap_local.hpp"
#include "runs/tour/lesson.hpp"

#include <algorithm>

namespace kernel {

namespace {

constexpr std::string_view kMessage = "written through one slot, read through another";

void say_address(HighBlock const& block)
{
    say("  Frame {} begins at the physical address {}.", block.pfn(), block.pfn().base());
    if (block.above_four_gib())
        say("  That number has more than 32 bits: no pointer of this CPU can hold it.");
    else if (!mm::is_lowmem(block.pfn()))
        say("  This machine has no free RAM above 4 GiB; this frame lies above lowmem.");
    else
        say("  All of this machine's RAM is lowmem; lowmem=4M would make most of it high.");
}

void write_message(VirtAddr page)
{
    std::copy(kMessage.begin(), kMessage.end(), reinterpret_cast<char*>(hw::at(page)));
    say("  The page now begins with \"{}\".\n", kMessage);
}

std::string_view message_at(VirtAddr page)
{
    return {reinterpret_cast<char const*>(hw::at(page)), kMessage.size()};
}

} // namespace

bool one_frame_lesson()
{
    HighBlock const block;
    say_address(block);
    VirtAddr const page = mm::kmap_local_pfn(block.pfn());
    say("\n  kmap_local_pfn({}) returns {}. The entries that lead there:", block.pfn(), page);
    say_walk(page);
    write_message(page);

    mm::kunmap_local(page);
    say("  kunmap_local({}) clears the last entry and flushes its translation", page);
    say("  from this CPU's TLB. No other CPU can have it, so none is asked:");
    say_walk(page);

    mm::LocalMap const other{block.pfn() + 1};
    say("\n  Another frame takes the slot at {}. Ours, mapped again, gets the next:", other.address());
    mm::LocalMap const again{block.pfn()};
    say_walk(again.address());
    say("  There we read \"{}\".", message_at(again.address()));
    return message_at(again.address()) == kMessage;
}

} // namespace kernel
