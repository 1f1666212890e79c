// SPDX-License-Identifier: MIT
// Everything that the kernel says goes through here to every chosen console. arch/x86_32 brings the devices
// (COM1, VGA); `console=` chooses among them. Read next: kernel/log/log.hpp, what the rest of the kernel
// calls.
#pragma once

#include "lib/text.hpp"

#include <string_view>

namespace kernel {

/// A device that shows text. Must work before paging and in a panic: no lock, no allocation, no waiting for
/// an interrupt. Gets '\n' for the end of a line.
class ConsoleDevice : public lib::Sink {
public:
    /// As in `console=NAME`. Lives for ever.
    [[nodiscard]] virtual std::string_view name() const = 0;
    /// Bits per second, for devices that have such a thing.
    virtual void set_speed(u32 /*baud*/) {}
    /// How many it shows, for devices that know.
    [[nodiscard]] virtual u32 rows() const { return 0; }
    /// Shows what was there that many pages before, or later if negative; 0: the present. For devices that
    /// keep it; the next write() shows the present in any case.
    virtual void look_back(i32 /*pages*/) {}

    /// For devices whose text can stand still: from now on its first `rows` rows do, blank, and text goes
    /// below them. False: not here.
    virtual bool open_panel(u32 /*rows*/) { return false; }
    /// Precondition: row is one of those.
    virtual void write_panel(u32 /*row*/, std::string_view /*text*/) {}
    virtual void close_panel() {}
    [[nodiscard]] virtual bool has_panel() const { return false; }

protected:
    ~ConsoleDevice() = default;
};

/// Adds a device, at most kMaxConsoles of them. It shows text from now on. Boot CPU, before the others run.
void console_register(ConsoleDevice& device);
inline constexpr u32 kMaxConsoles = 5;

[[nodiscard]] bool console_exists(std::string_view name);

/// No device shows text from now on, except for console_write_everywhere().
void console_choose_none();
/// This one shows text again, at `baud` bits a second if that is not 0 and means something to it.
void console_choose(std::string_view name, u32 baud);

/// Writes `text` in one piece: no other CPU's text comes between. Any context.
void console_write(std::string_view text);

/// The same as a sink.
class ConsoleSink final : public lib::Sink {
public:
    void write(std::string_view text) override { console_write(text); }
};

/// The same on every device, chosen or not: for the last line, which anybody who waits for the end must
/// see.
void console_write_everywhere(std::string_view text);

/// The same on the device called `name` alone, chosen or not; on none if there is none.
void console_write_on(std::string_view name, std::string_view text);

/// The same on every chosen device but the one called `name`.
void console_write_except(std::string_view name, std::string_view text);

/// Whether the device called `name` is there and chosen.
[[nodiscard]] bool console_shows(std::string_view name);
/// The rows of the device called `name`; 0 if it is not there, or does not know.
[[nodiscard]] u32 console_rows(std::string_view name);

/// On every device: see ConsoleDevice::look_back(). Any context.
void console_look_back(i32 pages);

/// A panel at the top of every chosen device that can have one: whether there is any. Its rows stand still
/// until it is closed; the end of a run closes it. One at a time. Any context.
[[nodiscard]] bool console_open_panel(u32 rows);
void console_write_panel(u32 row, std::string_view text);
void console_close_panel();
/// On every chosen device that has no panel now.
void console_write_beside_panel(std::string_view text);

/// From now on `recorder` also gets what is written on any chosen console, in one piece with it. Once; it
/// lives for ever and must work wherever a device must.
void console_record(lib::Sink& recorder);

/// From now on this CPU writes without the lock. For the end of a run, once the other CPUs stand still:
/// if one of them held the lock, it will never release it.
void console_seize();

} // namespace kernel
