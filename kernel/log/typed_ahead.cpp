// SPDX-License-Identifier: MIT
#include "kernel/log/typed_ahead.hpp"

#include <utility>

namespace kernel {

namespace {

constexpr char kControlC = '\x03', kEscape = '\x1b';

bool continues_a_key(char letter) { return letter == '[' || letter == 'O'; }

} // namespace

bool TypedAhead::take(char letter)
{
    bool const after_escape = std::exchange(escape_, letter == kEscape);
    bool const asked = letter == kControlC || (after_escape && !continues_a_key(letter));
    fresh_ = escape_;
    if (after_escape && !asked) keep(kEscape);
    if (asked) count_ = 0;
    if (letter != kControlC && letter != kEscape) keep(letter);
    return asked;
}

bool TypedAhead::settle()
{
    if (!escape_ || std::exchange(fresh_, false)) return false;
    count_ = 0;
    escape_ = false;
    return true;
}

std::optional<char> TypedAhead::next()
{
    if (count_ == 0) return std::exchange(escape_, false) ? std::optional{kEscape} : std::nullopt;
    char const letter = letters_[begin_];
    begin_ = (begin_ + 1) % kCapacity;
    --count_;
    return letter;
}

void TypedAhead::keep(char letter)
{
    if (count_ == kCapacity) return;
    letters_[(begin_ + count_) % kCapacity] = letter;
    ++count_;
}

} // namespace kernel
