// SPDX-License-Identifier: MIT
#include "kernel/fault/hardware_error.hpp"

#include "kernel/hw/machine_check.hpp"
#include "lib/format.hpp"
#include "lib/processor.hpp"
#include "mm/frame_use.hpp"

namespace kernel {

namespace {

void print_bank(lib::Sink& sink, ErrorBank const& error)
{
    lib::print(sink, "    CPU {}, bank {}: status {:#018x}: ", error.cpu, error.number, error.status);
    print_error_status(sink, error.status);
    if (error.misc) lib::print(sink, ", misc {:#x}", *error.misc);
    sink.write("\n");
    if (!error.address) return;
    lib::print(sink, "            address {:#x}: ", *error.address);
    if (PhysAddr const address{*error.address}; Pfn::exists(address)) {
        mm::print_frame_use(sink, Pfn::of(address));
    } else {
        sink.write("no machine has RAM there");
    }
    sink.write("\n");
}

} // namespace

lib::Report explain_machine_check()
{
    lib::Report report;
    report.kind = lib::ReportKind::MachineCheck;
    auto const errors = hw::take_errors();
    lib::print(report.headline, "CPU {} reports a hardware error",
               errors.empty() ? hw::cpu_index() : errors[0].cpu);
    if (errors.empty()) report.headline.append(", and no bank says which");
    for (ErrorBank const& error : errors) print_bank(report.picture, error);
    if (!errors.empty()) {
        lib::print(report.headline, ": bank {}, ", errors[0].number);
        print_error_status(report.headline, errors[0].status);
        if (errors[0].address) lib::print(report.headline, ", address {:#x}", *errors[0].address);
    }
    return report;
}

lib::Report explain_nmi()
{
    lib::Report report;
    report.kind = lib::ReportKind::NonMaskable;
    lib::print(report.headline, "CPU {}: {}", hw::cpu_index(), hw::nmi_reason());
    return report;
}

} // namespace kernel
