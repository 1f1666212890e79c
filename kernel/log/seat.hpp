// SPDX-License-Identifier: MIT
// Whether somebody sits there: the one question before the kernel waits for a key, pages its text or shows
// something for a person alone. A script is never asked, and what comes on COM1 for it does not depend on
// this.
#pragma once

#include "kernel/hw/input.hpp"

#include <string_view>

namespace kernel {

/// Where somebody sits who reads along and can press a key.
enum class Seat : u8 {
    Nobody,
    Screen,   ///< at screen and keyboard: questions are put there, and not on COM1
    Terminal, ///< at a terminal on COM1: questions are put on every console
};

/// What `attended=` said: no, screen, terminal, or the terminal's size, 24x80.
struct Attended {
    enum class Kind : u8 { Unsaid, No, Screen, Terminal };
    Kind kind = Kind::Unsaid;
    u32 rows = 24;
    u32 columns = 80;
};

/// What the answer follows from.
struct SeatSigns {
    Attended::Kind said = Attended::Kind::Unsaid;
    hw::TypedOn typed_on = hw::TypedOn::Nothing; ///< the last key, if there was one
    bool keyboard = false;                       ///< one answers
    bool screen = false;                         ///< it shows what the kernel says
    bool menu = false;                           ///< the boot loader is one that somebody may have talked to
    bool exit_device = false;                    ///< a program waits for the end of the run
    bool asked_in_vain = false;                  ///< a question was left without an answer
};

/// What was said holds. Otherwise who pressed the last key sits where that was, but on COM1 it may be a
/// program; before the first key, somebody sits where keyboard, screen and the menu of a boot loader are,
/// unless there are signs to the contrary.
[[nodiscard]] Seat decide_seat(SeatSigns const& signs);

/// From the command line, before anybody asks, and who started the kernel: QEMU, which brings a machine's
/// keyboard and screen even where nobody looks at them, and kexec have no menu. Boot CPU.
void set_attended(Attended attended, std::string_view loader);

/// The answer for now. By one thread at a time.
[[nodiscard]] Seat seat();
/// The rows and columns there; those of the screen for nobody too.
struct SeatSize {
    u32 rows;
    u32 columns;
};
[[nodiscard]] SeatSize seat_size();

/// A question was left without an answer for too long: from now on nobody sits there, until a key is pressed.
void note_asked_in_vain();

} // namespace kernel
