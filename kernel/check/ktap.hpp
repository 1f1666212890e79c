// SPDX-License-Identifier: MIT
// Results of tests in KTAP, version 1 (https://docs.kernel.org/dev-tools/ktap.html), and what a test in the
// guest can use while it runs.
#pragma once

#include "kernel/fault/expect.hpp"
#include "kernel/log/log.hpp"

namespace kernel {

/// The course of one test: failures are printed as they happen, after a '#'.
class TestRun {
public:
    explicit TestRun(std::string_view argument = {}) : argument_{argument} {}

    /// Of `run=test:NAME:ARGUMENT`, for tests that run by name only; a piece of the command line.
    [[nodiscard]] std::string_view argument() const { return argument_; }

    /// Notes a failure and prints it if `truth` is false. Returns `truth`, so that a test can stop there.
    template <class... Values>
    bool expect(bool truth, lib::FormatString<std::type_identity_t<Values>...> format,
                Values const&... values)
    {
        if (truth) return true;
        failed_ = true;
        LogLine line{"# "};
        lib::print<Values...>(line, format, values...);
        say_line(line);
        return false;
    }

    /// The function must stop the machine with a report of this kind whose text contains `words`.
    template <class Function>
    bool expect_stop(lib::ReportKind kind, std::string_view words, Function function)
    {
        return expect_report(kernel::expect_stop(kind, function), kind, words);
    }

    /// This machine cannot show what the test is about. `reason` must outlive the test: a literal.
    void skip(std::string_view reason) { skip_reason_ = reason; }

    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] std::string_view skip_reason() const { return skip_reason_; }

private:
    bool expect_report(std::optional<lib::Report> const& report, lib::ReportKind kind,
                       std::string_view words);

    bool failed_ = false;
    std::string_view skip_reason_;
    std::string_view argument_;
};

/// Most tests always run. One that cannot pass, because it ends in a panic whose text is what matters, or
/// one that takes as long as it is told to, runs only when `run=test:` gives its full name.
enum class Runs : u8 { Always, ByName };

struct GuestTest {
    std::string_view name; ///< group_behaviour, lower case
    void (*run)(TestRun&);
    Runs when = Runs::Always;
};

} // namespace kernel
