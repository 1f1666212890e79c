// SPDX-License-Identifier: MIT
// Text in columns.
#include "runs/common/columns.hpp"

#include "kernel/log/describe.hpp"
#include "lib/parse.hpp"
#include "mm/machine.hpp"

namespace kernel {

void say_indented(std::string_view text)
{
    while (!text.empty()) say("    {}", lib::cut_field(text, '\n'));
}

void say_wrapped(std::string_view sentence)
{
    constexpr std::size_t kColumns = 74;
    while (sentence.size() > kColumns) {
        auto const blank = sentence.rfind(' ', kColumns);
        auto const end = blank == std::string_view::npos ? kColumns : blank;
        say("    {}", sentence.substr(0, end));
        sentence.remove_prefix(std::min(sentence.find_first_not_of(' ', end), sentence.size()));
    }
    say("    {}", sentence);
}

void say_report(lib::Report const& report)
{
    auto const sentence = lib::formatted<256>("{}: {}", lib::report_name(report.kind), report.headline);
    say_wrapped(sentence.view());
    say_indented(report.picture.view());
    say_wrapped(lib::formatted<256>("what to look at: {}", lib::report_advice(report.kind)).view());
}

void say_walk(VirtAddr address)
{
    lib::Text<512> text;
    describe_walk(text, mm::walk(hw::page_table_root(), address), address);
    say_indented(text.view());
}

} // namespace kernel
