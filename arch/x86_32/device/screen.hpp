// SPDX-License-Identifier: MIT
// The screen as a console: what it should show, and the painter that shows it, if there is one now.
#pragma once

#include "arch/x86_32/decode/text_painter.hpp"
#include "arch/x86_32/decode/text_screen.hpp"
#include "kernel/log/console.hpp"

namespace arch {

class ScreenConsole final : public kernel::ConsoleDevice {
public:
    /// From now on `painter`, whose device has room for `rows` rows, shows everything; it must live until the
    /// next call. Paints the whole screen.
    void show_through(TextPainter& painter, u32 rows);
    /// The painter's device cannot be reached: until the next show_through(), what is written is only
    /// remembered.
    void hide() { painter_ = nullptr; }

    [[nodiscard]] std::string_view name() const override { return "vga"; }
    [[nodiscard]] u32 rows() const override { return screen_.rows(); }
    void write(std::string_view text) override;
    void look_back(i32 pages) override;

    bool open_panel(u32 rows) override;
    void write_panel(u32 row, std::string_view text) override;
    void close_panel() override { screen_.close_panel(); }
    [[nodiscard]] bool has_panel() const override { return screen_.panel_rows() > 0; }

private:
    void draw(bool all);

    ScrollBack history_;
    TextScreen screen_{history_};
    TextScreen::Cells shown_{}; // what the device shows now: reading it back would be slow
    TextPainter* painter_ = nullptr;
};

[[nodiscard]] ScreenConsole& screen_console();

} // namespace arch
