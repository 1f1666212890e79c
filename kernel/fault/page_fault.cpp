// SPDX-License-Identifier: MIT
// From an error code and an address to a sentence.
#include "kernel/fault/page_fault.hpp"

#include "kernel/log/address_name.hpp"
#include "kernel/thread/thread.hpp"
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
    case mm::AccessKind::Read: return "may not be read"; // none of our entries forbids it
    case mm::AccessKind::Write: return "is read-only";
    case mm::AccessKind::Execute: return "is not executable";
    }
    return "forbids it";
}

bool in_guard_below(VirtRange stack, VirtAddr address) { return address.page() + kPageSize == stack.begin; }

// Kernel addresses have 32 bits; the host's are cut.
VirtRange stack_of(Thread const& thread)
{
    VirtAddr const begin = virt_addr_of(thread.stack.data());
    return {begin, begin + static_cast<u32>(thread.stack.size())};
}

// The headline begins with whose stack it is.
void explain_overflow(lib::Report& report, TrapFrame const& frame, VirtRange stack)
{
    report.kind = lib::ReportKind::StackOverflow;
    lib::print(report.headline, " overflowed its stack of {} KiB: {} {}, {} bytes below its end",
               stack.bytes() / 1024, access_name(frame.error), VirtAddr{frame.cr2},
               stack.begin.raw() - frame.cr2);
}

void explain_overflow(lib::Report& report, TrapFrame const& frame, hw::ImageStack const& stack)
{
    lib::print(report.headline, "{}", stack.owner);
    explain_overflow(report, frame, stack.bytes);
}

void explain_overflow(lib::Report& report, TrapFrame const& frame, Thread const& thread)
{
    lib::print(report.headline, "thread '{}'", thread.name());
    explain_overflow(report, frame, stack_of(thread));
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
        return in_guard_below(stack.bytes, address);
    });
    return found == stacks.end() ? nullptr : &*found;
}

lib::Report explain_page_fault(TrapFrame const& frame, std::span<hw::ImageStack const> stacks)
{
    lib::Report report;
    // For a reserved bit, QEMU leaves P clear, and the manual and Bochs set it: so the reserved bit is
    // tested first.
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

std::optional<lib::Report> explain_double_fault(TrapFrame const& frame,
                                                std::span<hw::ImageStack const> stacks, Thread const& running)
{
    lib::Report report;
    VirtAddr const address{frame.cr2};
    TrapFrame push = frame;
    push.error = fault::kWrite; // a double fault has no error code that would say so
    if (auto const* const stack = stack_above_guard(stacks, address))
        explain_overflow(report, push, *stack);
    else if (!running.stack.empty() && in_guard_below(stack_of(running), address))
        explain_overflow(report, push, running);
    else
        return std::nullopt;
    return report;
}

} // namespace kernel
