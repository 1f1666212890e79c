// SPDX-License-Identifier: MIT
#include "runs/common/reader.hpp"

#include "kernel/hw/input.hpp"
#include "kernel/log/console.hpp"
#include "kernel/log/ctrl_c.hpp"
#include "kernel/log/seat.hpp"
#include "kernel/thread/clock.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/sleep.hpp"
#include "lib/text.hpp"

namespace kernel {

namespace {

constexpr u32 kSecondsInVain = 120;

// Without ticks no sleep would end.
void wait_a_moment()
{
    if (clock::interrupts()) return sleep_ticks(1);
    yield();
}

void write_to_reader(std::string_view text)
{
    if (seat() == Seat::Screen) return console_write_on("vga", text);
    console_write(text);
}

// The cursor of a screen moves left and erases nothing, as a teletype's does.
void take_away(std::size_t letters)
{
    lib::Text<240> text;
    for (char const each : {'\b', ' ', '\b'})
        for (std::size_t count = 0; count < letters; ++count) text.append({&each, 1});
    write_to_reader(text.view());
}

std::optional<Key> wait_for_key()
{
    KeyDecoder keys;
    Tick const begin = clock::now();
    for (;;) {
        if (auto const letter = next_typed()) {
            if (auto const key = keys.feed(*letter)) return key;
        } else if (hw::last_typed_on() == hw::TypedOn::Nothing &&
                   clock::now() - begin > kSecondsInVain * clock::hz()) {
            return {};
        } else {
            wait_a_moment();
        }
    }
}

} // namespace

char wait_for_letter()
{
    for (;;) {
        if (auto const letter = next_typed()) return *letter;
        wait_a_moment();
    }
}

std::optional<Key> ask_reader(std::string_view question)
{
    hw::start_input();
    Seat const asked = seat();
    write_to_reader(question);
    auto const key = wait_for_key();
    if (asked == seat()) take_away(question.size());
    if (!key) note_asked_in_vain();
    return key;
}

} // namespace kernel
