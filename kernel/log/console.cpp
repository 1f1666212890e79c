// SPDX-License-Identifier: MIT
// The list of consoles and the one lock around them.
#include "kernel/log/console.hpp"

#include "lib/atomic.hpp"
#include "lib/check.hpp"
#include "lib/spin_lock.hpp"

#include <array>
#include <span>

namespace kernel {

namespace {

struct Entry {
    ConsoleDevice* device = nullptr;
    bool chosen = true;
};

/// Which devices show a text.
struct Where {
    enum class Kind : u8 { Chosen, Everywhere, Only, AllBut, WithoutPanel };

    Kind kind;
    std::string_view name{};

    [[nodiscard]] bool means(ConsoleDevice const& device, bool chosen) const
    {
        switch (kind) {
        case Kind::Chosen: return chosen;
        case Kind::Everywhere: return true;
        case Kind::Only: return device.name() == name;
        case Kind::AllBut: return chosen && device.name() != name;
        case Kind::WithoutPanel: return chosen && !device.has_panel();
        }
        return true;
    }
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

    void record(lib::Sink& recorder) EXCLUDES(lock_)
    {
        lib::IrqSpinGuard const guard{lock_};
        recorder_ = &recorder;
    }

    bool shows(std::string_view name) EXCLUDES(lock_)
    {
        lib::IrqSpinGuard const guard{lock_};
        Entry const* const entry = find_locked(name);
        return entry != nullptr && entry->chosen;
    }

    u32 rows(std::string_view name) EXCLUDES(lock_)
    {
        lib::IrqSpinGuard const guard{lock_};
        Entry const* const entry = find_locked(name);
        return entry == nullptr ? 0 : entry->device->rows();
    }

    void write(std::string_view text, Where where) EXCLUDES(lock_)
    {
        if (seized_.load(lib::MemoryOrder::Relaxed)) return write_seized(text, where);
        lib::IrqSpinGuard const guard{lock_};
        write_locked(text, where);
    }

    /// Calls `deed(device)` for each chosen one.
    template <class Deed> void for_chosen(Deed&& deed) EXCLUDES(lock_)
    {
        if (seized_.load(lib::MemoryOrder::Relaxed)) return for_chosen_seized(deed);
        lib::IrqSpinGuard const guard{lock_};
        for_chosen_locked(deed);
    }

    void seize() { seized_.store(true, lib::MemoryOrder::Relaxed); }

private:
    Entry* find_locked(std::string_view name) REQUIRES(lock_)
    {
        for (Entry& entry : std::span{entries_}.first(count_))
            if (entry.device->name() == name) return &entry;
        return nullptr;
    }

    void write_locked(std::string_view text, Where where) REQUIRES(lock_)
    {
        if (recorder_ != nullptr && where.kind != Where::Kind::Only)
            recorder_->write(text); // first: a device may be what hangs
        for (Entry& entry : std::span{entries_}.first(count_))
            if (where.means(*entry.device, entry.chosen)) entry.device->write(text);
    }

    void write_seized(std::string_view text, Where where)
    {
        lock_.assume_others_stopped();
        write_locked(text, where);
    }

    template <class Deed> void for_chosen_locked(Deed&& deed) REQUIRES(lock_)
    {
        for (Entry& entry : std::span{entries_}.first(count_))
            if (entry.chosen) deed(*entry.device);
    }

    template <class Deed> void for_chosen_seized(Deed&& deed)
    {
        lock_.assume_others_stopped();
        for_chosen_locked(deed);
    }

    lib::SpinLock lock_{lib::LockRank::Console};
    std::array<Entry, kMaxConsoles> entries_ GUARDED_BY(lock_){};
    u32 count_ GUARDED_BY(lock_) = 0;
    lib::Sink* recorder_ GUARDED_BY(lock_) = nullptr;
    lib::Atomic<bool> seized_ = false;
};

constinit Consoles g_consoles;

} // namespace

void console_register(ConsoleDevice& device) { g_consoles.add(device); }
bool console_exists(std::string_view name) { return g_consoles.has(name); }
void console_choose_none() { g_consoles.choose_none(); }
void console_choose(std::string_view name, u32 baud) { g_consoles.choose(name, baud); }
bool console_shows(std::string_view name) { return g_consoles.shows(name); }
u32 console_rows(std::string_view name) { return g_consoles.rows(name); }
void console_write(std::string_view text) { g_consoles.write(text, {Where::Kind::Chosen}); }
void console_write_everywhere(std::string_view text) { g_consoles.write(text, {Where::Kind::Everywhere}); }
void console_write_on(std::string_view name, std::string_view text)
{
    g_consoles.write(text, {Where::Kind::Only, name});
}
void console_write_except(std::string_view name, std::string_view text)
{
    g_consoles.write(text, {Where::Kind::AllBut, name});
}
void console_write_beside_panel(std::string_view text)
{
    g_consoles.write(text, {Where::Kind::WithoutPanel});
}
void console_look_back(i32 pages)
{
    g_consoles.for_chosen([=](ConsoleDevice& device) { device.look_back(pages); });
}
bool console_open_panel(u32 rows)
{
    bool any = false;
    g_consoles.for_chosen([&](ConsoleDevice& device) { any = device.open_panel(rows) || any; });
    return any;
}
void console_write_panel(u32 row, std::string_view text)
{
    g_consoles.for_chosen([=](ConsoleDevice& device) {
        if (device.has_panel()) device.write_panel(row, text);
    });
}
void console_close_panel()
{
    g_consoles.for_chosen([](ConsoleDevice& device) { device.close_panel(); });
}
// The last words have the whole screen.
void console_seize()
{
    g_consoles.seize();
    console_close_panel();
}
void console_record(lib::Sink& recorder) { g_consoles.record(recorder); }

} // namespace kernel
