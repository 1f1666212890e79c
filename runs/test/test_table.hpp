// SPDX-License-Identifier: MIT
// All tests that run in the guest, `run=test[:GLOB]`. A file of tests offers one function that returns its
// table; to add a file, declare its function here and name it in test_table.cpp.
#pragma once

#include "kernel/check/ktap.hpp"

#include <span>

namespace kernel {

[[nodiscard]] std::span<GuestTest const> stop_tests();
[[nodiscard]] std::span<GuestTest const> memory_tests();
[[nodiscard]] std::span<GuestTest const> exception_tests();
[[nodiscard]] std::span<GuestTest const> protection_tests();
[[nodiscard]] std::span<GuestTest const> frame_tests();
[[nodiscard]] std::span<GuestTest const> slab_tests();
[[nodiscard]] std::span<GuestTest const> high_memory_tests();
[[nodiscard]] std::span<GuestTest const> kmap_local_tests();
[[nodiscard]] std::span<GuestTest const> kmap_local_misuse_tests();
[[nodiscard]] std::span<GuestTest const> thread_window_tests();
[[nodiscard]] std::span<GuestTest const> compound_tests();
[[nodiscard]] std::span<GuestTest const> kmap_tests();
[[nodiscard]] std::span<GuestTest const> kmap_pressure_tests();
[[nodiscard]] std::span<GuestTest const> kmap_debug_tests();
[[nodiscard]] std::span<GuestTest const> flush_ledger_tests();
[[nodiscard]] std::span<GuestTest const> kmap_atomic_tests();
[[nodiscard]] std::span<GuestTest const> vmap_tests();
[[nodiscard]] std::span<GuestTest const> vmap_random_tests();
[[nodiscard]] std::span<GuestTest const> iomap_local_tests();
[[nodiscard]] std::span<GuestTest const> page_copy_tests();
[[nodiscard]] std::span<GuestTest const> window_fault_tests();
[[nodiscard]] std::span<GuestTest const> iov_iter_tests();
[[nodiscard]] std::span<GuestTest const> address_space_tests();
[[nodiscard]] std::span<GuestTest const> map_range_tests();
[[nodiscard]] std::span<GuestTest const> tlb_tests();
[[nodiscard]] std::span<GuestTest const> smp_tests();
[[nodiscard]] std::span<GuestTest const> ipi_tests();
[[nodiscard]] std::span<GuestTest const> shootdown_tests();
[[nodiscard]] std::span<GuestTest const> thread_tests();
[[nodiscard]] std::span<GuestTest const> scheduler_tests();
[[nodiscard]] std::span<GuestTest const> lock_tests();
[[nodiscard]] std::span<GuestTest const> lock_watch_tests();
[[nodiscard]] std::span<GuestTest const> single_step_tests();
[[nodiscard]] std::span<GuestTest const> stepped_switch_tests();
[[nodiscard]] std::span<GuestTest const> torture_tests();
[[nodiscard]] std::span<GuestTest const> sleeper_tests();
[[nodiscard]] std::span<GuestTest const> panic_tests(); ///< these end the run
[[nodiscard]] std::span<GuestTest const> zoo_tests();   ///< runs/test/zoo
[[nodiscard]] std::span<GuestTest const> unexpected_tests();

/// Runs those whose name matches `glob`, in the order of the table. A test that runs by name only is chosen
/// by NAME or NAME:ARGUMENT. Returns whether all passed; false also if none matches.
[[nodiscard]] bool run_guest_tests(std::string_view glob);

/// Calls `visit(argument, test)` for each test, including those that end the run.
void for_each_guest_test(void (*visit)(void* argument, GuestTest const& test), void* argument);
template <class Visitor> void for_each_guest_test(Visitor&& visitor)
{
    using Plain = std::remove_reference_t<Visitor>;
    for_each_guest_test([](void* argument, GuestTest const& test) { (*static_cast<Plain*>(argument))(test); },
                        &visitor);
}

} // namespace kernel
