// error: acquiring run-queue lock 'a_run_queue_lock' that is already held
#include "kernel/thread/cpu.hpp"

u32 count_of_both(kernel::Cpu& one, kernel::Cpu& other)
{
    one.run_queue_lock.lock();
    other.run_queue_lock.lock();
    u32 const count = one.run_queue.count() + other.run_queue.count();
    other.run_queue_lock.unlock();
    one.run_queue_lock.unlock();
    return count;
}
