// SPDX-License-Identifier: MIT
// The signs by which kernel/log/seat.hpp decides, as they are now.
#include "kernel/hw/power.hpp"
#include "kernel/log/console.hpp"
#include "kernel/log/seat.hpp"

namespace kernel {

namespace {

constinit Attended g_attended;
constinit bool g_menu = false;
constinit bool g_asked_in_vain = false;

// Nothing is looked for that would not matter: a script's machine is left as it is.
SeatSigns signs_now()
{
    SeatSigns signs{.said = g_attended.kind, .typed_on = hw::last_typed_on()};
    if (signs.said != Attended::Kind::Unsaid || signs.typed_on != hw::TypedOn::Nothing) return signs;
    signs.asked_in_vain = g_asked_in_vain;
    signs.menu = g_menu;
    signs.exit_device = hw::has_exit_device();
    signs.screen = console_shows("vga");
    signs.keyboard = signs.screen && signs.menu && !signs.exit_device && hw::start_keyboard();
    return signs;
}

} // namespace

void set_attended(Attended attended, std::string_view loader)
{
    g_attended = attended;
    g_menu = !loader.starts_with("qemu") && !loader.starts_with("kexec");
}

Seat seat() { return decide_seat(signs_now()); }

SeatSize seat_size()
{
    if (g_attended.kind == Attended::Kind::Terminal) return {g_attended.rows, g_attended.columns};
    return {console_rows("vga"), 80};
}

void note_asked_in_vain() { g_asked_in_vain = true; }

} // namespace kernel
