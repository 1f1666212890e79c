// SPDX-License-Identifier: MIT
// The names that Linux's /proc/cpuinfo has made familiar. An empty entry is a reserved bit, or one that
// another word repeats.
#include "runs/board/cpu_features.hpp"

#include <array>

namespace kernel {

namespace {

using Names = std::array<std::string_view, 32>;

constexpr Names kLeaf1Edx{
    "fpu",  "vme",  "de",   "pse", "tsc",  "msr", "pae",   "mce", "cx8",     "apic", "",
    "sep",  "mtrr", "pge",  "mca", "cmov", "pat", "pse36", "pn",  "clflush", "",     "dts",
    "acpi", "mmx",  "fxsr", "sse", "sse2", "ss",  "ht",    "tm",  "ia64",    "pbe",
};

constexpr Names kLeaf1Ecx{
    "pni",    "pclmulqdq",  "dtes64",  "monitor", "ds_cpl",
    "vmx",    "smx",        "est",     "tm2",     "ssse3",
    "cid",    "sdbg",       "fma",     "cx16",    "xtpr",
    "pdcm",   "",           "pcid",    "dca",     "sse4_1",
    "sse4_2", "x2apic",     "movbe",   "popcnt",  "tsc_deadline_timer",
    "aes",    "xsave",      "osxsave", "avx",     "f16c",
    "rdrand", "hypervisor",
};

constexpr Names kExtendedEdx{
    "",        "", "", "",         "",        "",       "", "",   "",         "",      "",
    "syscall", "", "", "",         "",        "",       "", "",   "mp",       "nx",    "",
    "mmxext",  "", "", "fxsr_opt", "pdpe1gb", "rdtscp", "", "lm", "3dnowext", "3dnow",
};

void print_names(lib::Sink& sink, Names const& names, u32 bits)
{
    for (u32 bit = 0; bit < names.size(); ++bit)
        if ((bits >> bit & 1) != 0 && !names[bit].empty()) {
            sink.write(" ");
            sink.write(names[bit]);
        }
}

} // namespace

void print_cpu_features(lib::Sink& sink, CpuInfo const& cpu)
{
    print_names(sink, kLeaf1Edx, cpu.leaf1_edx);
    print_names(sink, kLeaf1Ecx, cpu.leaf1_ecx);
    print_names(sink, kExtendedEdx, cpu.extended_edx);
}

} // namespace kernel
