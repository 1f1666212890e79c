// SPDX-License-Identifier: MIT
// The beginning and the end of a memory test.
#include "runs/memtest/memtest.hpp"

#include "kernel/fault/last_words.hpp"
#include "kernel/hw/input.hpp"
#include "kernel/hw/machine_check.hpp"
#include "kernel/hw/memory_types.hpp"
#include "kernel/log/log.hpp"
#include "kernel/log/outcome.hpp"
#include "kernel/start/memory.hpp"
#include "runs/common/uncached_ram.hpp"
#include "runs/memtest/course.hpp"
#include "runs/memtest/coverage.hpp"

namespace kernel::memtest {

namespace {

constinit Pool g_pool; // too large for a stack, as is the next one
constinit std::optional<MemoryTypes> g_memory_types;

u64 mebibytes(u32 frames) { return u64{frames} * kPageSize >> 20; }

void say_rates(Course const& course)
{
    for (PatternInfo const& pattern : patterns()) {
        Work const& work = course.work(pattern.pattern);
        if (work.bytes == 0) continue;
        say("memtest: {}: {} MiB read and written, {} MiB/s", pattern.name, work.bytes >> 20,
            mebibytes_per_second(work, clock::hz()));
    }
}

void say_bad_frames(Findings const& findings)
{
    BadFrames const bad = findings.bad_frames();
    for (FrameRange const& piece : bad.pieces())
        say("memtest: bad: {}..{}", piece.begin.base(), piece.end.base());
    say("memtest: bits that were wrong: {:#010x}. For GRUB, to leave these frames alone:",
        findings.differing_bits());
    say("{}", badram_line(bad.pieces()));
    say("memtest: for Linux (in GRUB, write \\$ for each $), and as frame numbers:");
    for_each_line(bad.pieces(), [](auto pieces) { say("{}", memmap_line(pieces)); });
    for_each_line(bad.pieces(), [](auto pieces) { say("{}", pages_line(pieces)); });
}

u32 count_frames(std::span<FrameRange const> pieces)
{
    u32 frames = 0;
    for (FrameRange const& piece : pieces) frames += piece.count();
    return frames;
}

// Numbered, since a fact's name stands for one value.
void say_bad_facts(BadFrames const& bad)
{
    fact("memtest_bad_frames", count_frames(bad.pieces()));
    u32 number = 0;
    for (FrameRange const& piece : bad.pieces()) {
        fact(lib::formatted<32>("memtest_bad_{}_begin", number).view(), piece.begin.base().raw());
        fact(lib::formatted<32>("memtest_bad_{}_end", number++).view(), piece.end.base().raw());
    }
}

void print_findings(lib::Sink& sink, void const* findings)
{
    static_cast<Findings const*>(findings)->print_so_far(sink);
}

void say_corrected_errors()
{
    for (CorrectedError const& each : hw::corrected_errors()) {
        lib::Text<160> words;
        print_error_status(words, each.last.status);
        if (each.last.address) lib::print(words, ", last at {:#x}", *each.last.address);
        say("memtest: the hardware corrected {} in bank {}: {}", lib::Counted{each.count, "error"},
            each.last.number, words);
    }
}

u64 corrected_errors()
{
    u64 sum = 0;
    for (CorrectedError const& each : hw::corrected_errors()) sum += each.count;
    return sum;
}

void say_facts(Coverage const& covered, Course const& course, Findings const& findings)
{
    fact("memtest_frames_usable", covered.usable);
    fact("memtest_frames_kernel", covered.kernel);
    fact("memtest_frames_left_out", covered.left_out);
    fact("memtest_frames_tested", course.frames_done());
    fact("memtest_passes", course.passes_done());
    fact("memtest_errors", findings.errors());
    fact("memtest_stopped_early", course.stopped() ? 1 : 0);
    fact("memtest_differing_bits", findings.differing_bits());
    say_bad_facts(findings.bad_frames());
    fact("memtest_corrected_by_hardware", corrected_errors());
}

// Testing it takes a hundred times as long as the rest of memory.
void say_uncached_ram()
{
    MemoryTypes& types = g_memory_types.emplace();
    hw::read_memory_types(types);
    if (!types.mtrrs) return;
    for (TypedRange const& each : uncached_ram(memory().map.ram(), *types.mtrrs))
        say("memtest: RAM {}..{} is {}, which makes it slow", each.range.begin, each.range.end,
            memory_type_name(each.type));
}

void say_verdict(Coverage const& covered, Course const& course, Findings const& findings)
{
    say("memtest: complete passes: {}{}; bad words: {}", course.passes_done(),
        course.stopped() ? " (stopped before the end)" : "", findings.errors());
    say("memtest: {} frames tested of {} usable ones; the kernel occupies {}", course.frames_done(),
        covered.usable, covered.kernel);
}

} // namespace

bool run(Options const& options)
{
    Findings findings;
    LastWords const for_a_panic{print_findings, &findings};
    Workers workers; // they take memory themselves, so before the pool takes the rest
    u32 const free_before = free_frames();
    g_pool.take_all();
    Coverage const covered = coverage(memory().map, g_pool, free_before);
    say("memtest: {} MiB on {}. Ctrl-C or Escape ends it.", mebibytes(covered.under_test),
        lib::Counted{workers.count(), "CPU"});
    say_left_out(memory().map, covered);
    say_uncached_ram();

    Course course{options, g_pool, workers, findings};
    course.run();

    say_rates(course);
    say_ranges(memory().map, g_pool, findings.bad_frames().pieces());
    if (findings.errors() > 0) say_bad_frames(findings);
    say_corrected_errors();
    say_facts(covered, course, findings);
    say_verdict(covered, course, findings);
    bool const reached_all = course.passes_done() > 0 && course.frames_done() == free_before;
    g_pool.give_back();
    return findings.errors() == 0 && reached_all;
}

bool run_as_asked(std::string_view text)
{
    auto const options = parse_options(text, ':');
    if (!options) {
        warn("run=memtest:{} is not done: it takes {}, joined by colons; not \"{}\"", text, kOptionsHelp,
             options.error().word);
        return false;
    }
    hw::start_input();
    return run(*options);
}

} // namespace kernel::memtest
