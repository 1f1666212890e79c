// SPDX-License-Identifier: MIT
// How far the boot has come, for someone who sees only a POST card or a few letters on COM1: a board that
// dies shows the last stage that it reached. stages.def is the table, of which boot/stages.inc makes NASM's
// part; README shows it too, and a test compares the two.
#pragma once

#include "lib/types.hpp"

#include <span>
#include <string_view>

namespace kernel {

enum class Stage : u8 {
#define STAGE(name, code, letter, text) name = code,
#include "kernel/log/stages.def"
#undef STAGE
};

struct StageSign {
    Stage stage;
    char letter; ///< on COM1 and on the screen; a blank once the log speaks
    std::string_view text;
};

/// In the order of the boot.
[[nodiscard]] std::span<StageSign const> stage_signs();

/// Shows `stage` on the POST port, and its letter if it has one. Any context.
void reach(Stage stage);

} // namespace kernel
