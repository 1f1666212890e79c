// SPDX-License-Identifier: MIT
#include "kernel/run.hpp"

#include "kernel/log/outcome.hpp"
#include "lib/format.hpp"
#include "lib/parse.hpp"

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

void print_all_runs(lib::Sink& sink)
{
    char const* separator = "";
    for (Run const& run : all_runs()) {
        lib::print(sink, "{}{}", separator, run.name);
        if (!run.argument.empty()) lib::print(sink, "[:{}]", run.argument);
        separator = ", ";
    }
}

} // namespace

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

RunList wanted_runs(std::string_view text)
{
    auto const list = RunList::parse(text);
    if (list) return *list;
    lib::Text<320> reason;
    print_mistake(reason, list.error());
    end(hw::Outcome::Refused, reason.view());
}

hw::Outcome run(RunList const& list)
{
    bool passed = true;
    for (RunList::Item const& item : list.items()) passed = item.run->start(item.argument) && passed;
    return passed ? hw::Outcome::Pass : hw::Outcome::Fail;
}

} // namespace kernel
