// SPDX-License-Identifier: MIT
// The VGA text screen as a console.
#pragma once

#include "arch/x86_32/decode/text_screen.hpp"
#include "kernel/log/console.hpp"
#include "lib/address.hpp"

namespace arch {

inline constexpr Pfn kVgaTextFrame{0xB8};

class VgaConsole final : public kernel::ConsoleDevice {
public:
    /// `buffer`: where kVgaTextFrame is mapped from now on. Redraws the whole screen.
    void show_at(VirtAddr buffer);
    /// kVgaTextFrame is no longer mapped where it was: until the next show_at(), what is written is only
    /// remembered.
    void hide() { buffer_ = VirtAddr{}; }

    [[nodiscard]] std::string_view name() const override { return "vga"; }
    void write(std::string_view text) override;

private:
    void draw(bool all);

    TextScreen screen_;
    TextScreen::Cells shown_{}; // what the device shows now: reading it back would be slow
    VirtAddr buffer_{};         // 0: nowhere
};

[[nodiscard]] VgaConsole& vga_console();

} // namespace arch
