// SPDX-License-Identifier: MIT
// The parts of the board report. Each prints a headline and what belongs under it, in at most 78 columns.
#pragma once

#include "kernel/hw/board.hpp"
#include "kernel/hw/cpu_info.hpp"
#include "kernel/start/memory.hpp"

namespace kernel::board {

void say_names(BoardNames const& names);
void say_cpu(CpuInfo const& cpu, CacheList const& caches);
void say_memory(Memory const& memory);
void say_memory_types(MemoryTypes const& types);
void say_tables(Board const& board);
void say_interrupts(Board const& board);
void say_errors(Board const& board);
void say_pci(Board const& board);
void say_serial(Board const& board);
void say_clocks(Clocks const& clocks);

void print_facts(Board const& board, CpuInfo const& cpu);

} // namespace kernel::board
