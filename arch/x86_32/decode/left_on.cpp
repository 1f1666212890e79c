// SPDX-License-Identifier: MIT
#include "arch/x86_32/decode/left_on.hpp"

#include <algorithm>

namespace arch {

void note_left_on(LeftOnList& list, std::string_view source, u32 input, u32 entry)
{
    if (sends_vector(entry)) list.push({source, input, static_cast<u8>(entry)});
}

LeftOn const* find_left_on(LeftOnList const& list, u32 vector)
{
    auto const all = list.view();
    auto const found =
        std::find_if(all.begin(), all.end(), [vector](LeftOn const& each) { return each.vector == vector; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace arch
