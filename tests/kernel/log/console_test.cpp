// SPDX-License-Identifier: MIT
// Which consoles get what.
#include "kernel/log/console.hpp"

#include <gtest/gtest.h>
#include <string>

namespace {

class Paper final : public kernel::ConsoleDevice {
public:
    explicit Paper(std::string_view name) : name_{name} {}
    [[nodiscard]] std::string_view name() const override { return name_; }
    void write(std::string_view text) override { written += text; }

    std::string written;

private:
    std::string_view name_;
};

TEST(Console, DetailsGoToAllButTheOneThatHasNoRoomForThem)
{
    static Paper screen{"narrow"}, line{"endless"}; // consoles live for ever
    kernel::console_register(screen);
    kernel::console_register(line);
    kernel::console_write("headline\n");
    kernel::console_write_except("narrow", "details\n");
    EXPECT_EQ(screen.written, "headline\n");
    EXPECT_EQ(line.written, "headline\ndetails\n");
}

} // namespace
