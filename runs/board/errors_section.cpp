// SPDX-License-Identifier: MIT
// Whether the CPU reports hardware errors, and those that it has corrected.
#include "kernel/hw/registers.hpp"
#include "kernel/log/log.hpp"
#include "kernel/thread/migration_guard.hpp"
#include "runs/board/sections.hpp"
#include "runs/common/columns.hpp"

#include <optional>

namespace kernel::board {

namespace {

void say_corrected(CorrectedError const& each)
{
    lib::Text<200> line;
    lib::print(line, "bank {}, {}, last ", each.last.number, lib::Counted{each.count, "time"});
    print_error_status(line, each.last.status);
    if (each.last.address) lib::print(line, ", address {:#x}", *each.last.address);
    say_wrapped(line.view());
}

struct BankSettings {
    u64 control = 0; // which errors it reports
    u64 status = 0;
    bool operator==(BankSettings const&) const = default;
};

std::optional<BankSettings> settings_of(u32 bank)
{
    constexpr u32 kFirstControl = 0x400; // MSRs (SDM vol. 3B, 15.3.2); four for each bank, the status next
    auto const control = hw::read_msr(kFirstControl + 4 * bank);
    auto const status = hw::read_msr(kFirstControl + 4 * bank + 1);
    if (!control || !status) return std::nullopt;
    return BankSettings{*control, *status};
}

void say_banks(u32 first, u32 last, BankSettings const& settings)
{
    auto const which = first == last ? lib::formatted<40>("bank {}", first)
                                     : lib::formatted<40>("banks {} to {}", first, last);
    say("    {}: control {:#x}, status {:#x}", which, settings.control, settings.status);
}

// Neighbours with the same settings in one line.
void say_all_banks(u32 count)
{
    MigrationGuard const one_cpu;
    for (u32 first = 0, next = 0; first < count; first = next) {
        auto const settings = settings_of(first);
        for (next = first + 1; next < count && settings_of(next) == settings; ++next) {
        }
        if (settings) say_banks(first, next - 1, *settings);
    }
}

} // namespace

void say_errors(Board const& board)
{
    if (!board.reporting.exception) return say("\nHardware errors: this CPU does not report them.");
    say("\nHardware errors: reported by machine checks, {}", lib::Counted{board.reporting.banks, "bank"});
    say_all_banks(board.reporting.banks);
    for (CorrectedError const& each : board.corrected) say_corrected(each);
    if (board.corrected.empty()) say("    None has been corrected so far.");
}

} // namespace kernel::board
