// SPDX-License-Identifier: MIT
// lib::stop() on the host: it throws the report (tests/sim/stop_throws.cpp; out of a simulated thread it
// reaches the test too, tests/smp/hw.cpp), so that a test can provoke a stop, look at it and continue.
#pragma once

#include "lib/report.hpp"

#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

namespace sim {

struct Stopped {
    lib::Report report;
};

/// Reports that were only warnings, since they were last asked for.
[[nodiscard]] std::vector<lib::Report> take_warnings();

/// Runs `function`; the report that stopped it, or nothing if it came to its end.
template <class Function> [[nodiscard]] std::optional<lib::Report> stop_of(Function&& function)
{
    try {
        function();
    } catch (Stopped const& stopped) {
        return stopped.report;
    }
    return std::nullopt;
}

/// For the macros: did it stop with this kind, and does the report say `words`?
[[nodiscard]] testing::AssertionResult stopped_with(std::optional<lib::Report> const& report,
                                                    lib::ReportKind kind, std::string_view words = {});

} // namespace sim

/// The statement must stop the machine with this kind of report.
#define EXPECT_STOP(kind, statement)                                                                         \
    EXPECT_TRUE(sim::stopped_with(sim::stop_of([&] { static_cast<void>(statement); }), kind))

/// ... and its headline or picture must contain these words.
#define EXPECT_STOP_SAYING(kind, words, statement)                                                           \
    EXPECT_TRUE(sim::stopped_with(sim::stop_of([&] { static_cast<void>(statement); }), kind, words))
