// 'a_run_queue_lock' is still held at the end of function
#include "kernel/thread/placement.hpp"

bool is_queued(kernel::Thread const& thread)
{
    static_cast<void>(kernel::lock_cpu_of(thread));
    return thread.queued();
}
