// SPDX-License-Identifier: MIT
#include "runs/board/board_report.hpp"

#include "kernel/hw/cpu_info.hpp"
#include "kernel/log/fingerprint.hpp"
#include "kernel/log/log.hpp"
#include "runs/board/sections.hpp"

#include <optional>

namespace kernel {

namespace {
constinit std::optional<Board> g_board; // a few KiB: too large for a kernel stack
}

void report_board()
{
    Board& board = g_board.emplace();
    hw::survey_board(board);
    say("\nKernel: built from the sources with the fingerprint {}", source_fingerprint());
    board::say_names(board.names);
    board::say_cpu(hw::cpu_info(), board.caches);
    board::say_memory(memory());
    board::say_memory_types(board.memory_types);
    board::say_tables(board);
    board::say_interrupts(board);
    board::say_errors(board);
    board::say_pci(board);
    board::say_serial(board);
    board::say_clocks(board.clocks);
    board::print_facts(board, hw::cpu_info());
}

} // namespace kernel
