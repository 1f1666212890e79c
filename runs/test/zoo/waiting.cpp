// SPDX-License-Identifier: MIT
// Sleeping or waiting where that cannot end well.
#include "kernel/check/forgotten_locks.hpp"
#include "kernel/check/owned_frame.hpp"
#include "kernel/sync/mutex.hpp"
#include "kernel/thread/clock.hpp"
#include "kernel/thread/completion.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/thread_life.hpp"
#include "lib/spin_lock.hpp"
#include "mm/demand_area.hpp"
#include "mm/kmap_atomic.hpp"
#include "runs/common/shared_window.hpp"
#include "runs/test/in_next_tick.hpp"
#include "runs/test/zoo/mistakes.hpp"

namespace kernel::zoo {

// Each of the two holds what the other waits for. A third slot would have saved them, which is why this is
// rare.
void two_writers_hold_half_each(Cage& cage)
{
    if (mm::frames().high().free_frames() < 4) return cage.skip("no high memory, so kmap() takes no slot");
    FewSlots const two{2};
    OwnedFrame const mine, wanted, theirs, wanted_by_them;
    Completion holds_one{"holds one"};
    auto partner = [&] {
        mm::SharedMap const first{theirs.frame()};
        holds_one.complete();
        mm::SharedMap const second{wanted_by_them.frame()}; // waits, and gets it once we have let go
    };
    std::optional<mm::SharedMap> first{mine.frame()};
    auto const thread = spawn("other writer", partner);
    holds_one.wait();
    while (mm::kmap_pool().waiting() == 0) yield();
    cage.mistake([&] { static_cast<void>(mm::kmap(wanted.frame())); });
    first.reset();
}

void one_thread_hoards_all_slots(Cage& cage)
{
    if (mm::frames().high().free_frames() < 4) return cage.skip("no high memory, so kmap() takes no slot");
    FewSlots const three{3};
    OwnedFrame const frames[4];
    mm::SharedMap const held[]{mm::SharedMap{frames[0].frame()}, mm::SharedMap{frames[1].frame()},
                               mm::SharedMap{frames[2].frame()}};
    cage.mistake([&] { static_cast<void>(mm::kmap(frames[3].frame())); });
}

void takes_a_mutex_while_it_maps_atomically(Cage& cage)
{
    OwnedFrame const frame;
    Mutex mutex{lib::LockRank::TestInner, "sleeping crypto"};
    cage.mistake([&] {
        mm::AtomicMap const map{frame.frame()};
        MutexGuard const guard{mutex};
    });
    MutexGuard const guard{mutex}; // first what sleeps, then the mapping; or else kmap_local, which allows it
    mm::AtomicMap const map{frame.frame()};
}

void takes_a_page_while_it_maps_atomically(Cage& cage)
{
    OwnedFrame const frame, other;
    cage.mistake([&] {
        mm::AtomicMap const map{frame.frame()};
        yield(); // as an allocation that may have to wait does
    });
    mm::LocalMap const map{frame.pfn()};
    yield();
}

// A page that is not there yet can only be had by waiting, and the thread that would provide it may want
// this lock.
void page_fault_under_a_lock(Cage& cage)
{
    auto const page = mm::demand_map(1);
    if (!page) return cage.skip(mm::vmap_error_words(page.error()));
    std::byte byte{};
    cage.mistake([&] {
        lib::PreemptGuard const as_under_a_spin_lock;
        *hw::at(*page) = std::byte{1};
    });
    *hw::at(*page) = std::byte{1}; // touched first, then locked
    {
        lib::PreemptGuard const as_under_a_spin_lock;
        byte = *hw::at(*page);
    }
    cage.expect(byte == std::byte{1}, "the page keeps what was written");
    mm::demand_unmap(*page);
}

void lock_of_an_interrupt_is_held_with_interrupts_on(Cage& cage)
{
    if (!clock::interrupts()) return cage.skip("no timer interrupts this machine");
    ForgottenLocks const afterwards;
    lib::SpinLock lock{lib::LockRank::TestTickOuter};
    in_next_tick([&] { lib::SpinGuard const guard{lock}; });
    cage.mistake([&] { lib::SpinGuard const guard{lock}; });
    lib::IrqSpinGuard const guard{lock};
}

} // namespace kernel::zoo
