// SPDX-License-Identifier: MIT
// What memory management asks of threads and their scheduler. Defined by kernel/thread/mm_context.cpp, and
// for host tests by tests/sim/context.cpp.
#pragma once

#include "lib/address.hpp"
#include "lib/text.hpp"

namespace mm {

class LocalStack;  // what a thread carries: its nested mappings (mm/local_stack.hpp)
class WindowOwner; // to whom the slots belong that it maps in (mm/local_window.hpp)
struct CpuWindow;  // what a CPU needs to show a window (mm/cpu_window.hpp)

/// The running thread's stack of mappings; in an interrupt, that of the interrupted thread. A single load
/// finds it, because the caller may be preempted, and may migrate, before and after it.
[[nodiscard]] LocalStack& local_stack() noexcept;

/// What this CPU needs to show a window. Valid only while the caller cannot migrate.
[[nodiscard]] CpuWindow& cpu_window() noexcept;
/// The same for CPU `index`, 0 .. kMaxCpus-1, whether it runs or not.
[[nodiscard]] CpuWindow& cpu_window(u32 index) noexcept;

/// The running thread's name for reports. Lives as long as the thread.
[[nodiscard]] char const* thread_name() noexcept;

/// The thread that maps in a window right now.
struct WindowHolder {
    char const* name = "";       ///< lives as long as the thread
    LocalStack* stack = nullptr; ///< its mappings; null if there is no such thread
};
/// For reports: a guess unless the window is the running thread's.
[[nodiscard]] WindowHolder holder_of(WindowOwner owner) noexcept;
/// window=thread, for reports: a thread other than the running one that has `address` mapped in its window.
[[nodiscard]] WindowHolder stranger_at(VirtAddr address) noexcept;

/// Milliseconds since the boot. Wraps.
[[nodiscard]] u32 uptime_ms() noexcept;

/// How many kmap() mappings the running thread has still to unmap. Starts at 0; mm/kmap.hpp keeps the count,
/// and only from that thread.
[[nodiscard]] u32& shared_mappings_held() noexcept;

/// May the caller be preempted here? Not in an interrupt, nor with preemption or interrupts off.
[[nodiscard]] bool preemptible() noexcept;

/// Stops with a report unless the caller may sleep: not in an interrupt, not with preemption, interrupts or
/// page faults off, no spin lock held. `what` names the call that might; a literal.
void might_sleep(char const* what) noexcept(false);

/// No switch to another thread on this CPU until the matching call. Nests. Any context.
void preempt_disable() noexcept;
void preempt_enable() noexcept;

/// Page faults of this thread are not resolved until the matching call: an access that has a fixup
/// (hw::copy_catching_faults) stops short, any other stops the machine. It must not sleep meanwhile. Nests.
/// Any context.
void pagefault_disable() noexcept;
void pagefault_enable() noexcept;
[[nodiscard]] bool pagefault_disabled() noexcept;

/// A thread as mm sees it when it has to wait: kernel::Thread derives from this.
struct Sleeper {};

/// The running thread.
[[nodiscard]] Sleeper& this_sleeper() noexcept;

/// Sleeps until unpark() of this thread. An unpark() that came first is not lost: the next park() returns at
/// once, and only that one. It may also return for no reason, so callers check in a loop. Threads only; no
/// lock held.
void park() noexcept;

/// Wakes `sleeper`, or lets its next park() return at once. Never sleeps; spin locks outside the scheduler's
/// may be held. Precondition: the thread has not ended.
void unpark(Sleeper& sleeper) noexcept;

} // namespace mm
