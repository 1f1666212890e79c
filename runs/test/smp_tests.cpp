// SPDX-License-Identifier: MIT
// Several CPUs: each one runs, knows who it is, and can be interrupted. Read next: shootdown_tests.cpp.
#include "kernel/check/owned_frame.hpp"
#include "kernel/hw/cycles.hpp"
#include "kernel/hw/other_cpus.hpp"
#include "kernel/start/memory.hpp"
#include "lib/atomic.hpp"
#include "mm/kmap_local.hpp"
#include "runs/common/on_cpus.hpp"
#include "runs/test/needs_tick.hpp"
#include "runs/test/test_table.hpp"
#include "runs/test/whose_windows.hpp"

namespace kernel {

namespace {

constexpr char const* kOnlyCpu = "only one CPU runs";

void every_cpu_runs_as_itself(TestRun& test)
{
    MigrationGuard const here;
    auto const others = here.others();
    if (others.empty()) return test.skip(kOnlyCpu);
    std::array<Cpu*, kMaxCpus> block{};
    std::array<u32, kMaxCpus> number{};
    run_on(others, [&](u32 asked) {
        block[asked] = &hw::this_cpu();
        number[asked] = hw::cpu_index();
    });
    for (auto cpus = others; !cpus.empty(); cpus.remove(cpus.first())) {
        u32 const asked = cpus.first();
        test.expect(number[asked] == asked, "CPU {} says it is {}", asked, number[asked]);
        test.expect(block[asked] == &cpu(asked), "CPU {} uses the block of another one", asked);
    }
}

void all_cpus_run_at_the_same_time(TestRun& test)
{
    MigrationGuard const here;
    auto const others = here.others();
    if (others.empty()) return test.skip(kOnlyCpu);
    lib::Atomic<u32> present = 0;
    // Nobody leaves before all have arrived: if the CPUs took turns, nobody ever would.
    run_on(others, [&](u32) {
        present.fetch_add(1, lib::MemoryOrder::SeqCst);
        while (present.load(lib::MemoryOrder::SeqCst) < others.count()) hw::pause();
    });
    test.expect(present.load(lib::MemoryOrder::SeqCst) == others.count(), "{} of {} CPUs met",
                present.load(lib::MemoryOrder::SeqCst), others.count());
}

void every_cpu_maps_through_its_own_slots(TestRun& test)
{
    if (mm::windows_of_threads()) return test.skip(kWindowsOfThreads);
    MigrationGuard const here;
    auto const others = here.others();
    if (others.empty()) return test.skip(kOnlyCpu);
    OwnedFrame const owned;
    std::array<u32, kMaxCpus> owner_of_slot{};
    run_on(others, [&](u32 index) {
        mm::LocalMap const mapping{owned.pfn()};
        owner_of_slot[index] = mm::LocalPlace::of(mapping.address()).owner().number();
    });
    for (auto cpus = others; !cpus.empty(); cpus.remove(cpus.first())) {
        u32 const owner = owner_of_slot[cpus.first()];
        test.expect(owner == cpus.first(), "CPU {} maps through a slot of CPU {}", cpus.first(), owner);
    }
}

// Busy, with interrupts on, until this CPU's tick has made it look for other threads a few times.
bool ticks_come()
{
    constexpr u64 kPatience = 20'000'000'000; // cycles; far more than ticks ever need
    u64 const begin = hw::cycles();
    u32 const before = hw::this_cpu().schedules.get();
    while (hw::this_cpu().schedules.get() - before < 3)
        if (hw::cycles() - begin > kPatience) return false;
    return true;
}

void tick_comes_on_every_cpu(TestRun& test)
{
    if (!has_tick_for(test)) return;
    MigrationGuard const here;
    test.expect(ticks_come(), "no ticks on CPU {}", here.cpu());
    std::array<bool, kMaxCpus> came{};
    run_on(here.others(), [&](u32 index) { came[index] = ticks_come(); });
    for (auto cpus = here.others(); !cpus.empty(); cpus.remove(cpus.first()))
        test.expect(came[cpus.first()], "no ticks on CPU {}", cpus.first());
}

// Nobody has this APIC id: firmware counts from 0, and more than 32 CPUs are not used.
constexpr u32 kNobodysId = 0xFD;

void cpu_that_does_not_answer_is_given_up(TestRun& test)
{
    u32 const free_index = online_cpus().count();
    auto const page = memory().start_up_frame;
    if (hw::other_cpus().empty() || !page) return test.skip("no CPU could be started");
    if (free_index == kMaxCpus) return test.skip("no number is left for another CPU");
    // Its stack, on which nobody ever runs if all is well.
    OwnedFrame const stack{mm::ZoneChoice::LowOnly};
    VirtAddr const top = mm::lowmem_address(stack.pfn().base()) + kPageSize;
    bool const started = hw::start_cpu(free_index, kNobodysId, {mm::kernel_space().root, top, top}, *page);
    test.expect(!started, "a CPU that does not exist was started");
    test.expect(online_cpus().count() == free_index, "{} CPUs run", online_cpus().count());
}

constexpr GuestTest kSmpTests[] = {
    {"smp_every_cpu_runs_as_itself", every_cpu_runs_as_itself},
    {"smp_all_cpus_run_at_the_same_time", all_cpus_run_at_the_same_time},
    {"smp_every_cpu_maps_through_its_own_slots", every_cpu_maps_through_its_own_slots},
    {"smp_cpu_that_does_not_answer_is_given_up", cpu_that_does_not_answer_is_given_up},
    {"smp_tick_comes_on_every_cpu", tick_comes_on_every_cpu},
};

} // namespace

std::span<GuestTest const> smp_tests() { return kSmpTests; }

} // namespace kernel
