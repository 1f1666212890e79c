// SPDX-License-Identifier: MIT
#include "kernel/thread/sleep.hpp"

#include "kernel/thread/preempt.hpp"
#include "kernel/thread/wait_queue.hpp"

namespace kernel {

// Waits in a queue of its own, in which nobody will wake it.
void sleep_ticks(u32 ticks)
{
    might_sleep("sleep_ticks()");
    lib::SpinLock lock{lib::LockRank::Wait};
    WaitQueue nobody{WaitKind::Sleep, "sleep"};
    Deadline deadline{lock, ticks};
    lib::IrqSpinGuard const guard{lock};
    static_cast<void>(nobody.wait(lock, deadline));
}

void sleep_ms(u32 ms) { sleep_ticks(clock::ticks_for_ms(ms)); }

} // namespace kernel
