// SPDX-License-Identifier: MIT
// kmap() with few slots on two or three explored CPUs, and the model that is looked at after every step:
// whoever holds a page reads its own frame there on every CPU, nobody waits for a slot that is free, and
// nothing is left at the end. A flush on all CPUs is one step of each of them here; that shoot() keeps this
// promise is in tests/exploration/shootdown_test.cpp.
#pragma once

#include "mm/kmap.hpp"
#include "mm/kmap_debug.hpp"
#include "mm/kmap_pool.hpp"
#include "tests/exploration/explorer.hpp"
#include "tests/exploration/say.hpp"
#include "tests/sim/mapping_machine.hpp"

#include <atomic>
#include <gtest/gtest.h>

namespace exploration {

using mm::Frame;
using mm::SharedSlots;

/// Which frame a CPU holds where.
struct Holding {
    u64 pfn = 0; ///< 0: none
    u32 slot = 0;
};

class KmapExplored : public sim::MappingMachine {
protected:
    KmapExplored()
    {
        exploration.memory.add("pool", exploration::Kind::Shared, exploration::bytes_of(mm::kmap_pool()));
        exploration.memory.add("model", exploration::Kind::Kept, exploration::bytes_of(holdings));
        exploration.memory.add("flags", exploration::Kind::Shared, exploration::bytes_of(flag));
        exploration.memory.add("ranks", exploration::Kind::Kept, exploration::bytes_of(lib::g_held_ranks));
        exploration.memory.add("waits", exploration::Kind::Kept, exploration::bytes_of(lib::g_waits_for));
        exploration.programs.fill([] {});
        exploration.always = [this] { return wrong_frame(); };
        exploration.at_the_end = [this] { return what_is_left(); };
    }
    ~KmapExplored() override { mm::set_kmap_debug({}); }

    void begin_with(u32 cpus, u32 slots, u32 frame_count)
    {
        exploration.cpus = cpus;
        mm::kmap_pool().limit(slots);
        auto const entries = std::span{mm::kernel_space().kmap, 2 * slots + 1};
        exploration.memory.add("entries", exploration::Kind::Shared, std::as_writable_bytes(entries));
        for (u32 slot = 0; slot < slots; ++slot) {
            exploration.entries[slot] = {reinterpret_cast<std::uintptr_t>(&entries[2 * slot + 1]),
                                         SharedSlots::address_of(slot)};
        }
        frames = high_frames(frame_count);
        for (Frame const frame : frames) {
            exploration.memory.add("frame", exploration::Kind::Shared,
                                   exploration::bytes_of(mm::frames().info(frame)));
        }
    }
    /// Before the CPUs begin: mapped, and used by nobody.
    void leave_mapped(u32 frame)
    {
        (void)mm::kmap(frames[frame]);
        mm::kunmap(frames[frame]);
    }

    // ---- what programs do ----

    void hold(u32 frame, VirtAddr address, u32 place = 0)
    {
        u32 slot = 0;
        while (exploration.entries[slot].page != address) ++slot;
        holdings[hw::cpu_index()][place] = {frames[frame].pfn().raw(), slot};
        exploration::point("use the page");
    }
    void let_go(u32 frame, u32 place = 0)
    {
        holdings[hw::cpu_index()][place] = {};
        mm::kunmap(frames[frame]);
    }
    void use(u32 frame)
    {
        hold(frame, mm::kmap(frames[frame]));
        let_go(frame);
    }
    void use_if_mapped(u32 frame)
    {
        auto const address = mm::kmap_high_get(frames[frame]);
        if (!address) return;
        hold(frame, *address);
        let_go(frame);
    }

    void raise_flag() { std::atomic_ref{flag}.store(1, std::memory_order_release); }
    void wait_for_flag()
    {
        while (std::atomic_ref{flag}.load(std::memory_order_acquire) == 0) hw::pause();
    }

    exploration::Outcome expect_all_is_well()
    {
        auto const outcome = exploration::explore(exploration);
        exploration::say(outcome);
        EXPECT_EQ(outcome.complaint, "");
        return outcome;
    }

    std::vector<Frame> frames;
    std::array<std::array<Holding, 2>, exploration::kCpus> holdings{};
    u32 flag = 0;
    exploration::Exploration exploration;

private:
    [[nodiscard]] std::string wrong_frame() const
    {
        for (u32 cpu = 0; cpu < exploration.cpus; ++cpu) {
            for (Holding const& holding : holdings[cpu]) {
                if (holding.pfn != 0 && !shows(cpu, holding))
                    return "CPU " + std::to_string(cpu) + " does not find its frame in slot " +
                           std::to_string(holding.slot);
            }
        }
        return {};
    }
    // To the CPU that holds it; no other may still have something else cached, as the address may be passed
    // on.
    [[nodiscard]] bool shows(u32 cpu, Holding const& holding) const
    {
        auto const is_it = [&](u64 raw) {
            mm::Pte const entry{static_cast<u32>(raw), static_cast<u32>(raw >> 32)};
            return entry.present() && entry.pfn().raw() == holding.pfn;
        };
        for (u32 other = 0; other < exploration.cpus; ++other) {
            for (u64 const raw : exploration::may_use(other, holding.slot))
                if (raw != 0 && !is_it(raw)) return false;
        }
        return is_it(exploration::entry_seen_by(cpu, holding.slot));
    }
    [[nodiscard]] std::string what_is_left() const
    {
        auto const& pool = mm::kmap_pool();
        if (pool.waiting() != 0) return "somebody is counted as waiting";
        if (sim::users_of_all_slots() != 0) return "a slot has users";
        for (u32 slot = 0; slot < pool.slots().count(); ++slot) {
            bool const live = (exploration::entry_seen_by(0, slot) & mm::Pte::kPresent) != 0;
            if (live != (pool.slots().users(slot) == SharedSlots::kUnused))
                return "a slot is mapped and free";
            for (u32 cpu = 0; cpu < exploration.cpus && !live; ++cpu)
                if (exploration::may_use(cpu, slot)[0] != 0) return "a free slot is still cached";
        }
        for (u32 cpu = 0; cpu < exploration.cpus; ++cpu)
            if (exploration::world().cpus[cpu].mappings_held != 0) return "a thread answers for a mapping";
        return {};
    }
};

} // namespace exploration
