// SPDX-License-Identifier: MIT
// The one way in which anything stops the machine: a report with a kind, a headline and a picture.
// Declared here because every layer reports; defined by kernel/ (prints it and stops, unless a test expects
// exactly that kind, see kernel/fault/expect.hpp) and by tests/sim (throws it, so that a host test catches
// it).
#pragma once

#include "lib/address.hpp"
#include "lib/text.hpp"

namespace lib {

/// What happened, coarse enough for a test to name and a student to look up. Names as `report_name` prints
/// them.
enum class ReportKind : u8 {
    CheckFailed,   ///< a CHECK did not hold: a bug in this kernel
    Overrun,       ///< access beyond the end of a mapped window page, into its upper guard
    Underrun,      ///< access before the start of a mapped window page, into its lower guard
    StaleSlot,     ///< access to a window page that holds no mapping (any more)
    ForeignSlot,   ///< access to, or unmap of, a slot of another CPU, or of the interrupted thread
    Rights,        ///< access that the mapping's rights forbid
    OutOfOrder,    ///< unmap of a live mapping that is not the innermost
    DoubleUnmap,   ///< unmap of a slot that is not mapped
    NotASlot,      ///< unmap of an address that no mapping call returned
    TooDeep,       ///< one nested mapping more than there are slots
    NotTheHolder,  ///< unmap of a shared mapping by a thread that has none
    OutOfBounds,   ///< a range beyond the page, the resource or the compound that it was meant for
    CacheAlias,    ///< a frame to be mapped with another cache type than it has elsewhere
    Deadlock,      ///< everyone who could end a wait waits for it
    OwedFlush,     ///< a page that is used again before each CPU that may have its old translation dropped it
    Leak,          ///< an interrupt or a thread ended and left behind what it should have given back
    BadFree,       ///< double free, wrong order or cache, or what was never allocated
    UseAfterFree,  ///< a free object that has been written
    LockOrder,     ///< a lock taken against the order of lib/lock_rank.hpp
    LockTwice,     ///< a lock taken by the CPU or thread that holds it
    LockOwner,     ///< a lock released by a CPU or thread that does not hold it
    LockContext,   ///< locks of one class held with interrupts on, and taken in interrupts
    SleepInAtomic, ///< a call that may sleep, where switching threads is forbidden
    WrongContext,  ///< a call from where it may not be made: by an interrupt handler, with interrupts on
    Stalled,       ///< a CPU that has not looked for a thread to run for ten seconds
    StackOverflow, ///< a kernel stack ran into the unmapped page below it
    PageFault,     ///< any other page fault
    MachineCheck,  ///< the hardware reports an error of its own
    NonMaskable,   ///< a non-maskable interrupt that nobody here sent
    Exception,     ///< any other CPU exception
};
[[nodiscard]] char const* report_name(ReportKind kind);

/// Where to look for the mistake: a sentence without its full stop, printed after "what to look at: ".
[[nodiscard]] char const* report_advice(ReportKind kind);

struct Report {
    ReportKind kind = ReportKind::CheckFailed;
    Text<256> headline; ///< one sentence: what, where, whose; its kind is printed before it
    Text<1024> picture; ///< whole lines: the slots around the address; or nothing
};

/// Ends the current activity. Any context, interrupts on or off, no lock needed. Never returns to its caller.
[[noreturn]] void stop(Report const& report);

/// "copy_in+0x42": an address in the kernel's code, for reports. Defined beside stop(). Any context.
void print_code(Sink& sink, VirtAddr code);

/// Prints it and continues, if a word at boot asks for that. The same contexts as stop().
void warn(Report const& report);

} // namespace lib
