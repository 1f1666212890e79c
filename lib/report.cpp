// SPDX-License-Identifier: MIT
// The names of reports, as logs and `dormer: end panic` print them, and the first advice for each.
#include "lib/report.hpp"

namespace lib {

char const* report_name(ReportKind kind)
{
    switch (kind) {
    case ReportKind::CheckFailed: return "check-failed";
    case ReportKind::Overrun: return "overrun";
    case ReportKind::Underrun: return "underrun";
    case ReportKind::StaleSlot: return "stale-slot";
    case ReportKind::ForeignSlot: return "foreign-slot";
    case ReportKind::Rights: return "rights";
    case ReportKind::OutOfOrder: return "out-of-order";
    case ReportKind::DoubleUnmap: return "double-unmap";
    case ReportKind::NotASlot: return "not-a-slot";
    case ReportKind::TooDeep: return "too-deep";
    case ReportKind::NotTheHolder: return "not-the-holder";
    case ReportKind::OutOfBounds: return "out-of-bounds";
    case ReportKind::CacheAlias: return "cache-alias";
    case ReportKind::Deadlock: return "deadlock";
    case ReportKind::OwedFlush: return "owed-flush";
    case ReportKind::Leak: return "leak";
    case ReportKind::BadFree: return "bad-free";
    case ReportKind::UseAfterFree: return "use-after-free";
    case ReportKind::LockOrder: return "lock-order";
    case ReportKind::LockTwice: return "lock-twice";
    case ReportKind::LockOwner: return "lock-owner";
    case ReportKind::LockContext: return "lock-context";
    case ReportKind::SleepInAtomic: return "sleep-in-atomic";
    case ReportKind::WrongContext: return "wrong-context";
    case ReportKind::Stalled: return "stalled";
    case ReportKind::StackOverflow: return "stack-overflow";
    case ReportKind::PageFault: return "page-fault";
    case ReportKind::MachineCheck: return "machine-check";
    case ReportKind::NonMaskable: return "nmi";
    case ReportKind::Exception: return "exception";
    }
    return "unknown"; // a damaged report: say so, rather than index past a table while the machine dies
}

char const* report_advice(ReportKind kind)
{
    switch (kind) {
    case ReportKind::CheckFailed:
        return "the condition in the headline, and the comment beside it in the source: the kernel broke a "
               "promise to itself";
    case ReportKind::Overrun:
        return "where the length comes from: a mapping ends where its last page ends, and what lies beyond "
               "needs one of its own";
    case ReportKind::Underrun:
        return "how the pointer was computed: it lies before the first byte that is mapped";
    case ReportKind::StaleSlot:
        return "who kept the pointer: what it came from was unmapped before this access, or never mapped "
               "here";
    case ReportKind::ForeignSlot:
        return "how the address got here: those of kmap_local are good only for the thread that mapped, "
               "those of kmap for all";
    case ReportKind::Rights:
        return "the protection that the mapping call was given, and whether the access is meant at all";
    case ReportKind::OutOfOrder:
        return "the order of the unmaps: last in, first out, which the scopes of LocalMap keep by themselves";
    case ReportKind::DoubleUnmap:
        return "the paths that lead here, error paths first: another call has unmapped it, or nothing was "
               "mapped";
    case ReportKind::NotASlot: return "the argument: an unmap takes what its own mapping call returned";
    case ReportKind::TooDeep:
        return "a mapping that is not given back, or a loop that collects them: each is meant to be short";
    case ReportKind::NotTheHolder:
        return "which thread maps and which one unmaps: a mapping that changes hands needs a HandedMap";
    case ReportKind::OutOfBounds:
        return "where offset and length come from, and whether both count from the same start";
    case ReportKind::CacheAlias:
        return "which frames the device has: RAM is cached the same way everywhere, or not coherent";
    case ReportKind::Deadlock:
        return "the holders above: a thread that needs more than one slot must not wait while it keeps "
               "another";
    case ReportKind::OwedFlush:
        return "what follows the place where the entry was emptied: the flush is missing, comes first, or "
               "leaves out "
               "a page or a CPU";
    case ReportKind::Leak:
        return "the callers above (kmap.debug=track names them): a path leaves out the unmap, or the free";
    case ReportKind::BadFree: return "who else frees it, or still uses it";
    case ReportKind::UseAfterFree:
        return "who kept a pointer to it after that, or writes past the end of the object before it";
    case ReportKind::LockOrder: return "lib/lock_rank.hpp: the lock that is further out there comes first";
    case ReportKind::LockTwice:
        return "which function of the backtrace took the lock before it called the one that takes it again";
    case ReportKind::LockOwner: return "which lock() this unlock() was written for";
    case ReportKind::LockContext:
        return "the place with interrupts on: IrqSpinGuard in SpinGuard's stead keeps the interrupt away";
    case ReportKind::SleepInAtomic:
        return "what forbids sleeping: a spin lock, kmap_atomic, an interrupt. Under kmap_local it is "
               "allowed";
    case ReportKind::WrongContext:
        return "who calls it: the comment at its declaration says from where it may be called. kmap() and "
               "its "
               "fellows are for threads, kmap_local is for interrupt handlers too";
    case ReportKind::Stalled:
        return "the loop that this CPU is in, and what it waits for with interrupts or preemption off";
    case ReportKind::StackOverflow:
        return "a function that the backtrace shows again and again, or a large local array";
    case ReportKind::PageFault:
        return "the address: near 0 it is a null pointer, in a gap one that no mapping call returned";
    case ReportKind::MachineCheck:
        return "the hardware: its memory, its cooling, its voltages. The code at eip need not have anything "
               "to do with it";
    case ReportKind::NonMaskable:
        return "memory and cards; where no reason is given, a button, or a watchdog on the board";
    case ReportKind::Exception: return "the instruction at eip, and the registers that it uses";
    }
    return "everything: this report is damaged";
}

} // namespace lib
