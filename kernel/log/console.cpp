// SPDX-License-Identifier: MIT
// The list of consoles and the one lock around them.
#include "kernel/log/console.hpp"

#include "lib/check.hpp"
#include "lib/spin_lock.hpp"

#include <array>
#include <atomic>
#include <span>

namespace kernel {

namespace {

struct Entry {
    ConsoleDevice* device = nullptr;
    bool chosen = true;
};

class Consoles {
public:
    void add(ConsoleDevice& device) EXCLUDES(lock_)
    {
        lib::IrqSpinGuard const guard{lock_};
        CHECK(count_ < entries_.size());
        entries_[count_++].device = &device;
    }

    bool has(std::string_view name) EXCLUDES(lock_)
    {
        lib::IrqSpinGuard const guard{lock_};
        return find_locked(name) != nullptr;
    }

    void choose_none() EXCLUDES(lock_)
    {
        lib::IrqSpinGuard const guard{lock_};
        for (Entry& entry : entries_) entry.chosen = false;
    }

    void choose(std::string_view name, u32 baud) EXCLUDES(lock_)
    {
        lib::IrqSpinGuard const guard{lock_};
        Entry* const entry = find_locked(name);
        if (entry == nullptr) return;
        entry->chosen = true;
        if (baud != 0) entry->device->set_speed(baud);
    }

    void write(std::string_view text, bool everywhere, std::string_view except = {}) EXCLUDES(lock_)
    {
        if (seized_.load(std::memory_order_relaxed)) return write_seized(text, everywhere, except);
        lib::IrqSpinGuard const guard{lock_};
        write_locked(text, everywhere, except);
    }

    void write_on(std::string_view name, std::string_view text) EXCLUDES(lock_)
    {
        if (seized_.load(std::memory_order_relaxed)) return write_on_seized(name, text);
        lib::IrqSpinGuard const guard{lock_};
        write_on_locked(name, text);
    }

    void seize() { seized_.store(true, std::memory_order_relaxed); }

private:
    Entry* find_locked(std::string_view name) REQUIRES(lock_)
    {
        for (Entry& entry : std::span{entries_}.first(count_))
            if (entry.device->name() == name) return &entry;
        return nullptr;
    }

    void write_locked(std::string_view text, bool everywhere, std::string_view except) REQUIRES(lock_)
    {
        for (Entry& entry : std::span{entries_}.first(count_))
            if ((entry.chosen || everywhere) && entry.device->name() != except) entry.device->write(text);
    }

    void write_seized(std::string_view text, bool everywhere, std::string_view except)
    {
        lock_.assume_others_stopped();
        write_locked(text, everywhere, except);
    }

    void write_on_locked(std::string_view name, std::string_view text) REQUIRES(lock_)
    {
        if (Entry* const entry = find_locked(name)) entry->device->write(text);
    }

    void write_on_seized(std::string_view name, std::string_view text)
    {
        lock_.assume_others_stopped();
        write_on_locked(name, text);
    }

    lib::SpinLock lock_{lib::LockRank::Console};
    std::array<Entry, kMaxConsoles> entries_ GUARDED_BY(lock_){};
    u32 count_ GUARDED_BY(lock_) = 0;
    std::atomic<bool> seized_ = false;
};

constinit Consoles g_consoles;

} // namespace

void console_register(ConsoleDevice& device) { g_consoles.add(device); }
bool console_exists(std::string_view name) { return g_consoles.has(name); }
void console_choose_none() { g_consoles.choose_none(); }
void console_choose(std::string_view name, u32 baud) { g_consoles.choose(name, baud); }
void console_write(std::string_view text) { g_consoles.write(text, false); }
void console_write_everywhere(std::string_view text) { g_consoles.write(text, true); }
void console_write_on(std::string_view name, std::string_view text) { g_consoles.write_on(name, text); }
void console_write_except(std::string_view name, std::string_view text)
{
    g_consoles.write(text, false, name);
}
void console_seize() { g_consoles.seize(); }

} // namespace kernel
