// SPDX-License-Identifier: MIT
// What the run before the last reset had to say, if the reset has kept it: kernel/log/log_ring.hpp.
#pragma once

#include "kernel/log/log_ring.hpp"
#include "mm/memory_map.hpp"

#include <optional>
#include <string_view>

namespace kernel {

/// Frames for the log where the next boot will look for it: always the same ones, taken out of the unused
/// frames below `lowmem_end`. Nothing on a machine that has no RAM there. Before other frames are taken.
[[nodiscard]] std::optional<FrameRange> take_log_frames(mm::MemoryMap& map, Pfn lowmem_end);

/// From now on what consoles show is also kept in `frames`, which are in lowmem. Says how the last run ended;
/// unless it passed, also what it said last. Once, boot CPU.
void start_log_ring(FrameRange frames);

/// The last run's log, empty if there is none; its oldest line may be cut. Lives for ever.
[[nodiscard]] std::string_view last_log();

/// How the run whose log this is ended: "pass", "panic REASON"; empty if it did not get that far.
[[nodiscard]] std::string_view ending_of(std::string_view log);

/// The end of `log` that is worth showing: from its panic on, or else its last lines.
[[nodiscard]] std::string_view end_of_log(std::string_view log);

} // namespace kernel
