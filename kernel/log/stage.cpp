// SPDX-License-Identifier: MIT
#include "kernel/log/stage.hpp"

#include "kernel/hw/power.hpp"
#include "kernel/log/console.hpp"

#include <algorithm>

namespace kernel {

namespace {

constexpr StageSign kSigns[] = {
#define STAGE(name, code, letter, text) {Stage::name, letter, text},
#include "kernel/log/stages.def"
#undef STAGE
};

} // namespace

std::span<StageSign const> stage_signs() { return kSigns; }

void reach(Stage stage)
{
    hw::post_code(static_cast<u8>(stage));
    auto const* const sign = std::ranges::find(kSigns, stage, &StageSign::stage);
    if (sign->letter != ' ') console_write({&sign->letter, 1});
}

} // namespace kernel
