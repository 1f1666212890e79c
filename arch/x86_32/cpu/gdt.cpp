// SPDX-License-Identifier: MIT
// Descriptor encodings: SDM vol. 3A, 3.4.5 (segments) and 7.2.2 (tasks).
#include "arch/x86_32/cpu/gdt.hpp"

#include "arch/x86_32/cpu/double_fault.hpp"
#include "arch/x86_32/cpu/instructions.hpp"
#include "lib/check.hpp"

#include <array>

namespace arch {
namespace {

// What kind of descriptor, present, ring 0: bits 8 to 15 of its high word.
enum class DescriptorKind : u32 { Code = 0x9B, Data = 0x93, Task = 0x89 };

constexpr u32 kFourKibUnits = 1u << 23; // limit counted in pages
constexpr u32 k32Bit = 1u << 22;

class Descriptor {
public:
    constexpr Descriptor() = default;
    static constexpr Descriptor flat(DescriptorKind kind)
    {
        return {0, 0xF'FFFF, kind, kFourKibUnits | k32Bit};
    }
    static constexpr Descriptor block(u32 base, u32 bytes, DescriptorKind kind)
    {
        return {base, bytes - 1, kind, kind == DescriptorKind::Task ? 0 : k32Bit};
    }
    [[nodiscard]] constexpr u64 raw() const { return (u64{high_} << 32) | low_; }

private:
    constexpr Descriptor(u32 base, u32 limit, DescriptorKind kind, u32 flags)
        : low_{(base << 16) | (limit & 0xFFFF)},
          high_{(base & 0xFF00'0000) | flags | (limit & 0xF'0000) | (static_cast<u32>(kind) << 8) |
                ((base >> 16) & 0xFF)}
    {
    }
    u32 low_ = 0;
    u32 high_ = 0;
};
static_assert(Descriptor::flat(DescriptorKind::Code).raw() == 0x00CF'9B00'0000'FFFF);
static_assert(Descriptor::block(0xC012'3456, 104, DescriptorKind::Task).raw() == 0xC000'8912'3456'0067);

struct Segments {
    std::array<Descriptor, 6> gdt;
    TaskState main;
    TaskState double_fault;
};
// Written by each CPU for itself, before any other may look at it.
constinit std::array<Segments, kMaxCpus> g_segments{};

u32 address_of(auto const& object) { return virt_addr_of(&object).raw(); }

extern "C" void arch_load_segments(TablePointer const* gdt); // segments.asm

TaskState double_fault_task(VirtAddr stack_top)
{
    TaskState task;
    task.cr3 = read_cr3();
    task.eip = reinterpret_cast<u32>(&arch_double_fault_task);
    task.eflags = 1u << 1; // the bit that is always set; interrupts off
    task.esp = stack_top.raw();
    task.cs = kCodeSelector;
    task.ds = task.es = task.ss = task.gs = kDataSelector;
    task.fs = kCpuSelector;
    return task;
}

} // namespace

void load_segments(u32 index, kernel::Cpu& cpu, VirtAddr double_fault_stack_top)
{
    CHECK(index < kMaxCpus);
    Segments& segments = g_segments[index];
    segments.main.cr3 = read_cr3();
    segments.double_fault = double_fault_task(double_fault_stack_top);
    segments.gdt = {
        Descriptor{},
        Descriptor::flat(DescriptorKind::Code),
        Descriptor::flat(DescriptorKind::Data),
        Descriptor::block(address_of(cpu), sizeof(cpu), DescriptorKind::Data),
        Descriptor::block(address_of(segments.main), sizeof(TaskState), DescriptorKind::Task),
        Descriptor::block(address_of(segments.double_fault), sizeof(TaskState), DescriptorKind::Task),
    };
    TablePointer const pointer{sizeof(segments.gdt) - 1, address_of(segments.gdt)};
    arch_load_segments(&pointer);
    ltr(kMainTaskSelector);
}

TaskState& main_task() { return g_segments[hw::cpu_index()].main; }

// Every switch away from that task saves its stack pointer with the stack empty, so this stays what it was.
VirtAddr double_fault_stack_top() { return VirtAddr{g_segments[hw::cpu_index()].double_fault.esp}; }

void adopt_page_tables()
{
    Segments& segments = g_segments[hw::cpu_index()];
    segments.main.cr3 = segments.double_fault.cr3 = read_cr3();
}

} // namespace arch
