// SPDX-License-Identifier: MIT
// The person at the screen or terminal (kernel/log/seat.hpp): what is pressed, and questions put there.
#pragma once

#include "runs/common/keys.hpp"

#include <string_view>

namespace kernel {

/// The next character typed; other threads run meanwhile. Threads only, after hw::start_input().
[[nodiscard]] char wait_for_letter();

/// Shows `question`, which fits a row, where somebody sits, waits for a key, and takes it away again. Nothing
/// if no key has been pressed since the boot and none is within two minutes: then nobody sits there any
/// longer. Threads only; starts the input.
[[nodiscard]] std::optional<Key> ask_reader(std::string_view question);

} // namespace kernel
