// SPDX-License-Identifier: MIT
// Lesson: an unmap in the wrong order, as Linux takes it. The same rules as with kmap.debug=linux, for the
// length of this lesson.
#include "mm/linux_rules.hpp"

#include "kernel/debug_words.hpp"
#include "kernel/high_block.hpp"
#include "kernel/tour/lesson.hpp"
#include "lib/preempt_guard.hpp"
#include "mm/kmap_debug.hpp"
#include "mm/kmap_local.hpp"

#include <cstring>

namespace kernel {

namespace {

/// The words of this boot, without the one that linux does not go with.
mm::KmapDebug as_linux_does(mm::KmapDebug words)
{
    words.quarantine = false;
    words.linux_rules = true;
    return words;
}

void fill(Pfn pfn, char letter)
{
    mm::LocalMap map{pfn};
    std::memset(map.bytes().data(), letter, kPageSize);
}

// Volatile: through this very translation, now.
char read(VirtAddr address)
{
    return static_cast<char>(*static_cast<std::byte const volatile*>(hw::at(address)));
}

// What a fresh mapping of the third frame shows first.
char map_after_a_wrong_unmap(HighBlock const& block)
{
    DebugWords const rules{as_linux_does(mm::kmap_debug())};
    mm::forget_linux_warning();
    u32 const mark = mm::local_mark();
    VirtAddr const outer = mm::kmap_local_pfn(block.pfn());
    VirtAddr const inner = mm::kmap_local_pfn(block.pfn() + 1);
    say("    outer = kmap_local(frame of 'a') = {}", outer);
    say("    inner = kmap_local(frame of 'b') = {}, which reads '{}'", inner, read(inner));
    say("    kunmap_local(outer)\n");
    mm::kunmap_local(outer);
    VirtAddr const third = mm::kmap_local_pfn(block.pfn() + 2);
    char const found = read(third);
    say("\n    third = kmap_local(frame of 'c') = {}, which reads '{}'\n", third, found);
    mm::local_release_to(mark);
    return found;
}

} // namespace

bool linux_rules_lesson()
{
    HighBlock const block;
    for (u32 index = 0; index < 3; ++index) fill(block.pfn() + index, static_cast<char>('a' + index));
    say("  Two pages are mapped, and the outer one is unmapped first. This kernel stops");
    say("  at such a call. Linux warns once in the life of a machine, and goes on:\n");
    char const found = map_after_a_wrong_unmap(block);
    say("  The depth chose the entry that was cleared, the inner one; the address chose");
    say("  the page that was flushed, the outer one. So the inner page's translation");
    say("  lives on in the TLB, and the next mapping of that slot");
    say("  {}.",
        found == 'b' ? "shows the frame of the one before" : "should show the frame of the one before");
    return found == 'b';
}

} // namespace kernel
