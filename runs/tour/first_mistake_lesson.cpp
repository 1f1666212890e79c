// SPDX-License-Identifier: MIT
// Lesson: the mistake that began it all, next to the right way. A copy checks its length against the compound
// and maps one page of it. The same call works on lowmem, where the direct map happens to continue, and
// runs into the guard on high memory.
#include "kernel/check/high_block.hpp"
#include "kernel/check/owned_frame.hpp"
#include "kernel/fault/expect.hpp"
#include "mm/iov_copy.hpp"
#include "mm/kernel_space.hpp"
#include "mm/machine.hpp"
#include "mm/page_copy.hpp"
#include "runs/tour/lesson.hpp"
#include "runs/tour/wrong_copy.hpp"

#include <cstring>

namespace kernel {

namespace {

constexpr u32 kPages = 2;
constexpr u32 kCopied = kPages * kPageSize;

/// Kernel memory to copy to.
class Target {
public:
    [[nodiscard]] std::span<std::byte> bytes() const { return {hw::lowmem(frames_.pfn().base()), kCopied}; }
    void clear() const { std::memset(bytes().data(), 0, kCopied); }
    /// Every page of the compound was filled with its number, from 1 on.
    [[nodiscard]] u32 right_bytes() const
    {
        auto const page_number = [](u32 byte) { return static_cast<std::byte>(1 + byte / kPageSize); };
        u32 right = 0;
        for (u32 byte = 0; byte < kCopied; ++byte) right += bytes()[byte] == page_number(byte);
        return right;
    }

private:
    OwnedFrame frames_{mm::ZoneChoice::LowOnly, 1};
};

void number_pages(mm::Frame head)
{
    for (u32 page = 0; page < kPages; ++page)
        mm::memset_page(head + page, 0, static_cast<std::byte>(1 + page), kPageSize);
}

/// Makes the mistake on a compound whose pages are mapped through slots.
bool hits_the_guard(Target const& target, Pfn head, char const* where)
{
    target.clear();
    auto const report = expect_stop(lib::ReportKind::Overrun, [&] {
        wrong::copy_trusting_the_compound(target.bytes().data(), mm::Frame{head}, 0, kCopied);
    });
    if (!report) return no_report() == LessonEnd::Shown;
    say("  On frames {} and {}, in {}:\n", head, head + 1, where);
    say_report(*report);
    say("");
    return report_says(*report, "4096 bytes past the end");
}

bool shows_in_lowmem(Target const& target)
{
    OwnedFrame const low{mm::ZoneChoice::LowOnly, 1};
    number_pages(low.frame());
    if (!mm::needs_no_slot(low.pfn())) // kmap.debug=force
        return hits_the_guard(target, low.pfn(), "lowmem, which goes through slots in this boot");
    target.clear();
    wrong::copy_trusting_the_compound(target.bytes().data(), low.frame(), 0, kCopied);
    say("  On frames {} and {}, in lowmem. Bytes copied: {}; right: {}.", low.pfn(), low.pfn() + 1, kCopied,
        judged(target.right_bytes(), kCopied));
    say("  What kmap_local() returned lies in the direct map, and the next frame follows.");
    say("  So the mistake passes every test on a machine without high memory.\n");
    return target.right_bytes() == kCopied;
}

bool right_way_copies_all(Target const& target, HighBlock const& high)
{
    target.clear();
    auto const segment = mm::IterDest::Segment::kvec(target.bytes());
    mm::IterDest iter{{&segment, 1}};
    u32 const copied = mm::copy_page_to_iter(mm::Frame{high.pfn()}, 0, kCopied, iter);
    say("  copy_page_to_iter() checks the same bound, and then maps page after page:");
    say("  Bytes copied: {}; right: {}.", copied, judged(target.right_bytes(), kCopied));
    return target.right_bytes() == kCopied;
}

LessonEnd show_first_mistake()
{
    say("  In October 2020 a check for copies was found to ask the wrong question: do the");
    say("  bytes lie in the compound? It should have asked: do they lie in what is mapped?");
    say("  runs/tour/wrong_copy.cpp has kept it. It copies {} bytes of a compound:\n", kCopied);
    Target const target;
    if (!shows_in_lowmem(target)) return LessonEnd::Wrong;
    HighBlock const high;
    number_pages(mm::Frame{high.pfn()});
    if (mm::is_lowmem(high.pfn())) {
        say("  All of this machine's RAM is lowmem; lowmem=4M would make most of it high.");
        return LessonEnd::LeftOut;
    }
    return shown_if(hits_the_guard(target, high.pfn(), "high memory") && right_way_copies_all(target, high));
}

} // namespace

constinit Lesson const g_first_mistake_lesson{
    .title = "the mistake that began it",
    .file = "runs/tour/first_mistake_lesson.cpp",
    .question = "Which question must a copy ask before it maps a page?",
    .show = show_first_mistake,
    .shown = "not whether the bytes lie in the compound, but whether they lie in what is mapped.",
    .to_type = "test zoo*",
    .to_observe = "repeats mistakes that really happened, and names what catches each.",
};

} // namespace kernel
