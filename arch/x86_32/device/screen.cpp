// SPDX-License-Identifier: MIT
// Only cells that changed are painted, because each write to a device leaves the CPU (and under QEMU, the
// emulated CPU).
#include "arch/x86_32/device/screen.hpp"

namespace arch {
namespace {

constinit ScreenConsole g_screen;

} // namespace

ScreenConsole& screen_console() { return g_screen; }

void ScreenConsole::show_through(TextPainter& painter, u32 rows)
{
    painter_ = &painter;
    screen_.set_rows(std::clamp(rows, screen_.rows(), TextScreen::kMaxRows));
    draw(true);
}

void ScreenConsole::write(std::string_view text)
{
    screen_.write(text);
    draw(false);
}

// A page leaves one row of the one before in sight.
void ScreenConsole::look_back(i32 pages)
{
    if (has_panel()) return;
    if (pages == 0) screen_.look_at_present();
    screen_.look_back(pages * static_cast<i32>(screen_.rows() - 2));
    draw(false);
}

bool ScreenConsole::open_panel(u32 rows)
{
    if (painter_ == nullptr || rows >= screen_.rows()) return false;
    screen_.open_panel(rows);
    draw(false);
    return true;
}

void ScreenConsole::write_panel(u32 row, std::string_view text)
{
    screen_.write_panel(row, text);
    draw(false);
}

void ScreenConsole::draw(bool all)
{
    if (painter_ == nullptr) return;
    for (u32 row = 0; row < screen_.rows(); ++row)
        for (u32 column = 0; column < TextScreen::kColumns; ++column) {
            TextCell const wanted = screen_.cell(row, column);
            TextCell& shown = shown_[row * TextScreen::kColumns + column];
            if (!all && shown == wanted) continue;
            painter_->paint(row, column, wanted);
            shown = wanted;
        }
    u32 const row = screen_.cursor_row(), column = screen_.cursor_column();
    painter_->place_cursor(row, column, screen_.cell(row, column));
}

} // namespace arch
