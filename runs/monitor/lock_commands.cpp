// SPDX-License-Identifier: MIT
// Locks: who holds what, who waits, and in which order they are taken.
#include "kernel/log/log.hpp"
#include "kernel/thread/cpu.hpp"
#include "kernel/thread/thread_list.hpp"
#include "lib/lock_watch.hpp"
#include "runs/monitor/command.hpp"
#include "runs/monitor/lock_list.hpp"

namespace kernel::monitor {

namespace {

/// What `print` writes, as one line below a heading; no line if that is nothing. Returns whether there is
/// one.
template <class Print> bool say_below(Print&& print)
{
    LogLine text;
    print(text);
    if (!text.empty()) say("  {}", text);
    return !text.empty();
}

void say_holders()
{
    say("spin locks, by class, at this moment:");
    for (auto cpus = online_cpus(); !cpus.empty(); cpus.remove(cpus.first()))
        say_below([&](lib::Sink& sink) { print_spin_locks(sink, cpus.first()); });
    say("mutexes, by class:");
    bool any = false;
    for_each_thread([&](Thread const& thread) {
        any = say_below([&](lib::Sink& sink) { print_mutexes(sink, thread); }) || any;
    });
    if (!any) say("  nobody holds one, nor waits for one");
}

void say_classes()
{
    if (!lib::locks_watched()) return say("Their order is noted only with kmap.debug=locks.");
    say("what has been seen of each class, the outermost first:");
    for (u32 rank = 0; rank <= static_cast<u32>(lib::LockRank::Console); ++rank)
        say_below(
            [&](lib::Sink& sink) { print_class(sink, lib::lock_graph(), static_cast<lib::LockRank>(rank)); });
}

void locks(Session&, std::string_view)
{
    say_holders();
    say_classes();
}

constexpr Command kLockCommands[] = {
    {"locks", "", "who holds which locks, who waits, and in which order they are taken", locks},
};

} // namespace

std::span<Command const> lock_commands() { return kLockCommands; }

} // namespace kernel::monitor
