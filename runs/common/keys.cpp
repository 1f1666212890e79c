// SPDX-License-Identifier: MIT
// The sequences are those of xterm and of the Linux console: "ESC [ A" or "ESC O A" for Up, "ESC [ 3 ~" for
// Delete.
#include "runs/common/keys.hpp"

namespace kernel {

namespace {

using Kind = Key::Kind;

constexpr char kEscape = '\x1b';
constexpr char kRubOut = '\x7f';
constexpr char control(char letter) { return static_cast<char>(letter - 'A' + 1); }

std::optional<Key> control_key(char byte)
{
    switch (byte) {
    case '\n': return Key{Kind::Enter};
    case '\t': return Key{Kind::Tab};
    case '\b':
    case kRubOut: return Key{Kind::Backspace};
    case control('A'): return Key{Kind::Home};
    case control('B'): return Key{Kind::Left};
    case control('C'): return Key{Kind::Cancel};
    case control('D'): return Key{Kind::Delete};
    case control('E'): return Key{Kind::End};
    case control('F'): return Key{Kind::Right};
    case control('K'): return Key{Kind::KillToEnd};
    case control('N'): return Key{Kind::Down};
    case control('P'): return Key{Kind::Up};
    case control('U'): return Key{Kind::KillLine};
    case control('W'): return Key{Kind::KillWord};
    default: return {};
    }
}

// The last byte of a sequence that has no number in it.
std::optional<Key> lettered_key(char last)
{
    switch (last) {
    case 'A': return Key{Kind::Up};
    case 'B': return Key{Kind::Down};
    case 'C': return Key{Kind::Right};
    case 'D': return Key{Kind::Left};
    case 'H': return Key{Kind::Home};
    case 'F': return Key{Kind::End};
    default: return {};
    }
}

// "ESC [ NUMBER ~".
std::optional<Key> numbered_key(char number)
{
    switch (number) {
    case '1':
    case '7': return Key{Kind::Home};
    case '3': return Key{Kind::Delete};
    case '4':
    case '8': return Key{Kind::End};
    default: return {};
    }
}

} // namespace

std::optional<Key> KeyDecoder::feed(char byte)
{
    if (byte == kEscape) { // even in the middle of a sequence whose rest was lost
        state_ = State::AfterEscape;
        return {};
    }
    switch (state_) {
    case State::AfterEscape:
        digits_ = 0;
        state_ = byte == '[' || byte == 'O' ? State::InSequence : State::Plain;
        return {};
    case State::InSequence: return in_sequence(byte);
    case State::AfterReturn:
        if (byte == '\n') { // some terminals send both for one key
            state_ = State::Plain;
            return {};
        }
        [[fallthrough]];
    case State::Plain: return plain(byte);
    }
    return {};
}

std::optional<Key> KeyDecoder::plain(char byte)
{
    state_ = byte == '\r' ? State::AfterReturn : State::Plain;
    if (byte == '\r') return Key{Kind::Enter};
    if (byte >= ' ' && byte <= '~') return Key{Kind::Letter, byte};
    return control_key(byte);
}

std::optional<Key> KeyDecoder::in_sequence(char byte)
{
    bool const last = byte >= '@' && byte <= '~';
    if (!last) {
        // "15" and "1;5" are other keys than "1": a count is enough to tell, since ours have one digit.
        digit_ = byte;
        digits_ = static_cast<u8>(digits_ < 2 ? digits_ + 1 : 2);
        return {};
    }
    state_ = State::Plain;
    if (byte != '~') return lettered_key(byte);
    return digits_ == 1 ? numbered_key(digit_) : std::nullopt;
}

} // namespace kernel
