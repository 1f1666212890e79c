// SPDX-License-Identifier: MIT
// All specimens. The rows ("Z1") are those of runs/test/zoo/rows.md, the list of real bugs; each is claimed
// by one specimen only.
#pragma once

#include "runs/test/zoo/mistakes.hpp"

namespace kernel::zoo {

namespace detail {

using lib::ReportKind;

constexpr Specimen caught(std::string_view name, std::string_view rows, std::string_view lesson,
                          ReportKind detector, std::string_view says, void (*show)(Cage&))
{
    return {name, rows, lesson, Found::AtOnce, detector, says, show, {}, {}};
}
constexpr Specimen caught_with(mm::KmapDebug needs, std::string_view name, std::string_view rows,
                               std::string_view lesson, ReportKind detector, std::string_view says,
                               void (*show)(Cage&))
{
    return {name, rows, lesson, Found::AtOnce, detector, says, show, {}, needs};
}
constexpr Specimen caught_later(std::string_view name, std::string_view rows, std::string_view lesson,
                                ReportKind detector, std::string_view says, void (*show)(Cage&))
{
    return {name, rows, lesson, Found::Later, detector, says, show, {}, {}};
}
constexpr Specimen impossible(std::string_view name, std::string_view rows, std::string_view lesson,
                              std::string_view proof)
{
    return {name, rows, lesson, Found::ByType, {}, {}, nullptr, proof, {}};
}
constexpr Specimen unseen(std::string_view name, std::string_view rows, std::string_view lesson)
{
    return {name, rows, lesson, Found::Never, {}, {}, nullptr, {}, {}};
}

constexpr mm::KmapDebug kForce{.force = true}, kEager{.eager = true}, kTrack{.track = true},
    kLocks{.locks = true}, kFlush{.flush = true};

inline constexpr Specimen kSpecimens[]{
    // lengths
    caught("zoo_copy_trusts_the_compound", "Z1 Z4",
           "copies as much as the compound has, through a mapping of its first page", ReportKind::Overrun,
           "4096 bytes past the end", copy_trusts_the_compound),
    caught("zoo_fill_trusts_the_compound", "Z3",
           "fills as much as the compound has, through a mapping of its first page", ReportKind::Overrun,
           "4096 bytes past the end", fill_trusts_the_compound),
    caught("zoo_guard_is_taken_for_a_short_copy", "Z2",
           "runs into a guard in a copy whose faults are fixed up, and would be told \"short\"",
           ReportKind::Overrun, "past the end", guard_is_taken_for_a_short_copy),
    caught("zoo_range_ends_before_it_begins", "Z7",
           "takes the length of a range whose end lies before its start", ReportKind::OutOfBounds,
           "memset_page", range_ends_before_it_begins),
    caught("zoo_offset_counts_from_another_unit", "Z8",
           "uses an offset into the compound as one into its page", ReportKind::OutOfBounds,
           "memcpy_from_page", offset_counts_from_another_unit),
    caught_with(kForce, "zoo_helper_asks_for_high_memory", "Z6",
                "asks whether the frame is high memory to learn how far its mapping goes, but of lowmem, "
                "too, only one page is mapped",
                ReportKind::Overrun, "4096 bytes past the end", helper_asks_for_high_memory),
    unseen("zoo_count_of_the_last_chunk_only", "Z5",
           "returns the last chunk's length instead of the sum of all: every access is right, only the "
           "caller's own number is wrong"),

    unseen(
        "zoo_offset_skips_the_guard", "",
        "is two pages off, past the guard, and so in the page of the next slot: if the same thread has that "
        "mapped, the access looks like any other. quarantine leaves slots out: in a random mix of nested "
        "mappings, three of five such accesses met an empty one"),

    // unmapping
    caught("zoo_unmaps_in_mapping_order", "Z9", "unmaps the outer of two mappings first",
           ReportKind::OutOfOrder, "mapped last", unmaps_in_mapping_order),
    caught_with(kForce, "zoo_order_turned_round_in_lowmem", "Z10",
                "unmaps the outer of two mappings first, of frames in lowmem, where it passes every test",
                ReportKind::OutOfOrder, "mapped last", order_turned_round_in_lowmem),
    caught("zoo_device_and_ram_share_one_order", "Z46",
           "unmaps a device page while a page of RAM was mapped after it: one stack serves both",
           ReportKind::OutOfOrder, "mapped last", device_and_ram_share_one_order),
    caught("zoo_variable_has_moved_on", "Z12", "kunmap() of a variable that by now names the next frame",
           ReportKind::DoubleUnmap, "nobody has it mapped", variable_has_moved_on),
    caught("zoo_kunmap_of_a_local_mapping", "Z13",
           "one kunmap() was left when all the rest became kmap_local", ReportKind::DoubleUnmap,
           "nobody has it mapped", kunmap_of_a_local_mapping),
    caught("zoo_kunmap_local_of_a_shared_mapping", "Z27", "kunmap_local() of what kmap() returned",
           ReportKind::NotASlot, "never returned", kunmap_local_of_a_shared_mapping),
    caught("zoo_pointer_has_left_its_page", "Z14", "unmaps by a pointer that has been advanced past its page",
           ReportKind::NotASlot, "guard", pointer_has_left_its_page),
    caught("zoo_error_path_unmaps_again", "Z16", "the error path kunmap()s what is unmapped already",
           ReportKind::DoubleUnmap, "nobody has it mapped", error_path_unmaps_again),
    caught("zoo_error_path_unmaps_a_local_again", "Z18",
           "the error path kunmap_local()s what is unmapped already", ReportKind::DoubleUnmap, "not mapped",
           error_path_unmaps_a_local_again),
    caught("zoo_another_thread_finishes_first", "Z17",
           "kunmap() by a thread that mapped nothing, of a page that another still uses",
           ReportKind::NotTheHolder, "adopted none", another_thread_finishes_first),
    caught("zoo_unmap_inside_an_area", "Z19", "vunmap() of an address in the middle of an area",
           ReportKind::NotASlot, "vunmap", unmap_inside_an_area),
    impossible("zoo_page_where_an_address_belongs", "Z36 Z37",
               "passes the page to a call that takes the address, or the other way round",
               "frame_where_an_address_belongs"),

    // leaks
    caught("zoo_shared_mapping_is_never_given_back", "Z20", "a thread ends without its kunmap()",
           ReportKind::Leak, "kmap mapping", shared_mapping_is_never_given_back),
    caught("zoo_error_return_leaves_preemption_off", "Z21",
           "returns between kmap_atomic() and kunmap_atomic()", ReportKind::SleepInAtomic, "exit_thread()",
           error_return_leaves_preemption_off),
    caught("zoo_loop_leaves_the_mapping_by_continue", "Z24", "`continue` jumps over the unmap",
           ReportKind::Leak, "kmap_local slot", loop_leaves_the_mapping_by_continue),
    caught("zoo_short_lived_slots_are_kept", "Z26", "collects mappings that are meant to be short",
           ReportKind::TooDeep, "there are 16 slots", short_lived_slots_are_kept),
    caught_later(
        "zoo_mapping_thrown_away", "Z25",
        "passes on what the mapping call returned and keeps no copy, so that nobody can ever unmap it "
        "(just dropping it does not compile)",
        ReportKind::Leak, "kmap_local slot", mapping_thrown_away),

    // exhaustion
    caught("zoo_two_writers_hold_half_each", "Z30", "two threads wait, each for a slot that the other holds",
           ReportKind::Deadlock, "waits for another", two_writers_hold_half_each),
    caught("zoo_one_thread_hoards_all_slots", "Z28 Z29",
           "a thread keeps a shared mapping at every step, until it waits for itself", ReportKind::Deadlock,
           "waits for another", one_thread_hoards_all_slots),
    impossible("zoo_mapping_that_cannot_fail_fails", "Z32", "takes for granted that the area has room",
               "failure_not_looked_at"),

    // wrong questions
    impossible("zoo_address_of_high_memory", "Z33 Z34 Z38",
               "asks where the direct map shows a page of high memory, and adds to the answer",
               "page_address_not_looked_at"),
    impossible("zoo_page_of_a_mapped_address", "Z35 Z39",
               "computes the page, or its physical address, from a window's address",
               "mapped_address_as_physical"),
    impossible("zoo_frame_number_of_another_space", "Z40",
               "takes a number from another space for a frame of ours", "number_as_frame"),
    caught("zoo_shortcut_returns_what_is_not_mapped", "Z41",
           "takes the direct map's shortcut for what the direct map does not show", ReportKind::PageFault, "",
           shortcut_returns_what_is_not_mapped),
    unseen("zoo_page_of_an_unadjusted_address", "Z42",
           "maps one page of the right object instead of another: both are the caller's, and both are mapped "
           "correctly"),

    // sleeping and faulting
    caught("zoo_takes_a_page_while_it_maps_atomically", "Z43",
           "allocates, which may sleep, between kmap_atomic() and kunmap_atomic()", ReportKind::SleepInAtomic,
           "yield()", takes_a_page_while_it_maps_atomically),
    caught("zoo_takes_a_mutex_while_it_maps_atomically", "Z44",
           "takes a mutex between kmap_atomic() and kunmap_atomic()", ReportKind::SleepInAtomic, "",
           takes_a_mutex_while_it_maps_atomically),
    caught("zoo_page_fault_under_a_lock", "Z44b",
           "touches memory that may have to be waited for, while it holds a lock", ReportKind::PageFault, "",
           page_fault_under_a_lock),

    // who and where
    caught("zoo_address_is_given_to_another_thread", "Z51",
           "another thread uses a mapping that is this thread's alone", ReportKind::StaleSlot, "not mapped",
           address_is_given_to_another_thread),
    caught_with(
        kLocks, "zoo_lock_of_an_interrupt_is_held_with_interrupts_on", "Z54",
        "takes a lock with interrupts on that interrupts take, too: sooner or later one comes upon it",
        ReportKind::LockContext, "in an interrupt", lock_of_an_interrupt_is_held_with_interrupts_on),
    impossible("zoo_books_kept_without_the_lock", "Z56 Z58",
               "changes shared bookkeeping without the lock that guards it",
               "guarded_field_without_its_lock"),

    caught_later("zoo_index_falls_before_the_entry_is_cleared", "Z45",
                 "frees the slot before it is empty, so an interrupt finds it in use",
                 ReportKind::CheckFailed, "is in use", index_falls_before_the_entry_is_cleared),
    caught("zoo_thread_moves_with_a_mapping", "Z59",
           "a thread changes its CPU while it has slots on the old one", ReportKind::ForeignSlot, "",
           thread_moves_with_a_mapping),

    // translations
    caught_with(kFlush, "zoo_flush_is_forgotten", "Z65 Z70",
                "gives addresses back although a CPU, or every CPU, may still have their old translations",
                ReportKind::OwedFlush, "before CPU", flush_is_forgotten),
    caught("zoo_pointer_is_used_after_its_unmap", "Z66", "reads through a mapping that is gone",
           ReportKind::StaleSlot, "not mapped", pointer_is_used_after_its_unmap),
    caught_with(kTrack, "zoo_frame_is_freed_while_it_is_mapped", "Z67",
                "frees a frame that a mapping still shows: its next owner shares it", ReportKind::BadFree,
                "still mapped", frame_is_freed_while_it_is_mapped),
    caught_with(kEager, "zoo_page_is_written_after_its_kunmap", "Z68",
                "writes through a mapping that was given back, and that others take for gone",
                ReportKind::StaleSlot, "kmap", page_is_written_after_its_kunmap),
    caught("zoo_area_is_used_after_its_unmap", "Z72", "reads through an area that is gone from every CPU",
           ReportKind::StaleSlot, "", area_is_used_after_its_unmap),
    caught("zoo_ram_is_mapped_as_a_device", "Z69",
           "maps RAM with another cache type than its other mappings have", ReportKind::CacheAlias, "RAM",
           ram_is_mapped_as_a_device),
    caught("zoo_mapping_is_written_through_a_read_only_window", "",
           "writes through a mapping that was asked for read-only", ReportKind::Rights, "read-only",
           mapping_is_written_through_a_read_only_window),

    // 64 bits on a 32-bit machine
    impossible("zoo_physical_address_in_32_bits", "Z77 Z78 Z82 Z83", "keeps a physical address in 32 bits",
               "physical_address_in_32_bits"),
    impossible("zoo_entry_read_in_halves", "Z74 Z75 Z76",
               "combines one half of an old entry with one of a new one, or reads \"none\"",
               "entry_read_in_halves"),
    impossible("zoo_entry_written_by_anybody", "Z50",
               "writes an entry by other means than the two functions that know the order",
               "entry_written_by_anybody"),
    impossible("zoo_mask_without_high_bits", "Z80 Z81", "masks an entry with 32 bits",
               "entry_masked_in_32_bits"),
};

} // namespace detail

using detail::kSpecimens;

} // namespace kernel::zoo
