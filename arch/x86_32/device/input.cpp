// SPDX-License-Identifier: MIT
// What a person types, on COM1 or on the keyboard. Polled, so it needs no interrupt line, which a board
// that is being brought up may not have. A UART's FIFO holds 16 bytes, so a person loses nothing.
#include "kernel/hw/input.hpp"

#include "arch/x86_32/device/keyboard.hpp"
#include "arch/x86_32/device/pci_config.hpp"
#include "arch/x86_32/device/serial.hpp"
#include "kernel/log/log.hpp"

#include <utility>

namespace {

constinit arch::Keyboard g_keyboard;
constinit std::optional<arch::KeyboardState> g_state; ///< once it was started
constinit bool g_logged = false;
constinit hw::TypedOn g_last_typed_on = hw::TypedOn::Nothing;

arch::KeyboardState start()
{
    if (!g_state) g_state = g_keyboard.init();
    return *g_state;
}

bool has_usb()
{
    arch::PortPciConfig config;
    return config.exists() && kernel::has_usb_controller(config);
}

void log_state(arch::KeyboardState state)
{
    switch (state) {
    case arch::KeyboardState::Ready: return;
    case arch::KeyboardState::NoController:
        kernel::info("no keyboard controller answers: input comes from COM1 only");
        if (has_usb())
            kernel::info(
                "a USB keyboard works here only if the firmware makes it look like a PS/2 one, which its "
                "set-up may call USB legacy support");
        return;
    case arch::KeyboardState::Stuck:
        return kernel::warn("the keyboard controller takes no commands: input comes from COM1 only");
    }
}

} // namespace

namespace hw {

void start_input()
{
    if (std::exchange(g_logged, true)) return;
    log_state(start());
}

std::optional<char> read_typed() noexcept
{
    if (auto const letter = arch::read_serial()) {
        g_last_typed_on = TypedOn::Serial;
        return letter;
    }
    auto const letter = g_keyboard.read();
    if (letter) g_last_typed_on = TypedOn::Keyboard;
    return letter;
}

TypedOn last_typed_on() noexcept { return g_last_typed_on; }

bool start_keyboard() noexcept { return start() == arch::KeyboardState::Ready; }

std::optional<char> read_keyboard() noexcept { return g_keyboard.read(); }

} // namespace hw
