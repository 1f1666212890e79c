// SPDX-License-Identifier: MIT
#include "runs/common/page_state.hpp"

namespace kernel {

bool PageState::press(Key key, u32 rows)
{
    using Kind = Key::Kind;
    if (key == Key{Kind::Letter, ' '}) {
        shown_ = 0;
    } else if (key.kind == Kind::Enter || key.kind == Kind::Down) {
        shown_ = page_ > rows ? page_ - rows : 0;
    } else if (key == Key{Kind::Letter, 'q'} || key.kind == Kind::Cancel) {
        over_ = true;
    } else {
        return false;
    }
    return true;
}

} // namespace kernel
