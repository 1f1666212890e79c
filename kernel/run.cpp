// SPDX-License-Identifier: MIT
#include "kernel/run.hpp"

#include "kernel/log/outcome.hpp"
#include "lib/format.hpp"
#include "lib/parse.hpp"

#include <algorithm>

namespace kernel {

namespace {

Run const* find_run(std::string_view name)
{
    for (Run const& run : all_runs())
        if (run.name == name) return &run;
    return nullptr;
}

lib::Result<RunList::Item, RunMistake> parse_item(std::string_view text)
{
    std::string_view argument = text;
    Run const* const run = find_run(lib::cut_field(argument, ':'));
    if (run == nullptr) return RunMistake{RunMistake::Kind::Unknown, text};
    if (!argument.empty() && run->argument.empty())
        return RunMistake{RunMistake::Kind::TakesNoArgument, text};
    return RunList::Item{run, argument};
}

// A list for run=, as far as its first name tells.
bool names_run(std::string_view text)
{
    std::string_view name = lib::cut_field(text, ',');
    name = lib::cut_field(name, ':');
    auto const runs = all_runs();
    return std::any_of(runs.begin(), runs.end(),
                       [name](Run const& run) { return lib::equal_but_for_case(run.name, name); });
}

void print_all_runs(lib::Sink& sink)
{
    char const* separator = "";
    for (Run const& run : all_runs()) {
        lib::print(sink, "{}{}", separator, run.name);
        if (!run.argument.empty()) lib::print(sink, "[:{}]", run.argument);
        separator = ", ";
    }
}

// Out of line, like the next: their sentences would lie on the stack of the boot for as long as it runs.
[[noreturn, gnu::cold, gnu::noinline]] void refuse_unsaid(std::string_view word)
{
    lib::Text<320> reason;
    std::string_view value = word;
    static_cast<void>(lib::cut_field(value, '='));
    if (lib::equal_but_for_case(word, "run=")) {
        lib::print(reason, "\"{}\" does not say what to run; it takes ", word);
        print_all_runs(reason);
    } else {
        std::string_view const wanted = value.empty() ? word : value;
        lib::print(reason, "\"{}\" means nothing; write \"run={}\" if that is to run", word, wanted);
    }
    end(hw::Outcome::Refused, reason.view());
}

[[noreturn, gnu::cold, gnu::noinline]] void refuse_mistake(RunMistake const& mistake)
{
    lib::Text<320> reason;
    print_mistake(reason, mistake);
    end(hw::Outcome::Refused, reason.view());
}

} // namespace

bool is_meant_as_run(std::string_view word)
{
    std::string_view value = word;
    std::string_view const name = lib::cut_field(value, '=');
    bool const alone = name.size() == word.size();
    return alone ? names_run(word) : lib::equal_but_for_case(name, "run") || names_run(value);
}

void print_mistake(lib::Sink& sink, RunMistake const& mistake)
{
    switch (mistake.kind) {
    case RunMistake::Kind::Unknown: lib::print(sink, "there is no \"run={}\"", mistake.part); break;
    case RunMistake::Kind::TakesNoArgument:
        lib::print(sink, "\"run={}\" takes nothing after the colon", mistake.part);
        break;
    case RunMistake::Kind::TooMany:
        lib::print(sink, "run= takes at most {} parts, and \"{}\" is one more", RunList::kMaxItems,
                   mistake.part);
        break;
    }
    sink.write("; it takes ");
    print_all_runs(sink);
    sink.write(", separated by commas");
}

lib::Result<RunList, RunMistake> RunList::parse(std::string_view text)
{
    RunList list;
    if (text.empty()) text = all_runs().front().name;
    do {
        std::string_view const part = lib::cut_field(text, ',');
        auto const item = parse_item(part);
        if (!item) return item.error();
        if (list.count_ == kMaxItems) return RunMistake{RunMistake::Kind::TooMany, part};
        list.items_[list.count_++] = *item;
    } while (!text.empty());
    return list;
}

[[gnu::noinline]] RunList wanted_runs(std::string_view text, std::span<std::string_view const> unknown_words)
{
    for (std::string_view const word : unknown_words)
        if (is_meant_as_run(word)) refuse_unsaid(word);
    auto const list = RunList::parse(text);
    if (!list) refuse_mistake(list.error());
    return *list;
}

hw::Outcome run(RunList const& list)
{
    bool passed = true;
    for (RunList::Item const& item : list.items()) passed = item.run->start(item.argument) && passed;
    return passed ? hw::Outcome::Pass : hw::Outcome::Fail;
}

} // namespace kernel
