// SPDX-License-Identifier: MIT
#include "arch/x86_32/decode/scancodes.hpp"

namespace arch {

namespace {

constexpr u8 kPrefix = 0xE0;
constexpr u8 kPause = 0xE1; // E1 1D 45, E1 9D C5: nothing else begins like this
constexpr u8 kReleased = 0x80;
constexpr u8 kControl = 0x1D, kLeftShift = 0x2A, kRightShift = 0x36, kCapsLock = 0x3A;

// Indexed by code; a blank where there is no character, except for the space bar's.
constexpr std::string_view kPlain = " \x1b"
                                    "1234567890-=\b\tqwertyuiop[]\r asdfghjkl;'` \\zxcvbnm,./ *  ";
constexpr std::string_view kShifted = " \x1b"
                                      "!@#$%^&*()_+\b\tQWERTYUIOP{}\r ASDFGHJKL:\"~ |ZXCVBNM<>? *  ";
constexpr u8 kSpaceBar = 0x39;
static_assert(kPlain.size() == kSpaceBar + 1u && kShifted.size() == kPlain.size());
static_assert(kPlain[0x1E] == 'a' && kPlain[0x2C] == 'z' && kShifted[0x35] == '?');

constexpr bool is_lower(char letter) { return letter >= 'a' && letter <= 'z'; }

// Arrows and the like. The numeric pad sends the same codes without E0; num lock is taken to be off.
std::string_view sequence(u8 code, bool shift)
{
    switch (code) {
    case 0x49: return shift ? Scancodes::kShiftPageUp : "\x1b[5~";
    case 0x51: return shift ? Scancodes::kShiftPageDown : "\x1b[6~";
    case 0x47: return "\x1b[H";
    case 0x48: return "\x1b[A";
    case 0x4B: return "\x1b[D";
    case 0x4D: return "\x1b[C";
    case 0x4F: return "\x1b[F";
    case 0x50: return "\x1b[B";
    case 0x53: return "\x1b[3~";
    case 0x1C: return "\r"; // of the numeric pad
    case 0x35: return "/";
    default: return {};
    }
}

} // namespace

std::string_view Scancodes::feed(u8 code)
{
    if (skip_ > 0) {
        --skip_;
        return {};
    }
    if (code == kPrefix || code == kPause) {
        extended_ = code == kPrefix;
        skip_ = code == kPause ? 2 : 0;
        return {};
    }
    bool const was_extended = extended_;
    extended_ = false;
    bool const down = (code & kReleased) == 0;
    u8 const key = code & static_cast<u8>(~kReleased);
    // E0 2A and E0 AA are sent around arrows and mean no shift.
    if (was_extended && (key == kLeftShift || key == kRightShift)) return {};
    if (note_modifier(key, down) || !down) return {};
    if (auto const keys = sequence(key, left_shift_ || right_shift_);
        !keys.empty() && (was_extended || key >= 0x47))
        return keys;
    return was_extended ? std::string_view{} : letter(key);
}

bool Scancodes::note_modifier(u8 code, bool down)
{
    switch (code) {
    case kControl: control_ = down; return true;
    case kLeftShift: left_shift_ = down; return true;
    case kRightShift: right_shift_ = down; return true;
    case kCapsLock:
        if (down) caps_ = !caps_;
        return true;
    default: return false;
    }
}

std::string_view Scancodes::letter(u8 code)
{
    if (code >= kPlain.size() || (kPlain[code] == ' ' && code != kSpaceBar)) return {};
    bool const shift = left_shift_ || right_shift_;
    bool const upper = is_lower(kPlain[code]) ? shift != caps_ : shift;
    sent_ = upper ? kShifted[code] : kPlain[code];
    if (control_ && is_lower(kPlain[code])) sent_ = static_cast<char>(kPlain[code] - 'a' + 1);
    return {&sent_, 1};
}

} // namespace arch
