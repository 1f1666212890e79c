// error: reading variable 'run_queue' requires holding run-queue lock 'a_run_queue_lock'
#include "kernel/thread/cpu.hpp"

bool has_nothing_to_do(kernel::Cpu const& cpu) { return cpu.run_queue.empty(); }
