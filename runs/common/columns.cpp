// SPDX-License-Identifier: MIT
// Text in columns.
#include "runs/common/columns.hpp"

#include "kernel/log/describe.hpp"
#include "lib/parse.hpp"
#include "lib/rows.hpp"
#include "mm/machine.hpp"

namespace kernel {

void say_indented(std::string_view text)
{
    while (!text.empty()) say("    {}", lib::cut_field(text, '\n'));
}

void say_paragraph(std::string_view sentences)
{
    while (!sentences.empty()) say("  {}", lib::cut_row(sentences, 76));
}

void say_wrapped(std::string_view sentence)
{
    do say("    {}", lib::cut_row(sentence, 74));
    while (!sentence.empty());
}

void say_report(lib::Report const& report)
{
    auto const sentence = lib::formatted<256>("{}: {}", lib::report_name(report.kind), report.headline);
    say_wrapped(sentence.view());
    say_indented(report.picture.view());
    say_wrapped(lib::formatted<256>("what to look at: {}", lib::report_advice(report.kind)).view());
}

lib::Text<512> walk_in_words(VirtAddr address)
{
    lib::Text<512> text;
    describe_walk(text, mm::walk(hw::page_table_root(), address), address);
    return text;
}

void say_walk(VirtAddr address) { say_indented(walk_in_words(address).view()); }

} // namespace kernel
