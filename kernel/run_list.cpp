// SPDX-License-Identifier: MIT
// The value of `run=`, taken apart.
#include "kernel/run_list.hpp"

#include "lib/parse.hpp"

namespace kernel {

namespace {

constexpr std::array kKinds{RunKind::Tour,    RunKind::Test,    RunKind::Bench,
                            RunKind::Monitor, RunKind::Memtest, RunKind::Board};

// Only these take something behind a colon.
bool takes_argument(RunKind kind)
{
    return kind == RunKind::Test || kind == RunKind::Bench || kind == RunKind::Memtest;
}

std::optional<RunItem> parse_item(std::string_view text)
{
    auto const name = lib::cut_field(text, ':');
    for (RunKind const kind : kKinds)
        if (name == run_kind_name(kind) && (text.empty() || takes_argument(kind))) return RunItem{kind, text};
    return {};
}

} // namespace

std::string_view run_kind_name(RunKind kind)
{
    switch (kind) {
    case RunKind::Tour: return "tour";
    case RunKind::Test: return "test";
    case RunKind::Bench: return "bench";
    case RunKind::Monitor: return "monitor";
    case RunKind::Memtest: return "memtest";
    case RunKind::Board: return "board";
    }
    return "";
}

std::optional<RunList> RunList::parse(std::string_view text)
{
    RunList list;
    do {
        auto const item = parse_item(lib::cut_field(text, ','));
        if (!item || list.count_ == kMaxItems) return {};
        list.items_[list.count_++] = *item;
    } while (!text.empty());
    return list;
}

RunList RunList::tour()
{
    RunList list;
    list.items_[list.count_++] = RunItem{RunKind::Tour, {}};
    return list;
}

} // namespace kernel
