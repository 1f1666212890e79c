// SPDX-License-Identifier: MIT
// Breaking something on purpose. Each kind announces the stop that it causes, so it is reported and
// survived; the report is what a panic would have printed.
#include "kernel/check/owned_frame.hpp"
#include "kernel/fault/expect.hpp"
#include "kernel/hw/image.hpp"
#include "kernel/hw/provoke.hpp"
#include "kernel/hw/trap.hpp"
#include "kernel/log/log.hpp"
#include "lib/parse.hpp"
#include "mm/kmap_local.hpp"
#include "runs/common/columns.hpp"
#include "runs/common/emulator_gaps.hpp"
#include "runs/common/overflow.hpp"
#include "runs/common/touch.hpp"
#include "runs/monitor/command.hpp"

namespace kernel::monitor {

namespace {

using lib::ReportKind;

struct Fault {
    std::string_view name;
    std::string_view what;
    ReportKind kind;
    void (*cause)(Pfn frame); ///< `frame`: one to break things with
};

void overrun(Pfn frame)
{
    mm::LocalMap const map{frame};
    write_byte(map.address() + kPageSize, 1);
}

void underrun(Pfn frame)
{
    mm::LocalMap const map{frame};
    write_byte(map.address() - 1, 1);
}

void stale(Pfn frame)
{
    VirtAddr const address = mm::kmap_local_pfn(frame);
    mm::kunmap_local(address);
    write_byte(address, 1);
}

void unmap_twice(Pfn frame)
{
    VirtAddr const address = mm::kmap_local_pfn(frame);
    mm::kunmap_local(address);
    mm::kunmap_local(address);
}

void unmap_order(Pfn frame)
{
    VirtAddr const outer = mm::kmap_local_pfn(frame);
    static_cast<void>(mm::kmap_local_pfn(frame));
    mm::kunmap_local(outer);
}

void too_deep(Pfn frame)
{
    for (;;) static_cast<void>(mm::kmap_local_pfn(frame));
}

void null_pointer(Pfn) { static_cast<void>(read_byte(VirtAddr{0})); }
void write_text(Pfn) { write_byte(hw::image_layout().text.begin, 0); }
void stack_overflow(Pfn) { overflow_the_stack(); }
void divide(Pfn) { hw::provoke(vector::kDivideError); }
void opcode(Pfn) { hw::provoke(vector::kInvalidOpcode); }
void protection(Pfn) { hw::provoke(vector::kGeneralProtection); }

void bad_free(Pfn frame)
{
    mm::frames().free_frames(mm::Frame{frame}, 1); // it was allocated alone, not as one of two
}

constexpr Fault kFaults[] = {
    {"overrun", "write past the end of a mapped page", ReportKind::Overrun, overrun},
    {"underrun", "write before its start", ReportKind::Underrun, underrun},
    {"stale", "write through a mapping that is gone", ReportKind::StaleSlot, stale},
    {"unmap-twice", "unmap a page twice", ReportKind::DoubleUnmap, unmap_twice},
    {"unmap-order", "unmap the outer page before the inner", ReportKind::OutOfOrder, unmap_order},
    {"too-deep", "map one page more than there are slots", ReportKind::TooDeep, too_deep},
    {"null", "read address 0", ReportKind::PageFault, null_pointer},
    {"write-text", "write to the kernel's code", ReportKind::Rights, write_text},
    {"stack", "recurse until the stack is full", ReportKind::StackOverflow, stack_overflow},
    {"divide", "divide by zero", ReportKind::Exception, divide},
    {"opcode", "execute something that is not an instruction", ReportKind::Exception, opcode},
    {"protection", "load a segment that does not exist", ReportKind::Exception, protection},
    {"bad-free", "free a frame with the wrong order", ReportKind::BadFree, bad_free},
};

Fault const* find_fault(std::string_view name)
{
    for (Fault const& fault : kFaults)
        if (fault.name == name) return &fault;
    return nullptr;
}

bool ends_this_emulator(Fault const& fault)
{
    return fault.kind == ReportKind::StackOverflow && !has_double_faults();
}

void cause(Fault const& fault)
{
    if (ends_this_emulator(fault))
        return say("Not done: this emulator ignores the trap flag, and might not survive a double fault.");
    OwnedFrame const frame{mm::ZoneChoice::LowOnly};
    say("About to {}.", fault.what);
    auto const report = expect_stop(fault.kind, [&] { fault.cause(frame.pfn()); });
    if (!report) return say("Nothing noticed it, which is a bug in this kernel.");
    say_report(*report);
    say("Survived, because it was announced. Anywhere else this is a panic.");
}

void fault(Session&, std::string_view arguments)
{
    auto const name = lib::cut_word(arguments);
    if (Fault const* const found = find_fault(name)) return cause(*found);
    if (!name.empty()) say("There is no fault \"{}\". There are these:", name);
    for (Fault const& each : kFaults) say("  {:<12} {}", each.name, each.what);
}

void offer_faults(WordSink& sink)
{
    for (Fault const& each : kFaults) sink.offer(each.name);
}

constexpr Command kFaultCommands[] = {
    {"fault", "[KIND]", "break something on purpose, and survive", fault, offer_faults},
};

} // namespace

std::span<Command const> fault_commands() { return kFaultCommands; }

} // namespace kernel::monitor
