// SPDX-License-Identifier: MIT
// What window=thread promises beyond window=cpu: who holds a mapping moves with it, and a pointer that leaks
// to another thread is no way in.
#include "kernel/thread/completion.hpp"
#include "kernel/thread/migration_guard.hpp"
#include "kernel/thread/placement.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/thread_life.hpp"
#include "mm/frame_allocator.hpp"
#include "runs/test/marked_frame.hpp"
#include "runs/test/test_table.hpp"
#include "runs/test/whose_windows.hpp"

namespace kernel {

namespace {

/// Moves the running thread, which is not pinned, to CPU `index`.
void move_to(u32 index)
{
    set_affinity(current(), lib::CpuMask::of(index));
    while (hw::cpu_index() != index) yield();
}

void holder_moves_to_every_cpu_and_reads_on(TestRun& test)
{
    if (!mm::windows_of_threads()) return test.skip(kWindowsOfCpus);
    MarkedFrame const outer_frame, inner_frame;
    mm::LocalMap const outer{outer_frame.pfn()}, inner{inner_frame.pfn()};
    lib::CpuMask const all = online_cpus();
    for (lib::CpuMask cpus = all; !cpus.empty(); cpus.remove(cpus.first())) {
        move_to(cpus.first());
        test.expect(shows(outer.address(), outer_frame.pfn()) && shows(inner.address(), inner_frame.pfn()),
                    "on CPU {} the thread lost a page", cpus.first());
    }
    set_affinity(current(), all);
}

void nothing_of_it_stays_behind_on_the_cpu_it_left(TestRun& test)
{
    if (!mm::windows_of_threads()) return test.skip(kWindowsOfCpus);
    if (online_cpus().count() == 1) return test.skip("there is one CPU only");
    MarkedFrame const first, second;
    lib::CpuMask const all = online_cpus();
    u32 const home = all.first(), away = all.without(home).first();
    for (u32 round = 0; round < 20; ++round) {
        move_to(home);
        VirtAddr const address = mm::kmap_local_pfn(first.pfn());
        test.expect(shows(address, first.pfn()), "round {}: not the first frame", round);
        move_to(away); // with the window open: this CPU has used the page, and is not there when it goes
        mm::kunmap_local(address);
        move_to(home);
        mm::LocalMap const again{second.pfn()};
        test.expect(again.address() == address && shows(address, second.pfn()),
                    "round {}: CPU {} still had the first frame's page", round, home);
    }
    set_affinity(current(), all);
}

/// A thread that holds a mapping for as long as the object lives.
class Holder {
public:
    Holder() : thread_{spawn("holder", body_)}
    {
        CHECK(thread_.has_value());
        mapped_.wait();
    }
    ~Holder()
    {
        done_.complete();
        thread_->join();
    }
    [[nodiscard]] VirtAddr address() const { return address_; }

private:
    struct Body {
        Holder& holder;
        void operator()() const
        {
            MarkedFrame const frame;
            mm::LocalMap const map{frame.pfn()};
            holder.address_ = map.address();
            holder.mapped_.complete();
            holder.done_.wait();
        }
    };

    VirtAddr address_;
    Completion mapped_{"the holder has mapped"}, done_{"the holder may go"};
    Body body_{*this};
    std::optional<ThreadHandle> thread_;
};

void pointer_that_leaked_reads_nothing_and_names_the_holder(TestRun& test)
{
    if (!mm::windows_of_threads()) return test.skip(kWindowsOfCpus);
    Holder const holder;
    test.expect_stop(lib::ReportKind::ForeignSlot, "thread 'holder'", [&] { read_byte(holder.address()); });
}

void pointer_that_leaked_cannot_be_unmapped(TestRun& test)
{
    if (!mm::windows_of_threads()) return test.skip(kWindowsOfCpus);
    Holder const holder;
    test.expect_stop(lib::ReportKind::ForeignSlot, "thread 'holder'",
                     [&] { mm::kunmap_local(holder.address()); });
}

void pointer_into_the_rest_of_the_window_is_judged(TestRun& test)
{
    if (!mm::windows_of_threads()) return test.skip(kWindowsOfCpus);
    // Its last page but one belongs to no slot of any thread.
    test.expect_stop(lib::ReportKind::StaleSlot, "no slots",
                     [] { read_byte(mm::layout::kThreadWindow.end - 2 * kPageSize); });
}

void every_thread_gives_its_window_back(TestRun& test)
{
    if (!mm::windows_of_threads()) return test.skip(kWindowsOfCpus);
    auto const lowmem_left = [] { return mm::frames().low().free_frames(); };
    auto nothing = [] {};
    constexpr u32 kThreads = 1000;
    u32 const before = lowmem_left();
    for (u32 round = 0; round < kThreads; ++round) {
        auto thread = spawn("short", nothing);
        CHECK(thread.has_value());
        thread->join();
    }
    // The vmap area may keep some tables where stacks were.
    test.expect(lowmem_left() + kThreads / 10 > before, "{} frames before, {} after {} threads", before,
                lowmem_left(), kThreads);
}

constexpr GuestTest kThreadWindowTests[] = {
    {"thread_window_holder_moves_to_every_cpu_and_reads_on", holder_moves_to_every_cpu_and_reads_on},
    {"thread_window_nothing_of_it_stays_behind_on_the_cpu_it_left",
     nothing_of_it_stays_behind_on_the_cpu_it_left},
    {"thread_window_pointer_that_leaked_reads_nothing_and_names_the_holder",
     pointer_that_leaked_reads_nothing_and_names_the_holder},
    {"thread_window_pointer_that_leaked_cannot_be_unmapped", pointer_that_leaked_cannot_be_unmapped},
    {"thread_window_pointer_into_the_rest_of_the_window_is_judged",
     pointer_into_the_rest_of_the_window_is_judged},
    {"thread_window_every_thread_gives_its_window_back", every_thread_gives_its_window_back},
};

} // namespace

std::span<GuestTest const> thread_window_tests() { return kThreadWindowTests; }

} // namespace kernel
