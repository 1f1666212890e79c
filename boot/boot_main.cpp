// SPDX-License-Identifier: MIT
// The first C++ that runs, with early paging on and nothing else.
#include "arch/x86_32/serial.hpp"
#include "arch/x86_32/stacks.hpp"
#include "kernel/boot_info.hpp"
#include "kernel/main.hpp"

namespace {
constinit kernel::BootInfo boot_info;
constinit arch::SerialConsole console;
} // namespace

extern "C" [[noreturn]] void boot_main(u32 info);
void boot_main(u32)
{
    console.init();
    console.write("dormer: in C++\n");
    kernel::main(boot_info);
}
