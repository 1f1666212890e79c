// SPDX-License-Identifier: MIT
#include "kernel/start/ram_report.hpp"

#include "kernel/log/log.hpp"

#include <algorithm>

namespace kernel {

namespace {

u64 kibibytes(FrameRange frames) { return u64{frames.count()} * kPageSize >> 10; }

void say_piece(FrameRange frames, char const* zone)
{
    if (frames.empty()) return;
    say("    {:>11} .. {:>11}  {:>10} KiB  {}", frames.begin.base(), frames.end.base(), kibibytes(frames),
        zone);
}

} // namespace

void say_ram(Memory const& memory)
{
    Pfn const border = memory.plan.lowmem_end;
    for (FrameRange const piece : memory.map.ram()) {
        say_piece({piece.begin, std::min(piece.end, border)}, "lowmem");
        say_piece({std::max(piece.begin, border), piece.end}, "high");
    }
    if (!memory.map.dropped().empty()) say("  Left out of it:");
    for (mm::Dropped const& piece : memory.map.dropped())
        say("    {:>11} .. {:>11}  {}", piece.begin, piece.end, mm::drop_reason_text(piece.reason));
    if (memory.map.dropped().left_out() > 0) say("    and {} pieces more", memory.map.dropped().left_out());
}

} // namespace kernel
