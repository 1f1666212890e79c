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
constexpr std::string_view kOthers = "this is the other frame, in the slot that ours had";

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

// What the page begins with, if that is what it should be; else as much of it as is text.
bool says_message(VirtAddr page, std::string_view wanted)
{
    auto const* const letters = reinterpret_cast<char const*>(hw::at(page));
    std::string_view found{letters, wanted.size()};
    if (found == wanted) {
        say("  There we read \"{}\".", found);
        return true;
    }
    found = found.substr(0, std::min(found.find('\0'), found.size()));
    say("  There we read \"{}\"\n    <-- WRONG: should be \"{}\"", found, wanted);
    return false;
}

void prepare_other(Pfn pfn)
{
    mm::LocalMap map{pfn};
    auto* const letters = reinterpret_cast<char*>(map.bytes().data());
    letters[std::copy(kOthers.begin(), kOthers.end(), letters) - letters] = '\0';
}

LessonEnd show_one_frame()
{
    HighBlock const block;
    prepare_other(block.pfn() + 1);
    say_address(block);
    VirtAddr const page = mm::kmap_local_pfn(block.pfn());
    say("\n  kmap_local_pfn({}) returns {}. The entries that lead there:", block.pfn(), page);
    say_walk(page);
    write_message(page);

    mm::kunmap_local(page);
    say("  kunmap_local({}) clears the last entry and flushes its translation", page);
    say("  from this CPU's TLB, its memory of recent translations. No other CPU can have");
    say("  it, so none is asked:");
    say_walk(page);

    mm::LocalMap const other{block.pfn() + 1};
    say("\n  Another frame takes the slot at {}.", other.address());
    if (!says_message(other.address(), kOthers)) return LessonEnd::Wrong;
    say("  Ours, mapped again, gets the next slot:");
    mm::LocalMap const again{block.pfn()};
    say_walk(again.address());
    return shown_if(says_message(again.address(), kMessage));
}

} // namespace

constinit Lesson const g_one_frame_lesson{
    .title = "one frame of high memory",
    .file = "runs/tour/one_frame_lesson.cpp",
    .question = "How does a CPU get at a frame that has no address?",
    .show = show_one_frame,
    .shown = "one page-table entry is the window: written to open it, cleared and flushed to close it.",
    .to_type = "slots",
    .to_observe = "draws the slots of every CPU; dump phys:0x100000 32 looks through one.",
};

} // namespace kernel
