// SPDX-License-Identifier: MIT
// Somebody types anything at all into the monitor. After each key the terminal must show what the editor
// believes; what is entered goes to the monitor's own commands, over a little machine
// (monitor_machine.hpp).
#include "lib/check.hpp"
#include "lib/format.hpp"
#include "lib/parse.hpp"
#include "runs/monitor/command.hpp"
#include "runs/monitor/line_editor.hpp"
#include "runs/monitor/place.hpp"
#include "tests/fuzz/monitor_machine.hpp"
#include "tests/support/teletype.hpp"

#include <string>

namespace {

using namespace kernel::monitor;
using kernel::KeyDecoder;

void check_screen(Teletype const& terminal, LineEditor const& editor)
{
    std::string shown{LineEditor::kPrompt};
    shown += editor.line();
    shown.erase(shown.find_last_not_of(' ') + 1);
    CHECK(!terminal.left_the_row());
    CHECK(terminal.widest() <= LineEditor::kColumns);
    CHECK(terminal.row() == shown);
    CHECK(terminal.column() == LineEditor::kPrompt.size() + editor.cursor());
}

// What is printed for a place reads back as the same place.
void check_places(std::string_view line)
{
    for (auto word = lib::cut_word(line); !word.empty(); word = lib::cut_word(line)) {
        auto const place = Place::parse(word);
        if (!place || !place->is_virtual()) continue;
        auto const text = lib::formatted<16>("{}", place->virtual_address());
        CHECK(Place::parse(text.view()) == place);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(char const* data, std::size_t size)
{
    fuzz::type({data, size});
    Teletype terminal;
    CommandWords const words;
    LineEditor editor{terminal, words};
    KeyDecoder keys;
    Session session;
    editor.begin();
    while (auto const letter = fuzz::next_letter()) {
        auto const key = keys.feed(*letter);
        if (!key) continue;
        bool const entered = editor.press(*key);
        if (!entered) {
            check_screen(terminal, editor);
            continue;
        }
        CHECK(editor.line().size() <= LineEditor::kCapacity);
        std::string const line{editor.line()}; // a block of its own: reading past its end is noticed
        check_places(line);
        execute(session, line);
        editor.begin();
    }
    return 0;
}
