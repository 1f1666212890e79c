// SPDX-License-Identifier: MIT
// Decodes as much of an instruction as it takes to know where its memory operand lies and how long it is:
// prefixes, opcode, and the ModRM and SIB bytes in 32-bit form (SDM vol. 2A, 2.1). Knows what compilers
// emit for plain loads, stores and copies; for everything else it says "not known".
#include "kernel/hw/faulting_instruction.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace kernel {

namespace {

struct Operand {
    u32 begin = 0;
    u32 bytes = 0;
};

struct Instruction {
    bool short_words = false; // operand-size prefix: words have 2 bytes
    bool repeats = false;
    bool other_segment = false; // FS or GS, whose base is not 0
    u32 opcode = 0;             // 0x0Fxx for those of two bytes
    std::span<u8 const> rest;   // from the ModRM byte on, or what follows if there is none
};

// Takes bytes off the front; zeros when there are no more.
u32 take(std::span<u8 const>& code, u32 count)
{
    u32 value = 0;
    for (u32 index = 0; index < count && !code.empty(); ++index, code = code.subspan(1))
        value |= u32{code.front()} << (8 * index);
    return value;
}

Instruction take_prefixes_and_opcode(std::span<u8 const> code)
{
    Instruction instruction;
    for (;;) {
        u32 const byte = take(code, 1);
        switch (byte) {
        case 0x66: instruction.short_words = true; continue;
        case 0xF2:
        case 0xF3: instruction.repeats = true; continue;
        case 0x64:
        case 0x65: instruction.other_segment = true; continue;
        case 0x26:
        case 0x2E:
        case 0x36:
        case 0x3E:           // ES, CS, SS, DS: base 0 here
        case 0xF0: continue; // LOCK
        default: instruction.opcode = byte == 0x0F ? 0x0F00 | take(code, 1) : byte; instruction.rest = code;
        }
        return instruction;
    }
}

u32 register_value(TrapFrame const& frame, u32 number)
{
    u32 const values[] = {frame.eax, frame.ecx, frame.edx, frame.ebx,
                          frame.esp, frame.ebp, frame.esi, frame.edi};
    return values[number % 8];
}

// What the SIB byte adds up to; base "EBP" without a displacement byte means no base, index "ESP" no index.
u32 scaled_sum(TrapFrame const& frame, u32 sib, bool has_base)
{
    u32 const index = (sib >> 3) % 8;
    u32 const scaled = index == 4 ? 0 : register_value(frame, index) << (sib >> 6);
    return scaled + (has_base ? register_value(frame, sib) : 0);
}

std::optional<u32> effective_address(TrapFrame const& frame, std::span<u8 const> bytes)
{
    if (bytes.empty()) return {};
    u32 const modrm = take(bytes, 1);
    u32 const mode = modrm >> 6;
    if (mode == 3) return {}; // a register, not memory
    bool const with_sib = modrm % 8 == 4;
    u32 const sib = with_sib ? take(bytes, 1) : 0;
    bool const has_base = mode != 0 || (with_sib ? sib : modrm) % 8 != 5;

    u32 address = with_sib ? scaled_sum(frame, sib, has_base) : has_base ? register_value(frame, modrm) : 0;
    if (mode == 1) address += static_cast<u32>(static_cast<std::int8_t>(take(bytes, 1)));
    if (mode == 2 || !has_base) address += take(bytes, 4);
    return address;
}

bool is_string(u32 opcode) { return opcode >= 0xA4 && opcode <= 0xAF && opcode != 0xA8 && opcode != 0xA9; }

// Opcodes with a ModRM byte whose memory operand is read or written as a whole.
bool has_plain_operand(u32 opcode)
{
    if (opcode < 0x40) return opcode % 8 < 4;                              // ADD ... CMP
    if (opcode >= 0x80 && opcode <= 0x8B) return opcode != 0x82;           // TEST, XCHG, MOV, arithmetic
    if (opcode >= 0x0F40 && opcode <= 0x0F4F) return true;                 // CMOVcc
    if (opcode >= 0x0F90 && opcode <= 0x0F9F) return true;                 // SETcc
    if ((opcode & ~1u) == 0x0FB0 || (opcode & ~1u) == 0x0FC0) return true; // CMPXCHG, XADD
    if ((opcode & ~9u) == 0x0FB6) return true;                             // MOVZX, MOVSX
    return (opcode & ~1u) == 0xC6 || (opcode & ~1u) == 0xF6 || (opcode & ~1u) == 0xFE || opcode == 0x0FC7;
}

u32 operand_bytes(Instruction const& instruction)
{
    u32 const word = instruction.short_words ? 2 : 4;
    u32 const opcode = instruction.opcode;
    if (opcode == 0x0FC7) return 8;                        // CMPXCHG8B
    if ((opcode & ~8u) == 0x0FB6) return 1;                // MOVZX, MOVSX of a byte
    if ((opcode & ~8u) == 0x0FB7) return 2;                // ... of 16 bits
    if (opcode >= 0x0F40 && opcode <= 0x0F4F) return word; // CMOVcc
    if (opcode >= 0x0F90 && opcode <= 0x0F9F) return 1;    // SETcc
    return opcode % 2 == 0 ? 1 : word;                     // for all the others, bit 0 chooses
}

u32 rest_behind(Operand operand, u32 address)
{
    u32 const offset = address - operand.begin;
    return offset < operand.bytes ? operand.bytes - offset : 0;
}

// Our own copies (arch/x86_32/cpu/string.asm, faulting_copy.asm) move whole dwords and then, by "mov ecx,
// edx; rep movsb" or stosb, what is left. While the dwords are being moved, EDX says how much that will be.
u32 bytes_that_follow(TrapFrame const& frame, std::span<u8 const> next_instructions)
{
    constexpr std::array<u8, 3> kCountFromEdx{0x89, 0xD1, 0xF3};
    if (next_instructions.size() <= kCountFromEdx.size()) return 0;
    if (!std::equal(kCountFromEdx.begin(), kCountFromEdx.end(), next_instructions.begin())) return 0;
    u8 const opcode = next_instructions[kCountFromEdx.size()];
    return opcode == 0xA4 || opcode == 0xAA ? frame.edx : 0;
}

// The destination is looked at first: if it could be either, writing is what does harm.
u32 string_bytes_wanted(TrapFrame const& frame, Instruction const& instruction)
{
    constexpr u32 kDirection = 1u << 10;
    u32 const size = operand_bytes(instruction);
    bool const downwards = (frame.eflags & kDirection) != 0;
    u32 const bytes = instruction.repeats && !downwards
                          ? frame.ecx * size + bytes_that_follow(frame, instruction.rest)
                          : size;
    u32 const at_destination = rest_behind({frame.edi, bytes}, frame.cr2);
    return at_destination != 0 ? at_destination : rest_behind({frame.esi, bytes}, frame.cr2);
}

} // namespace

u32 bytes_still_wanted(TrapFrame const& frame, std::span<u8 const> code)
{
    auto const instruction = take_prefixes_and_opcode(code.first(std::min<std::size_t>(code.size(), 15)));
    if (instruction.other_segment) return 0;
    if (is_string(instruction.opcode)) return string_bytes_wanted(frame, instruction);
    if (!has_plain_operand(instruction.opcode)) return 0;
    auto const begin = effective_address(frame, instruction.rest);
    return begin ? rest_behind({*begin, operand_bytes(instruction)}, frame.cr2) : 0;
}

} // namespace kernel
