// SPDX-License-Identifier: MIT
#include "runs/tour/guide.hpp"

#include <utility>

namespace kernel {

TourGuide::Step TourGuide::press(Key key)
{
    switch (key.kind) {
    case Key::Kind::Enter: return enter();
    case Key::Kind::Right: return letter('n');
    case Key::Kind::Left: return letter('b');
    case Key::Kind::Cancel: return letter('q');
    case Key::Kind::Letter: return letter(key.letter);
    default: return Step::Nothing;
    }
}

TourGuide::Step TourGuide::enter()
{
    u32 const number = std::exchange(typed_, 0);
    if (number == 0) return next();
    if (number > count_) return Step::List;
    lesson_ = number;
    return Step::Show;
}

TourGuide::Step TourGuide::next()
{
    if (lesson_ == count_) return Step::Leave;
    ++lesson_;
    return Step::Show;
}

TourGuide::Step TourGuide::letter(char letter)
{
    if (letter >= '0' && letter <= '9') {
        typed_ = (typed_ * 10 + static_cast<u32>(letter - '0')) % 1000;
        return Step::Nothing;
    }
    typed_ = 0;
    switch (letter) {
    case 'n':
    case ' ': return next();
    case 'b': lesson_ -= lesson_ > 1 ? 1 : 0; return Step::Show;
    case 'a': return Step::Show;
    case 'l': return Step::List;
    case 'q': return Step::Leave;
    default: return Step::Nothing;
    }
}

} // namespace kernel
