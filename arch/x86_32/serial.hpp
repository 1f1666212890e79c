// SPDX-License-Identifier: MIT
// COM1 as a console: 115200 8N1, polled, never waits for ever.
#pragma once

#include "lib/text.hpp"

namespace arch {

class SerialConsole final : public lib::Sink {
public:
    /// Looks for the UART and sets it up. Without one, write() drops everything.
    void init();
    /// Any context; the caller keeps others out.
    void write(std::string_view text) override;

    [[nodiscard]] bool usable() const { return usable_; }

private:
    void put(char letter);
    bool usable_ = false;
};

} // namespace arch
