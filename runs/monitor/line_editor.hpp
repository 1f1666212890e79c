// SPDX-License-Identifier: MIT
// Editing one line: letters go in at the cursor, arrows move it and call back earlier lines, Tab completes.
// Knows no device. All it needs of a terminal is that '\b' moves the cursor to the left, so it works on a
// teletype and on our own text screen; that is also why a line never grows beyond the terminal's width.
#pragma once

#include "runs/common/keys.hpp"
#include "runs/monitor/history.hpp"
#include "runs/monitor/words.hpp"

#include <array>

namespace kernel::monitor {

class LineEditor {
public:
    static constexpr std::string_view kPrompt = "dormer> ";
    static constexpr u32 kColumns = 79; ///< of a terminal of 80: a full row would move the cursor to the next
    static constexpr u32 kCapacity = kColumns - kPrompt.size();

    constexpr LineEditor(lib::Sink& terminal, WordSource const& words) : terminal_{terminal}, words_{words} {}

    /// Shows the prompt of an empty line.
    void begin();
    /// True if `key` ended the line: line() is what was entered, and the terminal's cursor is in the next
    /// row.
    [[nodiscard]] bool press(Key key);
    [[nodiscard]] std::string_view line() const { return {letters_.data(), size_}; }
    [[nodiscard]] u32 cursor() const { return cursor_; }

private:
    [[nodiscard]] bool enter();
    [[nodiscard]] bool cancel();
    void insert(std::string_view text);
    void erase(u32 begin, u32 end);
    void move_to(u32 position);
    void replace(std::string_view text);
    void call_back(u32 line_back);
    void complete();
    void list_words(std::string_view before, std::string_view prefix);
    void show_from(u32 position, u32 blanks);
    [[nodiscard]] u32 word_begin() const;

    lib::Sink& terminal_;
    WordSource const& words_;
    History history_;
    lib::Text<kCapacity> draft_; ///< what was being typed when an older line was called back
    u32 back_ = 0;               ///< 0: the line being typed; n: line n-1 of the history
    std::array<char, kCapacity> letters_{};
    u32 size_ = 0;
    u32 cursor_ = 0; ///< 0 .. size_
};
static_assert(LineEditor::kCapacity <= History::kLineLength);

} // namespace kernel::monitor
