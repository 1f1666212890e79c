// SPDX-License-Identifier: MIT
// Facts and the last line.
#include "kernel/log/outcome.hpp"

#include "kernel/log/console.hpp"
#include "kernel/log/log.hpp"
#include "kernel/log/stage.hpp"

namespace kernel {

namespace {

std::string_view outcome_name(hw::Outcome outcome)
{
    switch (outcome) {
    case hw::Outcome::Pass: return "pass";
    case hw::Outcome::Fail: return "fail";
    case hw::Outcome::Refused: return "refused";
    case hw::Outcome::Panic: return "panic";
    }
    return "panic";
}

Stage end_stage(hw::Outcome outcome)
{
    switch (outcome) {
    case hw::Outcome::Pass: return Stage::Pass;
    case hw::Outcome::Fail: return Stage::Fail;
    case hw::Outcome::Refused: return Stage::Refused;
    case hw::Outcome::Panic: break;
    }
    return Stage::Panic;
}

} // namespace

void fact(std::string_view name, u64 value) { say("fact {} {}", name, value); }

void end(hw::Outcome outcome, std::string_view reason)
{
    auto const line =
        lib::formatted<320>("dormer: end {}{}{}\n", outcome_name(outcome), reason.empty() ? "" : " ", reason);
    console_write_everywhere(line.view());
    hw::post_code(static_cast<u8>(end_stage(outcome)));
    hw::power_off(outcome);
}

} // namespace kernel
