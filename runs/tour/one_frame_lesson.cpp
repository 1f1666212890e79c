// SPDX-License-Identifier: MIT
// Lesson: one frame through its whole life: mapped, written, unmapped, read through another slot.
#include "kernel/check/high_block.hpp"
#include "lib/preempt_guard.hpp"
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

// What the page begins with, as far as it is text, and no longer than what it should be.
using Message = lib::Text<64>;
Message read_message(VirtAddr page, std::string_view wanted)
{
    std::string_view const found{reinterpret_cast<char const*>(hw::at(page)), wanted.size()};
    return Message{found.substr(0, std::min(found.find('\0'), found.size()))};
}

bool say_message(Message const& found, std::string_view wanted)
{
    if (found.view() == wanted)
        say("  There we read \"{}\".", wanted);
    else
        say("  There we read \"{}\"\n    <-- WRONG: should be \"{}\"", found.view(), wanted);
    return found.view() == wanted;
}

void prepare_other(Pfn pfn)
{
    mm::LocalMap map{pfn};
    auto* const letters = reinterpret_cast<char*>(map.bytes().data());
    letters[std::copy(kOthers.begin(), kOthers.end(), letters) - letters] = '\0';
}

struct Reuse {
    lib::Text<512> emptied; ///< the walk to the slot while nothing is mapped there
    VirtAddr slot;          ///< the next frame is mapped there now
    Message found;          ///< read there
};

// Preemption is off, and nothing is said: a switch would flush what kunmap_local() should have.
Reuse unmap_and_reuse(VirtAddr page, Pfn next)
{
    lib::PreemptGuard const no_preemption;
    mm::kunmap_local(page);
    Reuse reuse{walk_in_words(page), {}, {}};
    reuse.slot = mm::kmap_local_pfn(next);
    reuse.found = read_message(reuse.slot, kOthers);
    return reuse;
}

bool show_again(Pfn pfn)
{
    say("  Ours, mapped again, gets the next slot:");
    mm::LocalMap const again{pfn};
    say_walk(again.address());
    return say_message(read_message(again.address(), kMessage), kMessage);
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

    Reuse const reuse = unmap_and_reuse(page, block.pfn() + 1);
    say("  kunmap_local({}) clears the last entry and flushes its translation", page);
    say("  from this CPU's TLB, its memory of recent translations. No other CPU can have");
    say("  it, so none is asked:");
    say_indented(reuse.emptied.view());
    say("\n  Another frame takes the slot at {}.", reuse.slot);
    bool const shown = say_message(reuse.found, kOthers) && show_again(block.pfn());
    mm::kunmap_local(reuse.slot);
    return shown_if(shown);
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
