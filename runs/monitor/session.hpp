// SPDX-License-Identifier: MIT
// The person at the terminal, as commands see them. Read next: command.hpp.
#pragma once

#include <optional>
#include <string_view>

namespace kernel::monitor {

class Session {
public:
    /// The next character typed. Waits for it; other threads run meanwhile. Threads only.
    [[nodiscard]] char wait_for_letter();

    /// Asks a question that has a yes and a no; anything but y is a no. Threads only.
    [[nodiscard]] bool ask(std::string_view question);

    /// No further prompt.
    void leave() { left_ = true; }
    [[nodiscard]] bool left() const { return left_; }

private:
    bool left_ = false;
};

} // namespace kernel::monitor
