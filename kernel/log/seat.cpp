// SPDX-License-Identifier: MIT
#include "kernel/log/seat.hpp"

namespace kernel {

namespace {

Seat guess(SeatSigns const& signs)
{
    switch (signs.typed_on) {
    case hw::TypedOn::Keyboard: return Seat::Screen;
    case hw::TypedOn::Serial: return Seat::Nobody;
    case hw::TypedOn::Nothing: break;
    }
    bool const alone = signs.exit_device || signs.asked_in_vain;
    return signs.keyboard && signs.screen && signs.menu && !alone ? Seat::Screen : Seat::Nobody;
}

} // namespace

Seat decide_seat(SeatSigns const& signs)
{
    switch (signs.said) {
    case Attended::Kind::No: return Seat::Nobody;
    case Attended::Kind::Screen: return Seat::Screen;
    case Attended::Kind::Terminal: return Seat::Terminal;
    case Attended::Kind::Unsaid: break;
    }
    return guess(signs);
}

} // namespace kernel
