// SPDX-License-Identifier: MIT
// The 8042: a status port, a data port, and a buffer of one byte in each direction.
#include "arch/x86_32/device/keyboard.hpp"

#include "arch/x86_32/cpu/instructions.hpp"
#include "kernel/log/console.hpp"

namespace arch {

namespace {

constexpr u16 kDataPort = 0x60, kStatusPort = 0x64; // written, the status port takes commands
constexpr u8 kOutputFull = 1u << 0, kInputFull = 1u << 1, kFromMouse = 1u << 5;
constexpr u8 kReadConfig = 0x20, kWriteConfig = 0x60, kEnableKeyboard = 0xAE;
constexpr u8 kTranslate = 1u << 6;   // to set 1, whatever the keyboard itself speaks
constexpr u8 kKeyboardOff = 1u << 4; // its clock line is held
constexpr u8 kKeyboardInterrupt = 1u << 0;
// A port takes a microsecond, the controller's answer some dozens.
constexpr u32 kTries = 100'000;
constexpr u32 kMostBytes = 16; // looked at in one go: of a broken controller, which always has some

// Reads float to all ones where there is nothing.
bool controller_exists() { return inb(kStatusPort) != 0xFF; }

bool wait_until(u8 mask, u8 wanted)
{
    for (u32 tries = kTries; tries > 0; --tries)
        if ((inb(kStatusPort) & mask) == wanted) return true;
    return false;
}

bool send(u16 port, u8 value)
{
    if (!wait_until(kInputFull, 0)) return false;
    outb(port, value);
    return true;
}

std::optional<u8> answer()
{
    if (!wait_until(kOutputFull, kOutputFull)) return {};
    return inb(kDataPort);
}

// Whether these are keys of the screen itself; then it obeys. Any other key shows the present.
bool looks_back(std::string_view keys)
{
    if (keys.empty()) return false;
    bool const up = keys == Scancodes::kShiftPageUp, down = keys == Scancodes::kShiftPageDown;
    kernel::console_look_back(up ? 1 : down ? -1 : 0);
    return up || down;
}

} // namespace

// What was typed before anybody asked would be taken for the controller's answer.
void Keyboard::keep_old_bytes()
{
    while (early_count_ < early_.size() && (inb(kStatusPort) & kOutputFull) != 0) {
        bool const from_mouse = (inb(kStatusPort) & kFromMouse) != 0;
        u8 const code = inb(kDataPort);
        if (!from_mouse) early_[early_count_++] = code;
    }
}

bool Keyboard::configure()
{
    keep_old_bytes();
    if (!send(kStatusPort, kReadConfig)) return false;
    auto const config = answer();
    if (!config) return false;
    if ((*config & kTranslate) == 0) early_count_ = 0; // codes of another set
    u32 const wanted = (*config | kTranslate) & ~u32{kKeyboardOff | kKeyboardInterrupt};
    return send(kStatusPort, kWriteConfig) && send(kDataPort, static_cast<u8>(wanted)) &&
           send(kStatusPort, kEnableKeyboard);
}

KeyboardState Keyboard::init()
{
    if (!controller_exists()) return KeyboardState::NoController;
    ready_ = configure();
    return ready_ ? KeyboardState::Ready : KeyboardState::Stuck;
}

std::optional<u8> Keyboard::next_code()
{
    if (early_given_ < early_count_) return early_[early_given_++];
    for (u32 bytes = 0; bytes < kMostBytes; ++bytes) {
        u8 const status = inb(kStatusPort);
        if ((status & kOutputFull) == 0) return {};
        u8 const code = inb(kDataPort);
        if ((status & kFromMouse) == 0) return code;
    }
    return {};
}

std::optional<char> Keyboard::read()
{
    for (u32 codes = 0; ready_ && rest_.empty() && codes < kMostBytes; ++codes) {
        auto const code = next_code();
        if (!code) return {};
        rest_ = scancodes_.feed(*code);
        if (looks_back(rest_)) rest_ = {};
    }
    if (rest_.empty()) return {};
    char const next = rest_.front();
    rest_.remove_prefix(1);
    return next;
}

} // namespace arch
