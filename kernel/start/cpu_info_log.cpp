// SPDX-License-Identifier: MIT
// Absent features are listed too: they are what a student who compares two machines looks for.
#include "kernel/start/cpu_info_log.hpp"

#include "kernel/log/log.hpp"

namespace kernel {

namespace {

void print_feature(lib::Sink& sink, char const* name, bool present)
{
    lib::print(sink, " {}{}", present ? "" : "no-", name);
}

} // namespace

void print_cpu_name(lib::Sink& sink, CpuInfo const& cpu)
{
    lib::print(sink, "{}{}{} (family {}, model {}, stepping {})", cpu.vendor, cpu.name.empty() ? "" : " ",
               cpu.name, cpu.family, cpu.model, cpu.stepping);
}

[[gnu::noinline]] void log_cpu(CpuInfo const& cpu)
{
    lib::Text<128> name;
    print_cpu_name(name, cpu);
    info("cpu: {}", name);
    lib::Text<128> features;
    print_feature(features, "pae", cpu.pae);
    print_feature(features, "nx", cpu.nx);
    print_feature(features, "pge", cpu.pge);
    print_feature(features, "pat", cpu.pat);
    print_feature(features, "tsc", cpu.tsc);
    print_feature(features, "apic", cpu.apic);
    info("cpu:{}, {} physical address bits", features, cpu.phys_bits);
}

} // namespace kernel
