// SPDX-License-Identifier: MIT
#include "kernel/hw/registers.hpp"

extern "C" { // faulting_registers.asm
u32 arch_try_rdmsr(u32 index, u64* value);
u32 arch_try_wrmsr(u32 index, u32 low, u32 high);
u32 arch_try_in(u32 port, u32 bytes, u32* value);
u32 arch_try_out(u32 port, u32 bytes, u32 value);
u32 arch_try_cpuid(u32 leaf, u32 subleaf, u32* registers);
}

namespace hw {

using kernel::Answer;
using kernel::RefusedInstruction;

Answer<u64> read_msr(u32 index)
{
    u64 value = 0;
    if (u32 const vector = arch_try_rdmsr(index, &value)) return RefusedInstruction{vector};
    return value;
}

Answer<u64> write_msr(u32 index, u64 value)
{
    u32 const vector = arch_try_wrmsr(index, static_cast<u32>(value), static_cast<u32>(value >> 32));
    if (vector != 0) return RefusedInstruction{vector};
    return read_msr(index);
}

Answer<u32> read_port(u16 port, u32 bytes)
{
    u32 value = 0;
    if (u32 const vector = arch_try_in(port, bytes, &value)) return RefusedInstruction{vector};
    return value;
}

Answer<u32> write_port(u16 port, u32 bytes, u32 value)
{
    if (u32 const vector = arch_try_out(port, bytes, value)) return RefusedInstruction{vector};
    return value;
}

Answer<std::array<u32, 4>> read_cpuid(u32 leaf, u32 subleaf)
{
    std::array<u32, 4> registers{};
    if (u32 const vector = arch_try_cpuid(leaf, subleaf, registers.data())) return RefusedInstruction{vector};
    return registers;
}

} // namespace hw
