// SPDX-License-Identifier: MIT
// What `run=` may ask for, and how it is done: `run=test:kmap*,tour`. The programs behind the names are
// bound at link time (runs/table.cpp), so the core includes none of them.
#pragma once

#include "kernel/hw/power.hpp"
#include "lib/result.hpp"
#include "lib/text.hpp"

#include <array>
#include <span>
#include <string_view>

namespace kernel {

/// One value that `run=` may have.
struct Run {
    std::string_view name;
    std::string_view argument; ///< what may follow a colon, "GLOB"; empty: nothing may
    /// Does it, with what followed the colon, a piece of the command line. Returns whether it went well.
    /// The boot thread, all CPUs running.
    bool (*start)(std::string_view argument);
};

/// All that there are. The first is what happens without `run=`. Defined by runs/table.cpp; the host tests
/// have a table of their own.
[[nodiscard]] std::span<Run const> all_runs();

/// A part of `run=` that cannot be done, and why. The text is a piece of the command line.
struct RunMistake {
    enum class Kind : u8 { Unknown, TakesNoArgument, TooMany };

    Kind kind = Kind::Unknown;
    std::string_view part;
};
/// What was said, what is wrong with it, and what may stand there: one sentence, without its full stop.
void print_mistake(lib::Sink& sink, RunMistake const& mistake);

/// What to do once booted, in order.
class RunList {
public:
    static constexpr u32 kMaxItems = 16;
    struct Item {
        Run const* run = nullptr;
        std::string_view argument;
    };

    /// Parts are separated by commas; an empty text is the default. One wrong part spoils the whole.
    [[nodiscard]] static lib::Result<RunList, RunMistake> parse(std::string_view text);

    [[nodiscard]] std::span<Item const> items() const { return std::span{items_}.first(count_); }

private:
    std::array<Item, kMaxItems> items_{};
    u32 count_ = 0;
};

/// Was a word that has no meaning to say what to run? `test`, `RUN=test`, `rnu=test:kmap*`, and `run=` alone.
[[nodiscard]] bool is_meant_as_run(std::string_view word);

/// The value of `run=`, taken apart. Ends the run as refused if there is a mistake in it, or if one of the
/// words without a meaning was meant as it: a person who misspelt "test", or has forgotten "run=", must not
/// be told that it passed.
[[nodiscard]] RunList wanted_runs(std::string_view text, std::span<std::string_view const> unknown_words);

/// Does every item, in order, even after one has failed. Pass if all passed.
[[nodiscard]] hw::Outcome run(RunList const& list);

} // namespace kernel
