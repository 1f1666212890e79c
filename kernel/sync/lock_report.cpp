// SPDX-License-Identifier: MIT
#include "kernel/sync/lock_report.hpp"

#include "kernel/sync/mutex.hpp"
#include "lib/format.hpp"
#include "lib/report.hpp"

#include <bit>

namespace kernel {

namespace {

char const* holder_name(Mutex const& mutex)
{
    Thread const* const holder = mutex.holder();
    return holder == nullptr ? "nobody" : holder->name();
}

// The running thread would be the last in it to wait.
void print_circle(lib::Sink& sink, Mutex const& mutex)
{
    lib::IrqSpinGuard const guard{inheritance_lock};
    Thread const* waiter = &current();
    Mutex const* link = &mutex;
    do {
        lib::print(sink, "{} waits for {}, held by {}\n", waiter->name(), link->name(), holder_name(*link));
        waiter = link->holder();
        link = waiter == nullptr ? nullptr : waiter->blocked_on;
    } while (link != nullptr && waiter != &current());
}

} // namespace

void stop_taken_twice(Mutex const& mutex)
{
    lib::Report report;
    report.kind = lib::ReportKind::LockTwice;
    lib::print(report.headline, "thread {} takes mutex {}, which it holds already", current().name(),
               mutex.name());
    lib::stop(report);
}

void stop_not_holder(Mutex const& mutex)
{
    lib::Report report;
    report.kind = lib::ReportKind::LockOwner;
    lib::print(report.headline, "thread {} releases mutex {}, which is held by {}", current().name(),
               mutex.name(), holder_name(mutex));
    lib::stop(report);
}

void stop_wrong_order(Mutex const& mutex, lib::LockRank rank, u32 held)
{
    auto const innermost = static_cast<lib::LockRank>(std::bit_width(held) - 1);
    lib::Report report;
    report.kind = lib::ReportKind::LockOrder;
    lib::print(report.headline, "thread {} takes mutex {} of rank {} while it holds one of rank {}",
               current().name(), mutex.name(), lib::lock_rank_name(rank), lib::lock_rank_name(innermost));
    lib::stop(report);
}

void stop_deadlock(Mutex const& mutex)
{
    lib::Report report;
    report.kind = lib::ReportKind::Deadlock;
    lib::print(report.headline, "thread {} would wait for ever for mutex {}", current().name(), mutex.name());
    print_circle(report.picture, mutex);
    lib::stop(report);
}

} // namespace kernel
