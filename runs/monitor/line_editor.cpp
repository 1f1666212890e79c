// SPDX-License-Identifier: MIT
// Each change redraws from where it happened to the end of the line, and walks back.
#include "runs/monitor/line_editor.hpp"

#include "lib/format.hpp"

namespace kernel::monitor {

namespace {

void repeat(lib::Sink& terminal, char letter, u32 times)
{
    for (; times > 0; --times) terminal.write({&letter, 1});
}

// Several words a row, as many as fit.
class WordList final : public WordSink {
public:
    WordList(lib::Sink& terminal, std::string_view prefix) : terminal_{terminal}, prefix_{prefix} {}
    void offer(std::string_view word) override
    {
        if (word.substr(0, prefix_.size()) != prefix_) return;
        bool const fits = column_ + word.size() < LineEditor::kColumns;
        if (!fits) terminal_.write("\n");
        if (!fits) column_ = 0;
        lib::print(terminal_, "{}  ", word);
        column_ += word.size() + 2;
    }

private:
    lib::Sink& terminal_;
    std::string_view prefix_;
    std::size_t column_ = 0;
};

} // namespace

void LineEditor::begin()
{
    size_ = cursor_ = back_ = 0;
    terminal_.write(kPrompt);
}

bool LineEditor::press(Key key)
{
    switch (key.kind) {
    case Key::Kind::Enter: return enter();
    case Key::Kind::Cancel: return cancel();
    case Key::Kind::Letter: insert({&key.letter, 1}); break;
    case Key::Kind::Tab: complete(); break;
    case Key::Kind::Backspace: erase(cursor_ - (cursor_ > 0), cursor_); break;
    case Key::Kind::Delete: erase(cursor_, std::min(cursor_ + 1, size_)); break;
    case Key::Kind::KillLine: erase(0, cursor_); break;
    case Key::Kind::KillToEnd: erase(cursor_, size_); break;
    case Key::Kind::KillWord: erase(word_begin(), cursor_); break;
    case Key::Kind::Left: move_to(cursor_ - (cursor_ > 0)); break;
    case Key::Kind::Right: move_to(std::min(cursor_ + 1, size_)); break;
    case Key::Kind::Home: move_to(0); break;
    case Key::Kind::End: move_to(size_); break;
    case Key::Kind::Up: call_back(back_ + 1); break;
    case Key::Kind::Down:
        if (back_ > 0) call_back(back_ - 1);
        break;
    }
    return false;
}

bool LineEditor::enter()
{
    terminal_.write("\n");
    history_.add(line());
    return true;
}

// The mark is left out where it would reach into the next row.
bool LineEditor::cancel()
{
    constexpr std::string_view kMark = "^C";
    if (cursor_ + kMark.size() <= kCapacity) terminal_.write(kMark);
    terminal_.write("\n");
    size_ = cursor_ = 0;
    return true;
}

// What does not fit is refused: nothing that is on the screen is lost.
void LineEditor::insert(std::string_view text)
{
    if (text.size() > kCapacity - size_) return;
    auto const length = static_cast<u32>(text.size());
    auto const at = letters_.begin() + cursor_;
    std::copy_backward(at, letters_.begin() + size_, letters_.begin() + size_ + length);
    std::copy(text.begin(), text.end(), at);
    size_ += length;
    u32 const from = cursor_;
    cursor_ += length;
    show_from(from, 0);
}

void LineEditor::erase(u32 begin, u32 end)
{
    move_to(begin);
    std::copy(letters_.begin() + end, letters_.begin() + size_, letters_.begin() + begin);
    size_ -= end - begin;
    show_from(begin, end - begin);
}

void LineEditor::move_to(u32 position)
{
    if (position < cursor_) repeat(terminal_, '\b', cursor_ - position);
    if (position > cursor_) terminal_.write(line().substr(cursor_, position - cursor_));
    cursor_ = position;
}

void LineEditor::replace(std::string_view text)
{
    move_to(0);
    u32 const old = size_;
    size_ = cursor_ = static_cast<u32>(text.size());
    std::copy(text.begin(), text.end(), letters_.begin());
    show_from(0, old > size_ ? old - size_ : 0);
}

void LineEditor::call_back(u32 line_back)
{
    if (line_back > history_.size()) return;
    if (back_ == 0) draft_ = lib::Text<kCapacity>{line()};
    back_ = line_back;
    replace(back_ == 0 ? draft_.view() : history_.line(back_ - 1));
}

// The terminal's cursor is at `position`; everything from there on is written anew, with blanks over what
// used to be behind it.
void LineEditor::show_from(u32 position, u32 blanks)
{
    terminal_.write(line().substr(position));
    repeat(terminal_, ' ', blanks);
    repeat(terminal_, '\b', size_ + blanks - cursor_);
}

u32 LineEditor::word_begin() const
{
    u32 begin = cursor_;
    while (begin > 0 && letters_[begin - 1] == ' ') --begin;
    while (begin > 0 && letters_[begin - 1] != ' ') --begin;
    return begin;
}

void LineEditor::complete()
{
    auto const before_cursor = line().substr(0, cursor_);
    auto const blank = before_cursor.rfind(' ');
    auto const begin = blank == std::string_view::npos ? 0 : blank + 1;
    auto const prefix = before_cursor.substr(begin);
    CommonBeginning common{prefix};
    words_.words_after(before_cursor.substr(0, begin), common);
    if (common.count() > 1 && common.text().size() == prefix.size())
        return list_words(before_cursor.substr(0, begin), prefix);
    if (common.count() == 0) return;
    insert(common.text().substr(prefix.size()));
    if (common.count() == 1) insert(" ");
}

void LineEditor::list_words(std::string_view before, std::string_view prefix)
{
    terminal_.write("\n");
    WordList list{terminal_, prefix};
    words_.words_after(before, list);
    terminal_.write("\n");
    terminal_.write(kPrompt);
    show_from(0, 0);
}

} // namespace kernel::monitor
