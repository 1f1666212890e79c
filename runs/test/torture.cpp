// SPDX-License-Identifier: MIT
#include "runs/test/torture.hpp"

#include "kernel/sync/mutex.hpp"
#include "kernel/thread/placement.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/sleep.hpp"
#include "lib/atomic.hpp"
#include "mm/demand_area.hpp"
#include "runs/common/on_cpus.hpp"
#include "runs/test/other_mappings.hpp"
#include "runs/test/torture_interrupt.hpp"

namespace kernel {

namespace {

lib::CpuMask any_of(lib::CpuMask cpus, Random& random)
{
    for (u32 skip = random.below(cpus.count()); skip > 0; --skip) cpus.remove(cpus.first());
    return lib::CpuMask::of(cpus.first());
}

/// Pages that come into being when they are touched, over and over.
class DemandPages {
public:
    /// Touches one that is not there yet. False if it does not hold what it was given.
    bool touch_next(u32 value)
    {
        if (next_ % kPages == 0) renew();
        VirtAddr const address = *area_ + next_++ % kPages * kPageSize;
        bool const clean = read_word(address) == 0;
        write_word(address, value);
        return clean && read_word(address) == value;
    }
    ~DemandPages()
    {
        if (area_) mm::demand_unmap(*area_);
    }
    DemandPages() = default;
    DemandPages(DemandPages const&) = delete;
    DemandPages& operator=(DemandPages const&) = delete;

private:
    static constexpr u32 kPages = 8;

    void renew()
    {
        if (area_) mm::demand_unmap(*area_);
        area_ = mm::demand_map(kPages).must();
    }

    std::optional<VirtAddr> area_;
    u32 next_ = 0;
};

class Torturer {
public:
    /// `order`: this thread's part of it.
    Torturer(MarkedBlock const& block, TortureOrder const& order)
        : order_{order}, random_{order.seed}, pages_{block}, others_{block}, interrupt_{block, ~order.seed}
    {
    }

    void run()
    {
        while (!is_enough() && !is_late()) round();
        interrupt_.cancel();
    }

    [[nodiscard]] TortureCounts counts() const
    {
        TortureCounts all = counts_;
        all.accesses = pages_.accesses() + others_.accesses() + interrupt_.pages().accesses();
        all.calls = calls() + interrupt_.pages().calls();
        all.interrupts = interrupt_.count();
        all.compounds = pages_.compounds() + interrupt_.pages().compounds();
        return all;
    }
    void report(TestRun& test) const
    {
        report_pages(test, pages_, "a thread");
        report_pages(test, interrupt_.pages(), "an interrupt");
        test.expect(others_.wrong() == 0, "{} of {} accesses through other mappings went wrong",
                    others_.wrong(), others_.accesses());
        test.expect(bad_demand_pages_ == 0, "{} pages made on demand were not empty and ours",
                    bad_demand_pages_);
        test.expect(counts_.moves == 0 || mm::windows_of_threads(), "moved {} times while pages were mapped",
                    counts_.moves);
    }

private:
    static void report_pages(TestRun& test, HeldPages const& pages, char const* who)
    {
        auto const& wrong = pages.first_wrong();
        test.expect(pages.wrong() == 0,
                    "{} of {} accesses by {} went wrong, the first at {}: {:#x} for {:#x}", pages.wrong(),
                    pages.accesses(), who, wrong.address, wrong.found, wrong.expected.raw());
    }

    [[nodiscard]] u32 calls() const { return pages_.calls() + others_.calls(); }
    [[nodiscard]] bool is_enough() const
    {
        return pages_.accesses() >= order_.accesses && calls() >= order_.calls;
    }
    [[nodiscard]] bool is_late() const
    {
        return order_.clock != nullptr && order_.clock->ms() >= order_.until_ms;
    }
    [[nodiscard]] bool now_and_then(u32 steps) { return random_.one_in(steps * order_.rarity); }

    /// From no mapping up to as many as chance decides, and down again.
    void round()
    {
        wander();
        u32 const depth = random_.below(HeldPages::kMax + 1);
        while (pages_.depth() < depth) {
            bool const first = pages_.depth() == 0;
            pages_.map_one(random_);
            if (first) begin_at(hw::cpu_index());
            if (now_and_then(1)) live();
        }
        while (pages_.depth() > 0) {
            if (now_and_then(1)) live();
            pages_.unmap_one();
        }
    }

    /// Moves to another CPU now and then, while nothing is mapped.
    void wander()
    {
        if (now_and_then(4)) set_affinity(current(), any_of(online_cpus(), random_));
        if (now_and_then(4)) set_affinity(current(), lib::CpuMask::all());
        MigrationGuard const here;
        if (here.cpu() != cpu_) ++counts_.migrations;
        cpu_ = here.cpu();
    }

    /// With pages mapped.
    void live()
    {
        check_all();
        disturb();
        check_all();
    }

    /// The first page of this round was mapped on CPU `index`.
    void begin_at(u32 index)
    {
        cpu_ = index;
        moved_ = false;
    }

    void check_all()
    {
        u32 const cpu = hw::cpu_index(); // with window=cpu it stays so until all are unmapped
        if (cpu != cpu_) {
            ++counts_.moves;
            moved_ = true;
        }
        cpu_ = cpu;
        u64 const before = pages_.accesses();
        pages_.check_all(random_);
        if (moved_) counts_.after_move += pages_.accesses() - before;
    }

    void disturb()
    {
        switch (random_.below(64)) {
        case 0:
            sleep_ticks(1);
            ++counts_.sleeps;
            break;
        case 1:
        case 2: touch_new_page(); break;
        case 3:
            set_affinity(current(), any_of(online_cpus(), random_));
            break; // with window=cpu it has to wait
        case 4:
        case 5: yield(); break;
        case 6:
        case 7:
        case 8:
        case 9: others_.change_one(random_, pages_.depth() < HeldPages::kMax); break;
        default: interrupt_.provoke();
        }
    }

    void touch_new_page()
    {
        auto const mark = static_cast<u32>(++counts_.faults); // differs from the one before
        if (!demand_pages_.touch_next(mark)) ++bad_demand_pages_;
    }

    TortureOrder order_;
    Random random_;
    HeldPages pages_;
    OtherMappings others_;
    TortureInterrupt interrupt_;
    DemandPages demand_pages_;
    TortureCounts counts_;
    u32 cpu_ = 0; ///< where it ran last
    u32 bad_demand_pages_ = 0;
    bool moved_ = false; ///< since the first page was mapped
};

constexpr Priority kUrgencies[] = {Priority::Low, Priority::Normal, Priority::Normal, Priority::High};

} // namespace

TortureCounts& TortureCounts::operator+=(TortureCounts const& other)
{
    accesses += other.accesses;
    calls += other.calls;
    sleeps += other.sleeps;
    faults += other.faults;
    migrations += other.migrations;
    moves += other.moves;
    after_move += other.after_move;
    interrupts += other.interrupts;
    compounds += other.compounds;
    return *this;
}

TortureCounts torture(TestRun& test, TortureOrder const& order)
{
    u32 const count = 2 * online_cpus().count() + 2;
    MarkedBlock const block;
    lib::Atomic<u32> next_seed = order.seed;
    Mutex results{lib::LockRank::TestOuter, "results of the torture"};
    TortureCounts sum;
    auto body = [&] {
        TortureOrder part = order;
        part.accesses = order.accesses / count + 1;
        part.calls = order.calls / count + 1;
        part.seed = next_seed.fetch_add(1, lib::MemoryOrder::SeqCst);
        Torturer torturer{block, part};
        torturer.run();
        MutexGuard const guard{results};
        torturer.report(test);
        sum += torturer.counts();
    };
    {
        std::array<std::optional<ThreadHandle>, 2 * kMaxCpus + 2> threads; // their destructors join
        for (u32 index = 0; index < count; ++index) {
            threads[index] = spawn("torture", body, {.priority = kUrgencies[index % std::size(kUrgencies)]});
            CHECK(threads[index].has_value());
        }
    }
    return sum;
}

} // namespace kernel
