// SPDX-License-Identifier: MIT
#include "runs/memtest/findings.hpp"

#include "kernel/log/log.hpp"
#include "lib/processor.hpp"

namespace kernel::memtest {

namespace {

void say_bad_word(BadWord const& word)
{
    say_beside_panel(
        "memtest: bad word at {}: expected {:#010x}, found {:#010x}, differing {:#010x} ({}, CPU {}, pass "
        "{})",
        word.address, word.expected, word.found, word.expected ^ word.found,
        info(word.traversal.pattern).name, hw::cpu_index(), word.traversal.pass + 1);
}

} // namespace

void Findings::note(BadWord const& word)
{
    u64 const number = count(word);
    if (number <= kMaxShown) say_bad_word(word);
    if (number == kMaxShown) say_beside_panel("memtest: further bad words are counted but not shown");
}

u64 Findings::count(BadWord const& word)
{
    lib::SpinGuard const guard{lock_};
    differing_bits_ |= word.expected ^ word.found;
    bad_frames_.add(Pfn::of(word.address));
    if (!first_bad_.contains(word.address)) first_bad_.push(word.address);
    return ++errors_;
}

u64 Findings::errors() const
{
    lib::SpinGuard const guard{lock_};
    return errors_;
}

u32 Findings::differing_bits() const
{
    lib::SpinGuard const guard{lock_};
    return differing_bits_;
}

BadFrames Findings::bad_frames() const
{
    lib::SpinGuard const guard{lock_};
    return bad_frames_;
}

lib::BoundedList<PhysAddr, Findings::kFirst> Findings::first_bad() const
{
    lib::SpinGuard const guard{lock_};
    return first_bad_;
}

void Findings::print_so_far(lib::Sink& sink) const
{
    lock_.assume_others_stopped();
    lib::print(sink, "memtest: stopped by this; bad words so far: {}\n", errors_);
    if (errors_ == 0) return;
    for (FrameRange const& piece : bad_frames_.pieces())
        lib::print(sink, "memtest: bad: {}..{}\n", piece.begin.base(), piece.end.base());
    lib::print(sink, "{}\n", badram_line(bad_frames_.pieces()));
}

} // namespace kernel::memtest
