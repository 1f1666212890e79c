// SPDX-License-Identifier: MIT
// Lab 9: CPUs and threads that run nothing, and are only what others see of them.
#pragma once

#include "kernel/hw/interrupts.hpp"
#include "kernel/thread/balance.hpp"
#include "kernel/thread/placement.hpp"
#include "tests/smp/smp.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

namespace lab {

using kernel::Cpu;
using kernel::Priority;
using kernel::Thread;
using lib::CpuMask;

// Four CPUs that run nothing and have nothing in their queues. We are CPU 0, with interrupts off.
struct LabPlacement : testing::Test {
    sim::Smp smp{4};
    std::vector<std::unique_ptr<Thread>> threads;

    LabPlacement() { static_cast<void>(hw::irq_save()); }

    Thread& thread(char const* name, u8 priority, u32 home, CpuMask affinity = CpuMask::all())
    {
        kernel::ThreadOptions const options{.priority = Priority{priority}, .affinity = affinity};
        threads.push_back(std::make_unique<Thread>(name, options, home, hw::Context{}));
        return *threads.back();
    }
    Thread& pinned(char const* name, u8 priority, u32 home)
    {
        Thread& made = thread(name, priority, home);
        made.migrate_disabled = 1;
        return made;
    }
    // What CPU `index` shows to others: the priority of what it runs, and how many are in its queue.
    static void looks(u32 index, u8 priority, u32 ready = 0)
    {
        Cpu& cpu = kernel::cpu(index);
        cpu.run_queue_lock.lock();
        cpu.running.set(kernel::urgency(Priority{priority}));
        cpu.ready.set(ready);
        cpu.run_queue_lock.unlock();
    }
    static void looks_idle(u32 index)
    {
        Cpu& cpu = kernel::cpu(index);
        cpu.run_queue_lock.lock();
        cpu.running.set(0);
        cpu.run_queue_lock.unlock();
    }
    static void all_look(u8 priority)
    {
        for (u32 index = 0; index < 4; ++index) looks(index, priority);
    }
    // Puts a thread into the queue of its CPU.
    static void queue(Thread& thread)
    {
        Cpu& cpu = kernel::lock_cpu_of(thread);
        cpu.run_queue.push_back(thread);
        kernel::publish_ready(cpu);
        cpu.run_queue_lock.unlock();
    }
    // The names of those in the queue of CPU `index`, in the order in which they would run.
    static std::string queue_of(u32 index)
    {
        Cpu& cpu = kernel::cpu(index);
        std::string names;
        cpu.run_queue_lock.lock();
        for (auto* item = cpu.run_queue.first(); item != nullptr; item = cpu.run_queue.after(*item)) {
            names += names.empty() ? "" : " ";
            names += static_cast<Thread*>(item)->name();
        }
        cpu.run_queue_lock.unlock();
        return names;
    }
    static bool lock_is_free(u32 index)
    {
        auto& lock = kernel::cpu(index).run_queue_lock;
        if (!lock.try_lock()) return false;
        lock.unlock();
        return true;
    }
    static bool asked_to_switch() { return (hw::preempt_count() & kernel::preempt::kNobodyAsked) == 0; }
    // CPU 0, which runs nothing, looks for work.
    static bool take() { return kernel::take_work(kernel::cpu(0)); }
};

} // namespace lab
