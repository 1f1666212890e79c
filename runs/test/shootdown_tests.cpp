// SPDX-License-Identifier: MIT
// A translation lives on in another CPU's TLB until that CPU drops it: seen, and then ended by a shootdown,
// which must get through even where every CPU has reasons not to listen. mm/shootdown.hpp says why it does.
#include "kernel/check/owned_frame.hpp"
#include "kernel/hw/cycles.hpp"
#include "lib/atomic.hpp"
#include "lib/irq_guard.hpp"
#include "lib/spin_lock.hpp"
#include "runs/common/on_cpus.hpp"
#include "runs/test/test_page.hpp"
#include "runs/test/test_table.hpp"

namespace kernel {

namespace {

constexpr char const* kOneCpu = "only one CPU runs";
constexpr u32 kShots = 10'000;
// Some seconds. Emulated CPUs that wait for each other cost a time slice of the host at every turn if it
// has other things to do; all shots would then take minutes.
constexpr u64 kCyclesAtMost = 5'000'000'000;
constexpr VirtRange kTestPage{TestPage::kAddress, TestPage::kAddress + kPageSize};

// Counts shots up to kShots, or until the time is up.
class Shots {
public:
    bool next()
    {
        if (count_ == kShots || hw::cycles() - begin_ > kCyclesAtMost) return false;
        ++count_;
        return true;
    }
    [[nodiscard]] u32 count() const { return count_; }

private:
    u64 begin_ = hw::cycles();
    u32 count_ = 0;
};

void stale_translation_is_gone_after_the_shootdown(TestRun& test)
{
    MigrationGuard const here;
    auto const others = here.others();
    if (others.empty()) return test.skip(kOneCpu);
    OwnedFrame const first;
    OwnedFrame const second;
    write_word_in(first.pfn(), 1);
    write_word_in(second.pfn(), 2);
    Steps steps;
    u32 before = 0;
    u32 after = 0;
    auto look = [&] {
        lib::IrqGuard const no_interrupts; // one could throw the translation out of the TLB
        read_word(TestPage::kAddress);
        steps.reach(1);
        steps.wait_for(2);
        before = read_word(TestPage::kAddress);
        steps.reach(3);
        steps.wait_for(4); // here it serves the shootdown
        after = read_word(TestPage::kAddress);
    };

    TestPage page{first.pfn()};
    auto there = start_on(others.first(), look);
    steps.wait_for(1);
    page.change_without_flush(second.pfn());
    steps.reach(2);
    steps.wait_for(3);
    hw::flush_range_everywhere(kTestPage);
    steps.reach(4);
    there.join();
    test.expect(after == 2, "read {} after the shootdown", after);
    // Legal, since a CPU may forget a translation whenever it likes, though no machine was ever seen to.
    if (before == 2) return test.skip("the other CPU dropped the translation by itself");
    test.expect(before == 1, "read {} before the shootdown", before);
}

void halted_cpus_answer(TestRun& test)
{
    MigrationGuard const here;
    auto const others = here.others();
    if (others.empty()) return test.skip(kOneCpu);
    OwnedFrame const first;
    OwnedFrame const second;
    write_word_in(first.pfn(), 1);
    write_word_in(second.pfn(), 2);
    TestPage page{first.pfn()};
    run_on(others, [](u32) { read_word(TestPage::kAddress); });
    page.change_without_flush(second.pfn());
    hw::flush_range_everywhere(kTestPage); // they idle
    std::array<u32, kMaxCpus> found{};
    run_on(others, [&](u32 index) { found[index] = read_word(TestPage::kAddress); });
    for (auto cpus = others; !cpus.empty(); cpus.remove(cpus.first()))
        test.expect(found[cpus.first()] == 2, "CPU {} reads {}", cpus.first(), found[cpus.first()]);
}

void only_the_cpus_of_the_mask_are_interrupted(TestRun& test)
{
    MigrationGuard const here;
    auto const others = here.others();
    if (others.count() < 2) return test.skip("fewer than three CPUs run");
    OwnedFrame const first;
    OwnedFrame const second;
    write_word_in(first.pfn(), 1);
    write_word_in(second.pfn(), 2);
    u32 const hit = others.first();
    u32 const spared = others.without(hit).first();
    Steps steps;
    std::array<u32, kMaxCpus> found{};
    // Both cached the first frame; only one is told.
    TestPage page{first.pfn()};
    lib::Atomic<u32> cached = 0;
    auto look = [&] {
        lib::IrqGuard const no_interrupts;
        read_word(TestPage::kAddress);
        cached.fetch_add(1, lib::MemoryOrder::SeqCst);
        steps.wait_for(1);
        found[hw::cpu_index()] = read_word(TestPage::kAddress);
    };
    {
        auto const on_hit = start_on(hit, look);
        auto const on_spared = start_on(spared, look);
        while (cached.load(lib::MemoryOrder::SeqCst) < 2) hw::pause();
        page.change_without_flush(second.pfn());
        hw::flush_range_on(lib::CpuMask::of(hit), kTestPage);
        steps.reach(1);
    }
    hw::flush_range_everywhere(kTestPage);
    test.expect(found[hit] == 2, "the CPU of the mask reads {}", found[hit]);
    if (found[spared] == 2) return test.skip("the other CPU dropped the translation by itself");
    test.expect(found[spared] == 1, "the CPU outside the mask reads {}", found[spared]);
}

void two_cpus_shooting_at_each_other_both_finish(TestRun& test)
{
    MigrationGuard const here;
    auto const others = here.others();
    if (others.empty()) return test.skip(kOneCpu);
    lib::Atomic<u32> finished = 0;
    auto const shoot_and_wait = [&](u32 target) {
        Shots shots;
        while (shots.next()) hw::flush_range_on(lib::CpuMask::of(target), kTestPage);
        say("# CPU {}: {} shots", hw::cpu_index(), shots.count());
        finished.fetch_add(1, lib::MemoryOrder::SeqCst);
        while (finished.load(lib::MemoryOrder::SeqCst) < 2)
            hw::pause(); // interrupts are off: the other one needs this CPU's answers
    };
    auto shoot_back = [&] {
        lib::IrqGuard const no_interrupts;
        shoot_and_wait(here.cpu());
    };
    auto const there = start_on(others.first(), shoot_back);
    {
        lib::IrqGuard const no_interrupts;
        shoot_and_wait(others.first());
    }
    test.expect(finished.load(lib::MemoryOrder::SeqCst) == 2, "{} of 2 finished",
                finished.load(lib::MemoryOrder::SeqCst));
}

void all_cpus_shooting_at_all_finish(TestRun& test)
{
    MigrationGuard const here;
    auto const others = here.others();
    if (others.empty()) return test.skip(kOneCpu);
    lib::Atomic<u32> finished = 0;
    run_on(others, [&](u32) {
        for (Shots shots; shots.next();) hw::flush_range_everywhere(kTestPage);
        finished.fetch_add(1, lib::MemoryOrder::SeqCst);
    });
    test.expect(finished.load(lib::MemoryOrder::SeqCst) == others.count(), "{} of {} finished",
                finished.load(lib::MemoryOrder::SeqCst), others.count());
}

void cpu_waiting_for_the_shooters_lock_answers(TestRun& test)
{
    MigrationGuard const here;
    auto const others = here.others();
    if (others.empty()) return test.skip(kOneCpu);
    lib::SpinLock lock{lib::LockRank::FrameAllocator};
    Steps steps;
    bool got_it = false;
    auto wait_for_lock = [&] {
        lib::IrqGuard const no_interrupts;
        steps.wait_for(1);
        steps.reach(2);
        lib::SpinGuard const guard{lock};
        got_it = true;
    };
    auto there = start_on(others.first(), wait_for_lock);
    {
        lib::SpinGuard const guard{lock};
        steps.reach(1);
        steps.wait_for(2);
        for (u32 shot = 0; shot < 100; ++shot) hw::flush_range_everywhere(kTestPage);
        test.expect(!got_it, "the lock let two in");
    }
    there.join();
    test.expect(got_it, "the other CPU never got the lock");
}

constexpr GuestTest kShootdownTests[] = {
    {"shootdown_stale_translation_is_gone_afterwards", stale_translation_is_gone_after_the_shootdown},
    {"shootdown_halted_cpus_answer", halted_cpus_answer},
    {"shootdown_only_cpus_of_the_mask_are_interrupted", only_the_cpus_of_the_mask_are_interrupted},
    {"shootdown_two_cpus_at_each_other_both_finish", two_cpus_shooting_at_each_other_both_finish},
    {"shootdown_all_cpus_at_all_finish", all_cpus_shooting_at_all_finish},
    {"shootdown_cpu_waiting_for_the_shooters_lock_answers", cpu_waiting_for_the_shooters_lock_answers},
};

} // namespace

std::span<GuestTest const> shootdown_tests() { return kShootdownTests; }

} // namespace kernel
