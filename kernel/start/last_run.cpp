// SPDX-License-Identifier: MIT
#include "kernel/start/last_run.hpp"

#include "kernel/log/console.hpp"
#include "kernel/log/log.hpp"
#include "lib/parse.hpp"
#include "mm/machine.hpp"

#include <algorithm>

namespace kernel {

namespace {

constinit LogRing g_ring;
constinit LogRing::Log g_last;

// Far enough up that no loader puts the kernel or itself there, and low enough for every machine that has
// more than the least memory: a small one has the second place.
constexpr Pfn kPlaces[] = {Pfn{(14u << 20) / kPageSize}, Pfn{(6u << 20) / kPageSize}};
constexpr u32 kFrames = LogRing::kBytes / kPageSize;
constexpr u32 kLinesShown = 20;

// Where the last line that begins with `beginning` begins.
std::size_t find_last_line(std::string_view log, std::string_view beginning)
{
    for (auto at = log.rfind(beginning); at != std::string_view::npos; at = log.rfind(beginning, at - 1)) {
        if (at == 0 || log[at - 1] == '\n') return at;
    }
    return std::string_view::npos;
}

} // namespace

std::optional<FrameRange> take_log_frames(mm::MemoryMap& map, Pfn lowmem_end)
{
    for (Pfn const first : kPlaces) {
        FrameRange const frames{first, first + kFrames};
        if (frames.end > lowmem_end || mm::count_frames(map.unused(), frames) != kFrames) continue;
        map.reserve(frames);
        return frames;
    }
    return std::nullopt;
}

std::string_view last_log() { return g_last.view(); }

std::string_view ending_of(std::string_view log)
{
    constexpr std::string_view kEnd = "dormer: end ";
    auto const at = find_last_line(log, kEnd);
    if (at == std::string_view::npos) return {};
    auto rest = log.substr(at + kEnd.size());
    return lib::cut_field(rest, '\n');
}

std::string_view end_of_log(std::string_view log)
{
    auto const panic = find_last_line(log, "dormer: PANIC");
    if (panic != std::string_view::npos) return log.substr(panic);
    if (log.ends_with('\n')) log.remove_suffix(1);
    std::size_t at = log.size();
    for (u32 line = 0; line < kLinesShown && at != 0 && at != std::string_view::npos; ++line)
        at = log.rfind('\n', at - 1);
    return at == 0 || at == std::string_view::npos ? log : log.substr(at + 1);
}

void start_log_ring(FrameRange frames)
{
    g_ring.start({hw::lowmem(frames.begin.base()), LogRing::kBytes}, g_last);
    console_record(g_ring);
    if (g_last.empty()) return;
    auto const ending = ending_of(last_log());
    if (ending == "pass") return info("the last run ended in: pass");
    say("the last run {}{}; of what it said last:", ending.empty() ? "did not come to its end" : "ended in: ",
        ending);
    for (auto rest = end_of_log(last_log()); !rest.empty();) say("    | {}", lib::cut_field(rest, '\n'));
}

} // namespace kernel
