// SPDX-License-Identifier: MIT
// The VGA text screen as a console.
#pragma once

#include "arch/x86_32/text_screen.hpp"
#include "kernel/console.hpp"
#include "lib/address.hpp"

namespace arch {

inline constexpr Pfn kVgaTextFrame{0xB8};

class VgaConsole final : public kernel::ConsoleDevice {
public:
    /// `buffer`: where kVgaTextFrame is mapped. Redraws the whole screen. May be called again to move.
    void show_at(VirtAddr buffer);

    [[nodiscard]] std::string_view name() const override { return "vga"; }
    /// Shows nothing before the first show_at().
    void write(std::string_view text) override;

private:
    void draw(bool all);

    TextScreen screen_;
    TextScreen::Cells shown_{}; // what the device shows by now: reading it back would be slow
    VirtAddr buffer_{};
};

[[nodiscard]] VgaConsole& vga_console();

} // namespace arch
