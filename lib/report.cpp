// SPDX-License-Identifier: MIT
// The names of reports, as logs and `dormer: end panic` print them.
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
    case ReportKind::Leak: return "leak";
    case ReportKind::BadFree: return "bad-free";
    case ReportKind::LockOrder: return "lock-order";
    case ReportKind::LockTwice: return "lock-twice";
    case ReportKind::LockOwner: return "lock-owner";
    case ReportKind::SleepInAtomic: return "sleep-in-atomic";
    case ReportKind::Stalled: return "stalled";
    case ReportKind::StackOverflow: return "stack-overflow";
    case ReportKind::PageFault: return "page-fault";
    case ReportKind::Exception: return "exception";
    }
    return "unknown"; // a damaged report: say so, rather than index past a table while the machine dies
}

} // namespace lib
