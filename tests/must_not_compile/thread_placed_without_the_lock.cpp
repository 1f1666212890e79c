// error: calling function 'set' requires holding run-queue lock 'a_run_queue_lock' exclusively
#include "kernel/thread/thread.hpp"

void wake(kernel::Thread& thread) { thread.state.set(kernel::ThreadState::Runnable); }
