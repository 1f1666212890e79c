// SPDX-License-Identifier: MIT
// What becomes of a CPU exception. A page fault in a mapping window is judged before any fixup, so that no
// copy routine can swallow it.
#include "kernel/hw/trap.hpp"

#include "kernel/fault/hardware_error.hpp"
#include "kernel/fault/page_fault.hpp"
#include "kernel/fault/single_step.hpp"
#include "kernel/fault/stop.hpp"
#include "kernel/hw/faulting_instruction.hpp"
#include "kernel/hw/fixups.hpp"
#include "kernel/log/symbols.hpp"
#include "kernel/thread/preempt.hpp"
#include "kernel/thread/thread.hpp"
#include "lib/format.hpp"
#include "mm/demand_area.hpp"
#include "mm/machine.hpp"

#include <algorithm>
#include <array>

namespace kernel {

namespace {

constexpr u32 kLongestInstruction = 15;

// The code at `eip`, or as much of it as we can read.
std::span<u8 const> code_at(VirtAddr eip)
{
    VirtRange const text = hw::image_layout().text;
    if (!text.contains(eip)) return {};
    // Bytes may be looked at as unsigned char.
    auto const* const code = reinterpret_cast<u8 const*>(hw::at(eip));
    return {code, std::min(kLongestInstruction, text.end - eip)};
}

// A page that is made when it is touched. Not in an interrupt or with preemption off, where nothing may be
// waited for: there the access fails, as if the page could not be had.
bool resolved(TrapFrame const& frame)
{
    bool const absent = (frame.error & fault::kPresent) == 0;
    bool const atomic = (hw::preempt_count() & (preempt::kRegions | preempt::kInterrupts)) != 0;
    return absent && !atomic && mm::demand_fault(VirtAddr{frame.cr2});
}

void on_page_fault(TrapFrame& frame)
{
    if (resolved(frame)) return;
    mm::FaultingAccess const access{VirtAddr{frame.cr2}, access_kind(frame.error),
                                    bytes_still_wanted(frame, code_at(VirtAddr{frame.eip}))};
    if (auto const report = mm::judge(access)) stop_at(*report, &frame);
    if (auto const resume = fixup_for(hw::fixups(), VirtAddr{frame.eip})) {
        frame.eip = resume->raw();
        return;
    }
    stop_at(explain_page_fault(frame, hw::image_stacks()), &frame);
}

[[noreturn]] void on_other_exception(TrapFrame const& frame)
{
    lib::Report report;
    report.kind = lib::ReportKind::Exception;
    lib::print(report.headline, "{} (vector {}, error code {:#x}) at ", exception_name(frame.vector),
               frame.vector, frame.error);
    describe_code(report.headline, embedded_symbols(), VirtAddr{frame.eip});
    stop_at(report, &frame);
}

// An instruction that the CPU may refuse is told which exception it raised, and nobody is at fault
// (kernel/hw/registers.hpp).
void on_refused_instruction(TrapFrame& frame)
{
    auto const resume = fixup_for(hw::fixups(), VirtAddr{frame.eip});
    if (!resume) on_other_exception(frame);
    frame.eax = frame.vector;
    frame.eip = resume->raw();
}

void on_debug_exception(TrapFrame& frame)
{
    if (!stepped(frame)) on_other_exception(frame);
}

// The CPU could not deliver an exception. Nearly always, the stack has run out.
[[noreturn]] void on_double_fault(TrapFrame const& frame)
{
    auto const overflow = explain_double_fault(frame, hw::image_stacks(), current());
    if (!overflow) on_other_exception(frame);
    stop_at(*overflow, &frame);
}

} // namespace

void on_exception(TrapFrame& frame)
{
    switch (frame.vector) {
    case vector::kPageFault: return on_page_fault(frame);
    case vector::kDebug: return on_debug_exception(frame);
    case vector::kDoubleFault: on_double_fault(frame);
    case vector::kMachineCheck: stop_at(explain_machine_check(), &frame);
    case vector::kNonMaskable: stop_at(explain_nmi(), &frame);
    case vector::kInvalidOpcode:
    case vector::kGeneralProtection: return on_refused_instruction(frame);
    default: on_other_exception(frame);
    }
}

char const* exception_name(u32 vector)
{
    constexpr std::array kNames{"divide error",
                                "debug exception",
                                "non-maskable interrupt",
                                "breakpoint",
                                "overflow",
                                "bound range exceeded",
                                "invalid opcode",
                                "device not available",
                                "double fault",
                                "coprocessor segment overrun",
                                "invalid task state",
                                "segment not present",
                                "stack-segment fault",
                                "general protection",
                                "page fault",
                                "reserved exception 15",
                                "x87 floating-point error",
                                "alignment check",
                                "machine check",
                                "SIMD floating-point error"};
    return vector < kNames.size() ? kNames[vector] : "reserved exception";
}

} // namespace kernel
