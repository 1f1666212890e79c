// SPDX-License-Identifier: MIT
// What the board and its BIOS are called.
#include "kernel/log/log.hpp"
#include "runs/board/sections.hpp"

namespace kernel::board {

namespace {

void say_name(std::string_view what, BoardName const& maker, BoardName const& name, BoardName const& version)
{
    if (maker.empty() && name.empty() && version.empty()) return;
    say("  {:<8} {} {} {}", what, maker, name, version);
}

} // namespace

void say_names(BoardNames const& names)
{
    if (!names.known) return say("\nSMBIOS: none, or none that can be believed; so the board has no name.");
    say("\nNames, by SMBIOS:");
    say_name("board:", names.board_maker, names.board_name, names.board_version);
    say_name("machine:", names.system_maker, names.system_name, names.system_version);
    say_name("BIOS:", names.bios_maker, names.bios_version, names.bios_date);
}

} // namespace kernel::board
