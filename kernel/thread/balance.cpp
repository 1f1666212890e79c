// SPDX-License-Identifier: MIT
// Locking rules: scheduler.cpp.
#include "kernel/thread/balance.hpp"

#include "kernel/thread/placement.hpp"

namespace kernel {

namespace {

// How many threads of a queue are looked at before giving up: its lock is held meanwhile, with interrupts
// off.
constexpr u32 kMaxLooks = 32;

struct Need {
    u32 running; // urgency of what the taker runs
    u32 ready;   // threads in its queue
};

bool has_more_urgent(Cpu const& victim, Need need) { return victim.ready_best.get() > need.running; }

bool is_longer(Cpu const& victim, Need need) { return victim.ready.get() >= need.ready + 2; }

// Takes no lock, so the answer may be stale when it is used: whoever uses it checks again.
Cpu* find_victim(Cpu const& taker, Need need)
{
    Cpu* best = nullptr;
    for (auto others = online_cpus().without(taker.index); !others.empty(); others.remove(others.first())) {
        Cpu& cpu = kernel::cpu(others.first());
        if (!has_more_urgent(cpu, need) && !is_longer(cpu, need)) continue;
        if (best == nullptr || cpu.ready.get() > best->ready.get()) best = &cpu;
    }
    return best;
}

// The first thread of the victim's queue that may move, taken out and given to CPU `to`. Null if none may.
Thread* detach_locked(Cpu& victim, u32 to, Need need) REQUIRES(a_run_queue_lock)
{
    bool const longer = victim.run_queue.count() >= need.ready + 2;
    u32 looks = 0;
    for (Runnable* item = victim.run_queue.first(); item != nullptr && looks < kMaxLooks; ++looks) {
        auto& thread = static_cast<Thread&>(*item);
        if (!longer && urgency(thread.priority.get()) <= need.running) return nullptr;
        if (thread.may_run_on(to)) {
            victim.run_queue.remove(thread);
            publish_ready(victim);
            thread.cpu.set(to);
            return &thread;
        }
        item = victim.run_queue.after(*item);
    }
    return nullptr;
}

// Also null if the queue is in use: a CPU with nothing to do must not queue up in front of those that have
// work, least of all while the host runs something else than its emulator. It tries again at its next tick.
Thread* detach(Cpu& victim, u32 to, Need need)
{
    if (!victim.run_queue_lock.try_lock()) return nullptr;
    Thread* const thread = detach_locked(victim, to, need);
    victim.run_queue_lock.unlock();
    return thread;
}

} // namespace

bool take_work(Cpu& taker)
{
    Need const need{taker.running.get(), taker.ready.get()};
    Cpu* const victim = find_victim(taker, need);
    if (victim == nullptr) return false;
    Thread* const thread = detach(*victim, taker.index, need);
    if (thread == nullptr) return false;
    accept(*thread);
    return true;
}

} // namespace kernel
