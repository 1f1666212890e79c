// SPDX-License-Identifier: MIT
// Lesson: copying between two frames that have no address.
#include "kernel/check/high_block.hpp"
#include "mm/kmap_local.hpp"
#include "runs/tour/lesson.hpp"

#include <algorithm>

namespace kernel {

namespace {

// Any pattern whose bytes tell where they belong.
void fill_with_pattern(std::span<std::byte, kPageSize> page)
{
    for (u32 index = 0; index < kPageSize; ++index) page[index] = static_cast<std::byte>(index * 7);
}

/// The whole of copy_highpage(): each map goes at the end of the scope, the inner one first.
void copy_page(Pfn to, Pfn from)
{
    mm::LocalMap source{from, mm::kReadOnly};
    mm::LocalMap target{to};
    say("    source {} at {}, read-only; target {} at {}", from, source.address(), to, target.address());
    std::copy(source.bytes().begin(), source.bytes().end(), target.bytes().begin());
}

bool same_bytes(Pfn one, Pfn other)
{
    mm::LocalMap left{one};
    mm::LocalMap right{other};
    return std::equal(left.bytes().begin(), left.bytes().end(), right.bytes().begin());
}

LessonEnd show_copy()
{
    HighBlock const block;
    Pfn const from = block.pfn();
    Pfn const to = block.pfn() + 1;
    {
        mm::LocalMap map{from};
        fill_with_pattern(map.bytes());
    }
    say("  A copy opens two windows, one for each frame:");
    copy_page(to, from);
    bool const same = same_bytes(from, to);
    say("  Afterwards all {} bytes of the two frames are the same: {}.", kPageSize,
        judged(std::string_view{same ? "yes" : "no"}, std::string_view{"yes"}));
    return shown_if(same);
}

} // namespace

constinit Lesson const g_copy_lesson{
    .title = "a copy",
    .file = "runs/tour/copy_lesson.cpp",
    .question = "How are bytes copied between two frames neither of which has an address?",
    .show = show_copy,
    .shown = "two windows, the source read-only, the inner one closed first.",
    .to_type = "bench copy_highpage*",
    .to_observe = "measures such copies here.",
};

} // namespace kernel
