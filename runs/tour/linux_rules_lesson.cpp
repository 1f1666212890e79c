// SPDX-License-Identifier: MIT
// Lesson: an unmap in the wrong order, as Linux treats it. The rules are those of kmap.debug=linux, for the
// length of this lesson.
#include "kernel/check/high_block.hpp"
#include "kernel/check/scoped_kmap_debug.hpp"
#include "lib/preempt_guard.hpp"
#include "mm/kmap_debug.hpp"
#include "mm/kmap_local.hpp"
#include "mm/linux_rules.hpp"
#include "runs/tour/lesson.hpp"

#include <cstring>

namespace kernel {

namespace {

/// The words of this boot, without those that `linux` cannot be combined with.
mm::KmapDebug as_linux_does(mm::KmapDebug words)
{
    words.quarantine = false;
    words.flush = false;
    words.linux_rules = true;
    return words;
}

void fill(Pfn pfn, char letter)
{
    mm::LocalMap map{pfn};
    std::memset(map.bytes().data(), letter, kPageSize);
}

// Volatile: read through this very translation, now.
char read(VirtAddr address)
{
    return static_cast<char>(*static_cast<std::byte const volatile*>(hw::at(address)));
}

struct Seen {
    VirtAddr outer, inner, third;
    char inner_reads, third_reads;
};

// Preemption is off: a switch would flush the slots.
Seen unmap_in_the_wrong_order(HighBlock const& block)
{
    lib::PreemptGuard const no_preemption;
    u32 const mark = mm::local_mark();
    Seen seen{};
    seen.outer = mm::kmap_local_pfn(block.pfn());
    seen.inner = mm::kmap_local_pfn(block.pfn() + 1);
    seen.inner_reads = read(seen.inner);
    mm::kunmap_local(seen.outer);
    seen.third = mm::kmap_local_pfn(block.pfn() + 2);
    seen.third_reads = read(seen.third);
    mm::local_release_to(mark);
    return seen;
}

// The first time is for people to read, with the warning; the other times are so that the translation is
// still there. A CPU may drop any at any time, and an emulator does when code or data that it needs in
// between take the same place in its table: so every time in another slot.
Seen show_wrong_order(HighBlock const& block)
{
    constexpr u32 kTimes = 8;
    ScopedKmapDebug const rules{as_linux_does(mm::kmap_debug())};
    mm::forget_linux_warning();
    static_cast<void>(unmap_in_the_wrong_order(block));
    u32 const mark = mm::local_mark();
    Seen seen{};
    for (u32 time = 0; time < kTimes && seen.third_reads != 'b'; ++time) {
        static_cast<void>(mm::kmap_local_pfn(block.pfn()));
        seen = unmap_in_the_wrong_order(block);
    }
    mm::local_release_to(mark);
    say("\n  That was the warning. Now the same once more, about which Linux says nothing:\n");
    say("    outer = kmap_local(frame of 'a') = {}", seen.outer);
    say("    inner = kmap_local(frame of 'b') = {}, which reads '{}'", seen.inner,
        judged(seen.inner_reads, 'b'));
    say("    kunmap_local(outer)");
    say("    third = kmap_local(frame of 'c') = {}, which reads '{}'\n", seen.third, seen.third_reads);
    return seen;
}

LessonEnd show_linux_rules()
{
    HighBlock const block;
    for (u32 index = 0; index < 3; ++index) fill(block.pfn() + index, static_cast<char>('a' + index));
    say("  Two pages are mapped, and the outer one is unmapped first. This kernel stops");
    say("  at such a call. Linux warns once in the life of a machine, and goes on:\n");
    Seen const seen = show_wrong_order(block);
    if (seen.inner_reads != 'b') return LessonEnd::Wrong;
    if (seen.third_reads != 'b' && seen.third_reads != 'c') {
        say("    <-- WRONG: the third should read as the frame before it, or as its own");
        return LessonEnd::Wrong;
    }
    say("  The depth chose the entry that was cleared, the inner one; the address chose");
    say("  the page that was flushed, the outer one. So the inner page's translation");
    say("  lives on in the TLB, and the next mapping of that slot shows the frame of the");
    if (seen.third_reads == 'b') {
        say("  previous one.");
    } else {
        say("  previous one, unless the CPU has dropped the translation by itself, as it may:");
        say("  that happened here, and it makes this mistake hard to find.");
    }
    return LessonEnd::Shown;
}

} // namespace

constinit Lesson const g_linux_rules_lesson{
    .title = "unmapping in the wrong order, as Linux treats it",
    .file = "runs/tour/linux_rules_lesson.cpp",
    .question = "What does the same mistake leave behind where it is only warned about?",
    .show = show_linux_rules,
    .shown = "a page that a stale translation shows in the place of another, and no second warning.",
    .to_type = "fault unmap-twice",
    .to_observe = "is a related mistake, and what this kernel makes of it.",
};

} // namespace kernel
