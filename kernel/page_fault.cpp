// SPDX-License-Identifier: MIT
// From an error code and an address to a sentence.
#include "kernel/page_fault.hpp"

#include "kernel/address_name.hpp"
#include "lib/format.hpp"

#include <algorithm>

namespace kernel {

namespace {

char const* access_name(u32 error)
{
    switch (access_kind(error)) {
    case mm::AccessKind::Read: return "read from";
    case mm::AccessKind::Write: return "write to";
    case mm::AccessKind::Execute: return "execution of";
    }
    return "access to";
}

char const* missing_right(u32 error)
{
    switch (access_kind(error)) {
    case mm::AccessKind::Read: return "may not be read"; // no entry of ours forbids it
    case mm::AccessKind::Write: return "is read-only";
    case mm::AccessKind::Execute: return "is not executable";
    }
    return "forbids it";
}

void explain_overflow(lib::Report& report, TrapFrame const& frame, hw::ImageStack const& stack)
{
    report.kind = lib::ReportKind::StackOverflow;
    lib::print(report.headline, "{} overflowed its stack of {} KiB: {} {}, {} bytes below its end",
               stack.owner, stack.bytes.bytes() / 1024, access_name(frame.error), VirtAddr{frame.cr2},
               stack.bytes.begin.raw() - frame.cr2);
}

void explain_rights(lib::Report& report, TrapFrame const& frame)
{
    report.kind = lib::ReportKind::Rights;
    VirtAddr const address{frame.cr2};
    lib::print(report.headline, "{} {} in {}, which {}", access_name(frame.error), address,
               address_name(address), missing_right(frame.error));
}

void explain_absence(lib::Report& report, TrapFrame const& frame)
{
    report.kind = lib::ReportKind::PageFault;
    VirtAddr const address{frame.cr2};
    if (address.raw() < kPageSize)
        lib::print(report.headline, "{} {}: a null pointer", access_name(frame.error), address);
    else
        lib::print(report.headline, "{} {} in {}, where nothing is mapped", access_name(frame.error), address,
                   address_name(address));
}

void explain_reserved_bit(lib::Report& report, TrapFrame const& frame)
{
    report.kind = lib::ReportKind::PageFault;
    lib::print(report.headline, "the entries for {} have a bit set that this CPU reserves",
               VirtAddr{frame.cr2});
}

} // namespace

mm::AccessKind access_kind(u32 error)
{
    if ((error & fault::kExecute) != 0) return mm::AccessKind::Execute;
    return (error & fault::kWrite) != 0 ? mm::AccessKind::Write : mm::AccessKind::Read;
}

hw::ImageStack const* stack_above_guard(std::span<hw::ImageStack const> stacks, VirtAddr address)
{
    auto const found = std::find_if(stacks.begin(), stacks.end(), [address](hw::ImageStack const& stack) {
        return address.page() + kPageSize == stack.bytes.begin;
    });
    return found == stacks.end() ? nullptr : &*found;
}

lib::Report explain_page_fault(TrapFrame const& frame, std::span<hw::ImageStack const> stacks)
{
    lib::Report report;
    // QEMU leaves P clear for a reserved bit, the manual and Bochs set it: the reserved bit is asked first.
    if ((frame.error & fault::kReserved) != 0)
        explain_reserved_bit(report, frame);
    else if (auto const* const stack = stack_above_guard(stacks, VirtAddr{frame.cr2}))
        explain_overflow(report, frame, *stack);
    else if ((frame.error & fault::kPresent) != 0)
        explain_rights(report, frame);
    else
        explain_absence(report, frame);
    return report;
}

} // namespace kernel
