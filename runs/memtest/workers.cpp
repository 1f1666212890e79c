// SPDX-License-Identifier: MIT
#include "runs/memtest/workers.hpp"

#include "kernel/hw/machine_check.hpp"
#include "kernel/thread/cpu.hpp"

namespace kernel::memtest {

Workers::Workers()
{
    auto const serve = [](void* workers) {
        static_cast<Workers*>(workers)->serve();
        return 0u;
    };
    for (lib::CpuMask cpus = online_cpus(); !cpus.empty(); cpus.remove(cpus.first())) {
        threads_[count_] = spawn("memtest", serve, this,
                                 {.priority = Priority::Low, .affinity = lib::CpuMask::of(cpus.first())});
        if (!threads_[count_]) return; // no memory left: fewer CPUs can do it too
        ++count_;
    }
}

Workers::~Workers() { begin(nullptr); } // and the handles join

void Workers::begin(Sweep* sweep)
{
    sweep_ = sweep;
    for (u32 worker = 0; worker < count_; ++worker) turns_.up();
}

void Workers::serve()
{
    for (;;) {
        turns_.down();
        if (sweep_ == nullptr) break;
        sweep_->work();
        hw::poll_corrected_errors(); // each CPU has banks of its own
        done_.up();
    }
}

} // namespace kernel::memtest
