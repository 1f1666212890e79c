// SPDX-License-Identifier: MIT
// Implements mm/context.hpp: memory management asks about "the running thread", and here is who that is.
#include "kernel/hw/current.hpp"
#include "kernel/thread/clock.hpp"
#include "kernel/thread/cpu.hpp"
#include "kernel/thread/placement.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/thread_list.hpp"
#include "lib/atomic.hpp"
#include "mm/context.hpp"
#include "mm/page_table.hpp"

namespace mm {

LocalStack& local_stack() noexcept { return hw::current_thread().local; }

CpuWindow& cpu_window() noexcept { return hw::this_cpu().window; }

CpuWindow& cpu_window(u32 index) noexcept { return kernel::cpu(index).window; }

char const* thread_name() noexcept { return hw::current_thread().name(); }

namespace {

WindowHolder holder(kernel::Thread* thread)
{
    return thread == nullptr ? WindowHolder{} : WindowHolder{thread->name(), &thread->local};
}

// A CPU that was started but did not answer has a thread, too, but does not run it.
kernel::Thread* running_on(u32 cpu)
{
    bool const runs = cpu == hw::cpu_index() || kernel::online_cpus().contains(cpu);
    return runs ? kernel::cpu(cpu).current : nullptr;
}

} // namespace

WindowHolder holder_of(WindowOwner owner) noexcept
{
    if (!windows_of_threads()) return holder(running_on(owner.number()));
    kernel::Thread& self = kernel::current();
    if (self.local.number() == owner.number()) return holder(&self);
    return holder(kernel::find_thread(
        [owner](kernel::Thread const& thread) { return thread.local.number() == owner.number(); }));
}

WindowHolder stranger_at(VirtAddr address) noexcept
{
    return holder(kernel::find_thread([address](kernel::Thread const& thread) {
        LocalWindow const& window = thread.local.window();
        u32 const page = window.page_of(address);
        return &thread != &kernel::current() && page < thread.local.top() && is_live(window.entry(page));
    }));
}

u32 uptime_ms() noexcept
{
    return static_cast<u32>(u64{kernel::clock::now().count} * 1000 / kernel::clock::hz());
}

u32& shared_mappings_held() noexcept { return kernel::current().shared_mappings; }

bool preemptible() noexcept { return kernel::preemptible(); }

void might_sleep(char const* what) noexcept(false) { kernel::might_sleep(what); }

void preempt_disable() noexcept { hw::preempt_disable(); }

void preempt_enable() noexcept { hw::preempt_enable(); }

// The compiler must not move accesses out of the region, neither up nor down.
void pagefault_disable() noexcept
{
    ++kernel::current().pagefault_disabled;
    lib::signal_fence(lib::MemoryOrder::SeqCst);
}

void pagefault_enable() noexcept
{
    lib::signal_fence(lib::MemoryOrder::SeqCst);
    --kernel::current().pagefault_disabled;
}

bool pagefault_disabled() noexcept { return kernel::current().pagefault_disabled != 0; }

Sleeper& this_sleeper() noexcept { return kernel::current(); }

void park() noexcept { kernel::park(); }

void unpark(Sleeper& sleeper) noexcept { kernel::unpark(static_cast<kernel::Thread&>(sleeper)); }

} // namespace mm
