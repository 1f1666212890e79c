// SPDX-License-Identifier: MIT
#include "runs/monitor/session.hpp"

#include "kernel/log/console.hpp"
#include "kernel/log/log.hpp"
#include "runs/common/reader.hpp"

namespace kernel::monitor {

char Session::wait_for_letter() { return kernel::wait_for_letter(); }

bool Session::ask(std::string_view question)
{
    auto const line = lib::formatted<160>("{} [y/N] ", question);
    console_write(line.view());
    char const answer = wait_for_letter();
    bool const yes = answer == 'y' || answer == 'Y';
    console_write(yes ? "y\n" : "n\n");
    return yes;
}

} // namespace kernel::monitor
