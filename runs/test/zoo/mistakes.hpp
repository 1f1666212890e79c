// SPDX-License-Identifier: MIT
// The mistakes, one function each: it makes the mistake in the cage, and then does the same right. The
// table, runs/test/zoo/specimen_table.hpp, says what each is about.
#pragma once

#include "runs/test/zoo/specimen.hpp"

namespace kernel::zoo {

// runs/test/zoo/lengths.cpp
void copy_trusts_the_compound(Cage& cage);
void fill_trusts_the_compound(Cage& cage);
void helper_asks_for_high_memory(Cage& cage);
void guard_is_taken_for_a_short_copy(Cage& cage);
void range_ends_before_it_begins(Cage& cage);
void offset_counts_from_another_unit(Cage& cage);

// runs/test/zoo/order.cpp
void unmaps_in_mapping_order(Cage& cage);
void order_turned_round_in_lowmem(Cage& cage);
void device_and_ram_share_one_order(Cage& cage);
void variable_has_moved_on(Cage& cage);
void kunmap_of_a_local_mapping(Cage& cage);
void kunmap_local_of_a_shared_mapping(Cage& cage);
void pointer_has_left_its_page(Cage& cage);
void error_path_unmaps_again(Cage& cage);
void error_path_unmaps_a_local_again(Cage& cage);
void another_thread_finishes_first(Cage& cage);
void unmap_inside_an_area(Cage& cage);

// runs/test/zoo/leaks.cpp
void loop_leaves_the_mapping_by_continue(Cage& cage);
void shared_mapping_is_never_given_back(Cage& cage);
void error_return_leaves_preemption_off(Cage& cage);
void short_lived_slots_are_kept(Cage& cage);
void mapping_thrown_away(Cage& cage);

// runs/test/zoo/waiting.cpp
void two_writers_hold_half_each(Cage& cage);
void one_thread_hoards_all_slots(Cage& cage);
void takes_a_mutex_while_it_maps_atomically(Cage& cage);
void takes_a_page_while_it_maps_atomically(Cage& cage);
void page_fault_under_a_lock(Cage& cage);
void lock_of_an_interrupt_is_held_with_interrupts_on(Cage& cage);

// runs/test/zoo/stack.cpp
void index_falls_before_the_entry_is_cleared(Cage& cage);
void thread_moves_with_a_mapping(Cage& cage);

// runs/test/zoo/lifetimes.cpp
void address_is_given_to_another_thread(Cage& cage);
void pointer_is_used_after_its_unmap(Cage& cage);
void frame_is_freed_while_it_is_mapped(Cage& cage);
void page_is_written_after_its_kunmap(Cage& cage);
void area_is_used_after_its_unmap(Cage& cage);
void flush_is_forgotten(Cage& cage);
void ram_is_mapped_as_a_device(Cage& cage);
void shortcut_returns_what_is_not_mapped(Cage& cage);
void mapping_is_written_through_a_read_only_window(Cage& cage);

} // namespace kernel::zoo
