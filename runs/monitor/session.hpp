// SPDX-License-Identifier: MIT
// The person at the terminal, as commands see them. Read next: command.hpp.
#pragma once

#include <optional>
#include <string_view>

namespace kernel::monitor {

class Session {
public:
    /// Waits for the next character typed; other threads run meanwhile. Threads only.
    [[nodiscard]] char wait_for_letter();

    /// Asks a yes-or-no question; anything but y means no. Threads only.
    [[nodiscard]] bool ask(std::string_view question);

    /// No further prompt.
    void leave() { left_ = true; }
    [[nodiscard]] bool left() const { return left_; }

private:
    bool left_ = false;
};

} // namespace kernel::monitor
